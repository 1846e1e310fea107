// Protects what leaves the fleet: CSV that every reader splits alike, Markdown that shows names and does nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { csvOf, markdownOf, markdownText } from "./fleet_text.ts";

test("CSV quotes what must be quoted, and unknown is empty, not 0", () => {
  assert.equal(
    csvOf(["name", "stars", "topics"], [["a,\"b\"", null, ["x", "y"]], ["line\nend", 0, null]]),
    '\ufeffname,stars,topics\r\n"a,""b""",,x y\r\n"line\nend",0,\r\n',
  );
});

test("no text becomes a formula; numbers stay numbers", () => {
  assert.equal(csvOf(["a", "b"], [["=1+1", -5], ["@x", 5], ["-2", 0]]), "\ufeffa,b\r\n'=1+1,-5\r\n'@x,5\r\n'-2,0\r\n");
  assert.equal(csvOf(["topics"], [[["=1+1", "x"]]]), "\ufefftopics\r\n'=1+1 x\r\n");
});

test("a hostile name stays in its cell", () => {
  assert.equal(markdownText("a|b\n[x](http://e) <b> `c` *d*"), "a\\|b \\[x\\](http://e) \\<b\\> \\`c\\` \\*d\\*");
  const table = markdownOf([{ title: "Project", number: false }, { title: "Stars", number: true }], [["a", "1"]]);
  assert.equal(table, "| Project | Stars |\n| --- | ---: |\n| a | 1 |\n");
});

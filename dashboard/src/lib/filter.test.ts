// Protects the language of the fleet's filter: what people type means what it says, the address holds all of it, unknown
// values hold no comparison, and the server is asked for the same or for nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenOf, isIdle, isWord, joined, matching, printTerm, queryOf, readTerms, serverFilter, termsOf, toggled } from "./filter.ts";
import { indexOfPages } from "./fleet_pages.ts";

const NOW = new Date("2026-11-27T12:00:00Z");
const INDEX = indexOfPages([{
  id: ["1", "2", "3", "4"],
  full_name: ["acme/graph", "Acme/Parser", "zeta/tool", "zeta/std::vector"],
  description: ["Distributed graph store", null, "A C++ toolkit", "archived things"],
  topics: [["database", "Machine Learning"], [], null, ["api"]],
  language: ["Go", "C++", "C", null],
  license: ["MIT", null, "Apache-2.0", "MIT"],
  status_state: ["ok", "failing", "ok", "no_access"],
  status_code: [null, "network", null, "not_found"],
  status_next_sync_at: ["2026-11-27T11:45:00Z", "2026-11-27T11:00:00Z", "2026-11-27T13:00:00Z", null],
  archived: [false, true, null, false],
  fork: [false, false, true, null],
  stars: [1000, 1001, null, 0],
  stars_d: [-5, 5, null, 0],
  lead_p50_s: [3_600, 90_000, null, null],
  last_commit_on: ["2026-11-26", "2026-08-01", null, "2026-08-29"],
}], "90d", 4);
const ALL = [0, 1, 2, 3];
const found = (text: string) => matching(INDEX, ALL, readTerms(text), NOW).map((row) => row + 1).join("");

test("words match anywhere in name, description and topics, all of them, in any case", () => {
  assert.equal(found("GRAPH"), "1");
  assert.equal(found("acme"), "12");
  assert.equal(found("acme database"), "1");
  assert.equal(found('"graph store"'), "1");
  assert.equal(found('"store graph"'), "");
  assert.equal(found("-acme"), "34");
  assert.equal(found("std::vector"), "4");
  assert.equal(found('"archived"'), "4");
  assert.equal(found(""), "1234");
});

test("terms of values: alternatives by commas or by naming the key again, none, and not", () => {
  assert.equal(found("lang:go"), "1");
  assert.equal(found("language:C"), "3");
  assert.equal(found("lang:c,c++"), "23");
  assert.equal(found("lang:c lang:go"), "13");
  assert.equal(found("lang:none"), "4");
  assert.equal(found("-lang:c"), "124");
  assert.equal(found("owner:ACME"), "12");
  assert.equal(found('topic:"machine learning"'), "1");
  assert.equal(found("topic:none"), "23");
  assert.equal(found("state:failing,no_access"), "24");
  assert.equal(found("state:late"), "1");
  assert.equal(found("code:network"), "2");
  assert.equal(found("license:mit"), "14");
});

test("flags: what is not known is neither", () => {
  assert.equal(found("archived"), "2");
  assert.equal(found("-archived"), "134");
  assert.equal(found("fork"), "3");
});

test("comparisons: bounds, ranges, units; unknown holds none of them", () => {
  assert.equal(found("stars:>1000"), "2");
  assert.equal(found("stars:>=1000"), "12");
  assert.equal(found("stars:<1k"), "4");
  assert.equal(found("stars:<=1k"), "14");
  assert.equal(found("stars:1000"), "1");
  assert.equal(found("stars:0..1000"), "14");
  assert.equal(found("stars:1..") , "12");
  assert.equal(found("stars:none"), "3");
  assert.equal(found("-stars:>1000"), "134");
  assert.equal(found("delta:<0"), "1");
  assert.equal(found("delta:-5"), "1");
  assert.equal(found("Δ:>0"), "2");
  assert.equal(found("idle:>90d"), "2");
  assert.equal(found("idle:>=90"), "24");
  assert.equal(found("idle:<2d"), "1");
  assert.equal(found("idle:none"), "3");
  assert.equal(found("lead:>1d"), "2");
  assert.equal(found("lead:<=1h"), "1");
});

test("what can't be read finds everything, and says so", () => {
  for (const text of ["stars:>", "stars:many", "idle:>5parsecs", "stars:>1..2", "lang:"]) {
    const [term] = readTerms(text);
    assert.equal(term!.unreadable, true, text);
    assert.equal(found(text), "1234", text);
  }
  assert.deepEqual(readTerms(' - "" '), []);
});

test("while a value is typed, what begins so is found", () => {
  const typing = (text: string) => matching(INDEX, ALL, readTerms(text, true), NOW).map((row) => row + 1).join("");
  assert.equal(typing("lang:c"), "23");
  assert.equal(typing("lang:c "), "3");
  assert.equal(typing("owner:ac"), "12");
});

test("printing and reading again mean the same", () => {
  for (const text of ["graph", "-graph", "lang:go,rust", "-lang:go", 'topic:"machine learning"', '"two words"', '"archived"', "archived", "-fork", "stars:>1000", "idle:>90d", '"a:b"', "stars:1..5"]) {
    const terms = readTerms(text);
    assert.deepEqual(readTerms(terms.map(printTerm).join(" ")), terms, text);
  }
});

test("the address has the terms of its keys there and the rest in q, and gives them back", () => {
  const terms = readTerms("graph lang:go,rust state:failing -archived stars:>1k -lang:c");
  const query = queryOf(terms);
  assert.deepEqual(query, { q: "graph stars:>1k -lang:c", owner: "", state: "failing", lang: "go,rust", topic: "", arch: "0" });
  assert.deepEqual(new Set(termsOf(query).map(printTerm)), new Set(terms.map(printTerm)));
  assert.deepEqual(termsOf({ q: "lang:cobol" }).map(printTerm), ["lang:cobol"]);
});

test("a menu chooses and takes back", () => {
  const chosen = toggled(toggled([], "lang", "Go"), "lang", "C");
  assert.deepEqual(chosenOf(chosen, "lang"), ["go", "c"]);
  assert.deepEqual(toggled(toggled(chosen, "lang", "go"), "lang", "C"), []);
  assert.equal(joined(readTerms("a lang:go"), readTerms("lang:c b")).filter(isWord).length, 2);
});

test("the server is asked for the same, and what it can't be asked for is named", () => {
  assert.deepEqual(serverFilter(readTerms("graph acme lang:go,c state:failing topic:api license:mit -archived idle:>=90d")), {
    parameters: { q: "graph acme", language: "go,c", state: "failing", topic: "api", license: "mit", archived: "false", quiet_days: "90" }, left: [],
  });
  for (const text of ["-graph", '"two words"', "stars:>5", "-lang:go", "state:late", "-idle:>5d", "idle:none", "lead:>1d", "code:network"]) {
    const { parameters, left } = serverFilter(readTerms(text));
    assert.deepEqual(parameters, {}, text);
    assert.equal(left.length, 1, text);
  }
});

test("idle counts whole UTC days since the last commit, as the server does, at any time of the day", () => {
  for (const time of ["00:00:00", "12:00:00", "23:59:59"]) {
    const idle = (text: string) => matching(INDEX, ALL, readTerms(text), new Date(`2026-11-27T${time}Z`)).map((row) => row + 1).join("");
    assert.equal(idle("idle:1d"), "1", time);
    assert.equal(idle("idle:90d"), "4", time);
    assert.equal(idle("idle:>90d"), "2", time);
    assert.equal(idle("idle:1d..90d"), "14", time);
  }
  const asked = (text: string) => serverFilter(readTerms(text)).parameters["quiet_days"];
  assert.equal(asked("idle:>90d"), "91");
  assert.equal(asked("idle:>12h"), "1");
  assert.equal(asked("idle:>=-5"), "0");
  assert.equal(asked("idle:>999999y"), "100000");
});

test("of a range of idle days the server is asked for the lower bound, and what it can't be asked for is named", () => {
  for (const [text, days] of [["idle:30d..37d", "30"], ["idle:<5d", "0"]] as const) {
    const { parameters, left } = serverFilter(readTerms(text));
    assert.deepEqual(parameters, { quiet_days: days }, text);
    assert.deepEqual(left.map(isIdle), [true], text);
  }
});

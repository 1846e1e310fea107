// The address of a live chart: hostile or mistaken parts of it never reach the API, and never stop the chart.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEmbed } from "./embed_page.ts";

test("reads the project, the chart and its options", () => {
  assert.deepEqual(parseEmbed("/embed/acme/graph/lead-time", "?range=90d&theme=dark&tz=Asia/Kathmandu&bots=false&interval=week"), {
    owner: "acme", name: "graph", kind: "lead-time", range: "90d", theme: "dark", tz: "Asia/Kathmandu", bots: false, interval: "week",
  });
});

test("takes unknown options as if they were not there", () => {
  const page = parseEmbed("/embed/acme/graph/stars", "?range=9z&theme=red&tz=Mars/Base&bots=perhaps&interval=century");
  assert.deepEqual(page, { owner: "acme", name: "graph", kind: "stars", range: "1y", theme: "auto", tz: "", bots: true, interval: undefined });
});

test("names no chart where the path has too little, too much or an unknown kind", () => {
  for (const path of ["/", "/embed", "/embed/acme/graph", "/embed/acme/graph/forks", "/embed/acme/graph/stars/more", "/p/acme/graph/stars"]) {
    assert.equal(parseEmbed(path, ""), undefined, path);
  }
  assert.equal(parseEmbed("/embed/a%zz/b/stars", "")?.owner, "a%zz");
});

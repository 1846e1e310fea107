// Protects that a few keys lead to the project meant, and to its lists.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jumpTargets } from "./jump.ts";

const NAMES = ["acme/graph", "acme/hypergraph", "graphics/tool", "zeta/my-graph", "zeta/other"];
const PAGES = [{ text: "Fleet", page: "fleet" }, { text: "Operations", page: "operations" }];
const texts = (typed: string) => jumpTargets(typed, NAMES, PAGES).map(({ text }) => text);

test("nothing typed shows the pages and the shortest names", () => {
  assert.deepEqual(texts("").slice(0, 3), ["Fleet", "Operations", "acme/graph"]);
});

test("names that begin so come first, then owners, parts, and the rest", () => {
  assert.deepEqual(texts("graph"), ["acme/graph", "graphics/tool", "zeta/my-graph", "acme/hypergraph"]);
  assert.deepEqual(texts("ZETA gra"), ["zeta/my-graph"]);
});

test("a last word may name a list of the project", () => {
  assert.deepEqual(jumpTargets("my-gra pu", NAMES, PAGES), [{ text: "zeta/my-graph · Pulls", name: "zeta/my-graph", page: "pulls" }]);
});

test("what nothing has finds nothing; the list is short", () => {
  assert.deepEqual(texts("quarry"), []);
  assert.equal(jumpTargets("a", Array.from({ length: 500 }, (_, at) => `a/${at}`), PAGES).length, 20);
});

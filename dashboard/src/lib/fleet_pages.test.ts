// Protects that no project stands twice in a fleet that is read page by page, and none is lost between two pages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { following } from "./fleet_pages.ts";

const rest = { key: "by stars", after: "c1", pages: ["second", "third"] };

test("pages follow the first one as long as it ends where it did, and the question is the same", () => {
  assert.deepEqual(following(rest, "by stars", { next: "c1" }), ["second", "third"]);
  assert.deepEqual(following(rest, "by name", { next: "c1" }), []);
  assert.deepEqual(following(rest, "by stars", { next: "c2" }), []);
  assert.deepEqual(following(rest, "by stars", { next: null }), []);
  assert.deepEqual(following(rest, "by stars", undefined), []);
});

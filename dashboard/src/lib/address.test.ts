// What an address names: projects whatever their case, and none where the words can't be a name.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "./address.ts";

test("a project is compared once, whatever its case, and eight at most", () => {
  assert.deepEqual(parseAddress("/compare", "?p=demo/atlas&p=DEMO/Atlas&p=demo/orchard&p=demo/atlas").projects, ["demo/atlas", "demo/orchard"]);
  const many = Array.from({ length: 12 }, (_, place) => `p=a/${place}`).join("&");
  assert.equal(parseAddress("/compare", `?${many}`).projects.length, 8);
});

test("what can't be a name of a repository is no page of a project", () => {
  assert.equal(parseAddress("/p/a-b/c_d.js", "").view, "project");
  for (const path of ["/p/demo/foo%20bar", "/p/%20/x", "/p/demo/%3Cb%3E/commits", "/p/demo/a%2Fb", `/p/demo/${"x".repeat(101)}`]) {
    assert.equal(parseAddress(path, "").view, "not_found", path);
  }
});

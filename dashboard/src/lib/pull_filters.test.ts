// Protects the list of pull requests from asking something else than its address says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { filtersOf, PULL_SORTS, pullRequest, readFlag, readSort } from "./pull_filters.ts";

const ALL = { since: undefined, until: undefined };

test("who waits for a first review, oldest first", () => {
  assert.deepEqual(pullRequest({ review: "none", sort: "created" }, ALL, "UTC"), {
    state: "open",
    sort: "created",
    order: "asc",
    review: "none",
  });
});

test("every filter is passed on, and the time only beside a range", () => {
  const query = {
    q: " fix  ",
    state: "merged",
    author: "ada",
    label: "good first issue",
    base: "main",
    draft: "false",
    bots: "false",
    review: "some",
    decision: "approved",
    by: "merged",
    sort: "-lead",
  };
  const asked = {
    q: "fix",
    state: "merged",
    author: "ada",
    label: "good first issue",
    base: "main",
    draft: false,
    bot: false,
    review: "some",
    decision: "approved",
    sort: "lead",
    order: "desc",
  };
  assert.deepEqual(pullRequest(query, ALL, "UTC"), asked);
  assert.deepEqual(pullRequest(query, { since: "2026-01-01", until: "2026-01-31" }, "Europe/Berlin"), {
    ...asked,
    by: "merged",
    since: "2026-01-01",
    until: "2026-01-31",
    tz: "Europe/Berlin",
  });
});

test("what an address may say in error is left out, never sent", () => {
  const asked = pullRequest(
    { state: "opened", sort: "-stars", draft: "maybe", review: "1", decision: "", by: "x", bots: "yes" },
    ALL,
    "UTC",
  );
  assert.deepEqual(asked, { state: "open", sort: "created", order: "desc" });
  assert.equal(pullRequest({ bots: "only" }, ALL, "UTC").bot, true);
  assert.equal(readFlag("true"), true);
  assert.equal(readFlag(undefined), undefined);
  assert.deepEqual(readSort("-name", ["name"], "name"), { sort: "name", order: "desc" });
  assert.deepEqual(readSort("--name", ["name"], "-name"), { sort: "name", order: "desc" });
});

test("each order that is offered is one that is asked for", () => {
  for (const [value] of PULL_SORTS) {
    const { sort, order } = pullRequest({ sort: value }, ALL, "UTC");
    assert.equal(`${order === "desc" ? "-" : ""}${sort}`, value);
  }
});

test("filters are named in words, those that take nothing away are not", () => {
  assert.deepEqual(
    filtersOf({ review: "none", label: "bug", state: "all", q: "" }, ["state", "q", "review", "label"]),
    [
      { key: "review", text: "no review yet" },
      { key: "label", text: "label bug" },
    ],
  );
  assert.deepEqual(filtersOf({ range: "1y" }, ["range"]), [{ key: "range", text: "the last 1y" }]);
});

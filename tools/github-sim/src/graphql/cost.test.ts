// Protects the cost formula against the points that GitHub's documentation, and others' measurements, state.
import assert from "node:assert/strict";
import { test } from "node:test";
import { getOperationAST, Kind, parse, validate } from "graphql";
import type { FragmentDefinitionNode } from "graphql";
import { costOf } from "./cost.ts";
import type { Cost, Variables } from "./cost.ts";
import { loadSchema } from "./schema.ts";

const schema = loadSchema();

function price(text: string, variables: Variables = {}, countCost = false): Cost {
  const document = parse(text);
  assert.deepEqual(validate(schema, document), []);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  return costOf(schema, getOperationAST(document) ?? assert.fail(), fragments, variables, {
    countCost,
    nodeLimit: 500_000,
  });
}

function aliases(count: number, fields: string): string {
  const roots = Array.from(
    { length: count },
    (_, index) => `r${index}: repository(owner: "o", name: "n${index}") { ...F }`,
  );
  return `query { ${roots.join("\n")} } fragment F on Repository { ${fields} }`;
}

const EIGHT_COUNTS = `branches: refs(refPrefix: "refs/heads/", first: 1) { totalCount } open: pullRequests(states: OPEN, first: 1) { totalCount }
  merged: pullRequests(states: MERGED, first: 1) { totalCount } closed: pullRequests(states: CLOSED, first: 1) { totalCount }
  issues(states: OPEN, first: 1) { totalCount } languages(first: 10) { edges { size node { name } } } releases(first: 1) { totalCount }
  defaultBranchRef { target { ... on Commit { history(first: 1) { totalCount } } } }`;
const NO_FIRST = EIGHT_COUNTS.replaceAll(/, first: 1\)/g, ")").replaceAll("(first: 1)", "");

test("the worked example of GitHub's documentation", () => {
  const { requests, points } =
    price(`query { viewer { repositories(first: 100) { edges { repository: node { issues(first: 50) { totalCount
    edges { node { labels(first: 60) { edges { node { id name } } } } } } } } } } }`);
  assert.deepEqual([requests, points], [5101, 51]);
});

test("connections with `first`, by the number of repositories", () => {
  assert.deepEqual(
    [18, 25, 50, 100].map((count) => price(aliases(count, EIGHT_COUNTS)).points),
    [1, 2, 4, 8],
  );
});

test("counts without `first` are free in one reading and charged in the other", () => {
  assert.deepEqual(
    [25, 50, 100].map((count) => price(aliases(count, NO_FIRST)).points),
    [1, 1, 1],
  );
  assert.deepEqual(
    [25, 50, 100].map((count) => price(aliases(count, NO_FIRST), {}, true).points),
    [2, 4, 8],
  );
});

test("ids count as often as aliases", () => {
  const text = (fields: string): string =>
    `query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Repository { ${fields} } } }`;
  const ids = Array.from({ length: 81 }, (_, index) => `R_${index}`);
  assert.equal(price(text("nameWithOwner pushedAt"), { ids }).points, 1);
  assert.equal(price(text(EIGHT_COUNTS), { ids }).points, price(aliases(81, EIGHT_COUNTS)).points);
});

test("a page of pull requests", () => {
  const page = (fields: string): Cost =>
    price(
      `query($id: ID!) { node(id: $id) { ... on Repository { pullRequests(first: 100) { nodes { number ${fields} } } } } }`,
      { id: "R_1" },
    );
  assert.equal(page("commits { totalCount }").points, 1);
  assert.equal(page("reviews(first: 10) { nodes { state } } labels(first: 20) { nodes { name } }").points, 2);
  assert.equal(page("reviews(first: 10) { nodes { state } } labels(first: 20) { nodes { name } }").nodeCount, 3100);
});

test("what is asked twice under one key is counted once, and what is skipped not at all", () => {
  const twice = `query { repository(owner: "o", name: "n") { ...A ...A issues(first: 100) { nodes { id } } } } fragment A on Repository { issues(first: 100) { nodes { id } } }`;
  assert.equal(price(twice).requests, 1);
  const skipped = `query($no: Boolean!) { repository(owner: "o", name: "n") { issues(first: 100) @include(if: $no) { nodes { id } } } }`;
  assert.equal(price(skipped, { no: false }).requests, 0);
});

test("the rules of paging", () => {
  const types = (fields: string): unknown[] =>
    price(`query { repository(owner: "o", name: "n") { ${fields} } }`).errors.map(
      ({ extensions }) => extensions["type"],
    );
  assert.deepEqual(types("issues(first: 100) { nodes { id } }"), []);
  assert.deepEqual(types("issues(first: 101) { nodes { id } }"), ["EXCESSIVE_PAGINATION"]);
  assert.deepEqual(types("issues(first: 0) { nodes { id } }"), ["INVALID_PAGINATION"]);
  assert.deepEqual(types("issues { nodes { id } }"), ["MISSING_PAGINATION_BOUNDARIES"]);
  assert.deepEqual(types("issues { totalCount }"), []);
  const deep =
    "issues(first: 100) { nodes { comments(first: 100) { nodes { reactions(first: 100) { nodes { id } } } } } }";
  assert.deepEqual(types(deep), ["MAX_NODE_LIMIT_EXCEEDED"]);
  const ids = Array.from({ length: 101 }, (_, index) => `R_${index}`);
  assert.equal(
    price("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids }).errors[0]?.extensions["type"],
    "ARGUMENT_LIMIT",
  );
});

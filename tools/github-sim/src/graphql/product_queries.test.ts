// Protects what the product asks GitHub: each of its queries, repeated as its code repeats it, is valid in the official
// schema, stays within GitHub's bounds and costs what its ledger reserves, whether connections that are only counted
// cost or not.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { getOperationAST, Kind, parse, print, validate } from "graphql";
import type { DocumentNode, FragmentDefinitionNode } from "graphql";
import { costOf } from "./cost.ts";
import { loadSchema } from "./schema.ts";

const QUERIES = new URL("../../../../cpsg/github/wire/queries/", import.meta.url);
const schema = loadSchema();

interface Case {
  readonly files: readonly string[];
  readonly operation: string;
  readonly size: number;
  /** Points where counts are free, and where they are charged. */
  readonly points: readonly [number, number];
}

const REPOSITORIES = ["repositories", "repository_fields"];
const BY_NAME = ["repositories_by_name", "repository_fields"];
const PULLS = ["pulls", "pull_fields"];
const PULLS_BY_NUMBER = ["pulls_by_number", "pull_fields"];
const CASES: readonly Case[] = [
  { files: ["probe"], operation: "Probe", size: 1, points: [1, 1] },
  { files: ["probe"], operation: "Probe", size: 100, points: [1, 1] },
  { files: REPOSITORIES, operation: "Repositories", size: 1, points: [1, 1] },
  { files: REPOSITORIES, operation: "Repositories", size: 25, points: [1, 3] },
  { files: REPOSITORIES, operation: "Repositories", size: 100, points: [3, 12] },
  { files: BY_NAME, operation: "RepositoriesByName", size: 1, points: [1, 1] },
  { files: BY_NAME, operation: "RepositoriesByName", size: 25, points: [1, 3] },
  { files: BY_NAME, operation: "RepositoriesByName", size: 100, points: [3, 12] },
  { files: PULLS, operation: "PullRequests", size: 1, points: [1, 1] },
  { files: PULLS, operation: "PullRequests", size: 50, points: [1, 2] },
  { files: PULLS_BY_NUMBER, operation: "PullsByNumber", size: 50, points: [1, 2] },
  { files: PULLS_BY_NUMBER, operation: "PullsByNumber", size: 100, points: [2, 4] },
  { files: ["pull_handles"], operation: "PullHandles", size: 100, points: [1, 1] },
  { files: ["commits"], operation: "CommitFacts", size: 1, points: [1, 1] },
  { files: ["commits"], operation: "CommitFacts", size: 100, points: [1, 1] },
  { files: ["audit"], operation: "Audit", size: 1, points: [1, 1] },
  { files: ["releases"], operation: "Releases", size: 1, points: [1, 1] },
  { files: ["releases"], operation: "Releases", size: 100, points: [1, 1] },
  { files: ["viewer"], operation: "Viewer", size: 1, points: [1, 1] },
];

/** As the product does it: without comments and indentation, lines marked `# repeated` once for each thing. */
function expand(file: string, count: number): string {
  const lines = readFileSync(new URL(`${file}.graphql`, QUERIES), "utf8").split("\n");
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .flatMap((line) => {
      if (!line.endsWith("# repeated")) return [line];
      const once = line.slice(0, -"# repeated".length).trim();
      return Array.from({ length: count }, (_, index) => once.replaceAll("0", String(index)));
    })
    .join("\n");
}

function variables(document: DocumentNode, size: number): Record<string, unknown> {
  const operation = getOperationAST(document) ?? assert.fail();
  const values: Record<string, unknown> = {};
  for (const { variable, type } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const kind = print(type);
    if (name === "ids") values[name] = Array.from({ length: size }, (_, index) => `R_${index}`);
    else if (kind === "Int!") values[name] = name === "first" ? size : 1;
    else if (kind === "Boolean!") values[name] = true;
    else if (kind === "IssueOrder!") values[name] = { field: "UPDATED_AT", direction: "DESC" };
    else if (kind.endsWith("!")) values[name] = "x";
  }
  return values;
}

for (const { files, operation, size, points } of CASES) {
  test(`${operation} for ${size}`, () => {
    const document = parse(files.map((file) => expand(file, size)).join("\n"));
    assert.deepEqual(validate(schema, document), []);
    const ast = getOperationAST(document) ?? assert.fail();
    assert.equal(ast.name?.value, operation);
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    const costs = [false, true].map((countCost) =>
      costOf(schema, ast, fragments, variables(document, size), { countCost, nodeLimit: 500_000 }),
    );
    assert.deepEqual(
      costs.flatMap(({ errors }) => errors),
      [],
    );
    assert.deepEqual(
      costs.map((cost) => cost.points),
      points,
    );
  });
}

test("every file is used", () => {
  const files = readdirSync(QUERIES).map((name) => name.replace(/\.graphql$/, ""));
  assert.deepEqual(files.sort(), [...new Set(CASES.flatMap((entry) => entry.files))].sort());
});

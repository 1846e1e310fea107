import assert from "node:assert/strict";
import test from "node:test";
import { callOf, LANGUAGES, operationOf, programOf, valuesFor } from "./call.ts";
import { readDocument } from "./openapi.ts";

const nullable = (type: string, description: string) => ({ type: [type, "null"], description });
const project = (name: string) => ({ name, in: "path", required: true, description: "x", schema: { type: "string" } });
const page = (item: string) => ({
  anyOf: [
    { type: "object", properties: { data: { type: "array", items: { anyOf: [{ $ref: `#/components/schemas/${item}` }, { $ref: `#/components/schemas/${item}_part` }] } }, next: nullable("string", "null on the last one") } },
    { type: "object", properties: { data: { type: "object", additionalProperties: { type: "array" } }, next: nullable("string", "") } },
  ],
});
const bucket = { type: "object", properties: { start: { type: "string", format: "date-time", description: "begins" }, tree: { $ref: "#/components/schemas/tree" }, commits_all: nullable("integer", "null with `branch`") } };

const document = {
  info: { description: "About" },
  paths: {
    "/v1/projects/{owner}/{name}/activity": {
      get: {
        operationId: "get_activity", summary: "Count", tags: ["projects"],
        parameters: [
          project("owner"), project("name"),
          { name: "interval", in: "query", description: "length", schema: { type: "string", enum: ["hour", "day"], default: "day" } },
          { name: "limit", in: "query", description: "", schema: { type: "integer", minimum: 1, maximum: 200 } },
          { name: "since", in: "query", description: "", schema: { anyOf: [{ type: "string", format: "date-time" }, { type: "string", format: "date" }] } },
          { name: "fields", in: "query", description: "", schema: { type: "string", pattern: "^(start|commits)(,(start|commits))*$" } },
          { $ref: "#/components/parameters/If-Match" },
        ],
        responses: {
          200: { description: "buckets", content: { "application/json": { schema: page("activity"), example: { data: [] } } } },
          400: { $ref: "#/components/responses/wrong" },
        },
      },
    },
    "/v1/projects/{owner}/all": { get: { operationId: "get_all", tags: ["projects"], parameters: [project("owner")], responses: {} } },
    "/v1/batches": {
      post: {
        operationId: "create_batch", tags: ["batches"],
        requestBody: { description: "a batch", content: { "application/json": { schema: {
          type: "object", required: ["name", "projects"],
          properties: { name: { type: "string" }, projects: { type: "array", items: { type: "string" } }, off_peak: { type: "boolean" } },
        } } } },
        responses: { 202: { description: "begun" } },
      },
    },
  },
  components: {
    parameters: { "If-Match": { name: "If-Match", in: "header", schema: { type: "string" } } },
    responses: { wrong: { description: "A parameter is wrong" } },
    schemas: {
      activity: bucket, activity_part: bucket,
      // A shape that holds itself must not be read for ever.
      tree: { type: "object", properties: { inner: { $ref: "#/components/schemas/tree" } } },
      problem: { properties: { code: { description: "for programs\n- `internal`: A bug.\n- `usage`: Read `--help`." } } },
    },
  },
};

const { operations, codes } = readDocument(document);
const activity = operations.find(({ id }) => id === "get_activity")!;

test("Parameters say their type, bounds and what counts without them", () => {
  const said = Object.fromEntries(activity.parameters.map(({ name, type, fallback, required }) => [name, [type, fallback, required]]));
  assert.deepEqual(said, {
    owner: ["text", "", true], name: ["text", "", true], interval: ["one of hour, day", "day", false],
    limit: ["integer from 1 to 200", "", false], since: ["time or date", "", false], fields: ["some of start, commits", "", false],
  });
});

test("Answers show the members of the usual form, once, with what null means", () => {
  const [answer] = activity.answers;
  assert.deepEqual(answer?.members.map(({ name, type }) => [name, type]), [["data", "list of objects"], ["next", "text or null"]]);
  const data = answer!.members[0]!.members;
  assert.deepEqual(data.map(({ name, type, note }) => [name, type, note]), [
    ["start", "time", "begins"], ["tree", "object", ""], ["commits_all", "integer or null", "null with `branch`"],
  ]);
  assert.deepEqual(activity.errors.map(({ status, note }) => [status, note]), [["400", "A parameter is wrong"]]);
  assert.deepEqual(codes, [["internal", "A bug."], ["usage", "Read `--help`."]]);
});

test("A call leads to its operation and back to the same call", () => {
  for (const call of [
    "/v1/projects/acme/graph/activity?interval=hour&since=2026-01-01", "/v1/projects/a%2Fb/c/activity", "/v1/projects/acme/graph/activity?fields=start,commits",
  ]) {
    const found = operationOf(operations, call);
    assert.equal(found?.operation.id, "get_activity");
    assert.deepEqual(callOf(found.operation, found.values), { url: call, missing: [] });
  }
  assert.equal(operationOf(operations, "/v1/projects/acme/all")?.operation.id, "get_all");
  assert.equal(operationOf(operations, "/v1/nothing"), undefined);
  assert.equal(operationOf(operations, ""), undefined);
});

test("What is missing is named, and a half-filled call keeps what was given", () => {
  const half = callOf(activity, { name: "graph", interval: "hour" });
  assert.deepEqual(half, { url: "/v1/projects/{owner}/graph/activity?interval=hour", missing: ["owner"] });
  assert.deepEqual(valuesFor(activity, half.url), { name: "graph", interval: "hour" });
  assert.deepEqual(valuesFor(activity, "/v1/batches"), {});
});

test("A parameter given several times is one value", () => {
  assert.equal(valuesFor(activity, "/v1/projects/a/b/activity?fields=start&fields=commits")["fields"], "start,commits");
});

test("Programs hold the values, a key where one is needed, and cannot be broken out of", () => {
  const url = "http://localhost/v1/x?branch=it's";
  assert.equal(programOf("curl", activity, url, false), `curl 'http://localhost/v1/x?branch=it'\\''s'`);
  assert.match(programOf("curl", activity, url, true), /-H "Authorization: Bearer \$CPSG_KEY"/);
  const create = operations.find(({ id }) => id === "create_batch")!;
  for (const language of LANGUAGES) {
    const program = programOf(language, create, "http://localhost/v1/batches", true);
    assert.match(program, /POST/);
    assert.match(program, /owner\/name/);
    assert.match(program, /Authorization/);
  }
  assert.match(programOf("Python", activity, url, false), /^import json, urllib\.request\n/);
});

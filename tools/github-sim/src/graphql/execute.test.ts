// Protects what GraphQL answers: counts and pages that are complete, node ids of both formats, errors that leave their
// siblings alone, and the limits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { valueAt, simulate } from "../testing/client.ts";
import type { Json } from "../testing/client.ts";
import { git } from "../testing/repositories.ts";

const client = await simulate(
  "--generate",
  "o/n:commits=60,branches=7,tags=3,pulls=230",
  "--generate",
  "big/pulls:commits=20,pulls=100000",
  "--generate",
  "o/empty:commits=0",
  "--fleet",
  "1000",
);
const NEXT = { "x-github-next-global-id": "1" };

async function ask(query: string, variables: Json = {}, headers: Record<string, string> = NEXT): Promise<Json> {
  const { status, body } = await client.graphql(query, variables, headers);
  assert.equal(status, 200);
  return body;
}

async function idOf(owner: string, name: string, headers = NEXT): Promise<string> {
  return String(
    valueAt(
      await ask(
        "query($o: String!, $n: String!) { repository(owner: $o, name: $n) { id } }",
        { o: owner, n: name },
        headers,
      ),
      "data.repository.id",
    ),
  );
}

async function all(query: string, path: string, variables: Json): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let after: unknown = null; ;) {
    const body = await ask(query, { ...variables, after });
    assert.equal(body["errors"], undefined);
    found.push(...(valueAt(body, `${path}.nodes`) as unknown[]));
    if (valueAt(body, `${path}.pageInfo.hasNextPage`) !== true) return found;
    after = valueAt(body, `${path}.pageInfo.endCursor`);
  }
}

test("a repository's statistics", async () => {
  const body = await ask(`{ repository(owner: "O", name: "N") { databaseId nameWithOwner isEmpty pushedAt visibility
    refs(refPrefix: "refs/heads/") { totalCount } tags: refs(refPrefix: "refs/tags/") { totalCount }
    defaultBranchRef { name target { oid ... on Commit { history { totalCount } } } }
    all: pullRequests { totalCount } open: pullRequests(states: OPEN) { totalCount } languages(first: 10) { totalSize edges { size node { name } } } } }`);
  const { git: data } = (await client.simulator.world.find("o", "n"))?.repository ?? assert.fail();
  const repository = valueAt(body, "data.repository");
  assert.equal(valueAt(repository, "nameWithOwner"), "o/n");
  assert.deepEqual(
    [
      valueAt(repository, "refs.totalCount"),
      valueAt(repository, "tags.totalCount"),
      valueAt(repository, "all.totalCount"),
    ],
    [7, 3, 230],
  );
  assert.equal(valueAt(repository, "defaultBranchRef.target.oid"), git(data.gitDir, ["rev-parse", "main"]));
  assert.equal(
    valueAt(repository, "defaultBranchRef.target.history.totalCount"),
    Number(git(data.gitDir, ["rev-list", "--count", "main"])),
  );
  const edges = valueAt(repository, "languages.edges") as unknown[];
  assert.equal(
    valueAt(repository, "languages.totalSize"),
    edges.reduce<number>((sum, edge) => sum + Number(valueAt(edge, "size")), 0),
  );
});

test("an empty repository", async () => {
  const body = await ask(`{ repository(owner: "o", name: "empty") { isEmpty pushedAt defaultBranchRef { name } } }`);
  assert.deepEqual(valueAt(body, "data.repository"), { isEmpty: true, pushedAt: null, defaultBranchRef: null });
});

test("pages of branches, commits and pull requests are complete", async () => {
  const variables = { id: await idOf("o", "n") };
  const page = (field: string, fields: string): string =>
    `query($id: ID!, $after: String) { node(id: $id) { ... on Repository { ${field} { totalCount pageInfo { hasNextPage endCursor } nodes { ${fields} } } } } }`;
  const branches = await all(
    page(`refs(refPrefix: "refs/heads/", first: 3, after: $after)`, "name"),
    "data.node.refs",
    variables,
  );
  assert.equal(new Set(branches.map((node) => valueAt(node, "name"))).size, 7);
  const pulls = await all(
    page("pullRequests(first: 50, after: $after, orderBy: {field: UPDATED_AT, direction: DESC})", "number updatedAt"),
    "data.node.pullRequests",
    variables,
  );
  assert.equal(new Set(pulls.map((node) => valueAt(node, "number"))).size, 230);
  const times = pulls.map((node) => String(valueAt(node, "updatedAt")));
  assert.deepEqual(times, [...times].sort().reverse());
  const history = `query($id: ID!, $after: String) { node(id: $id) { ... on Repository { defaultBranchRef { target { ... on Commit { history(first: 20, after: $after) { pageInfo { hasNextPage endCursor } nodes { oid } } } } } } } }`;
  const commits = await all(history, "data.node.defaultBranchRef.target.history", variables);
  const { git: data } = (await client.simulator.world.find("o", "n"))?.repository ?? assert.fail();
  assert.deepEqual(
    commits.map((node) => valueAt(node, "oid")),
    git(data.gitDir, ["rev-list", "main"]).split("\n"),
  );
});

test("a page goes on at its place when a pull request moves up meanwhile", async () => {
  const query = `query($after: String) { repository(owner: "o", name: "n") { pullRequests(first: 10, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) { pageInfo { endCursor } nodes { number } } } }`;
  const numbers = async (after: unknown): Promise<[unknown[], unknown]> => {
    const connection = valueAt(await ask(query, { after }), "data.repository.pullRequests");
    return [
      (valueAt(connection, "nodes") as unknown[]).map((node) => valueAt(node, "number")),
      valueAt(connection, "pageInfo.endCursor"),
    ];
  };
  const [first, cursor] = await numbers(null);
  const [second] = await numbers(cursor);
  await client.control("POST", `/repositories/o/n/pulls/${String(first[9])}`, { action: "edit", title: "moved up" });
  assert.deepEqual((await numbers(cursor))[0], second);
  await client.control("POST", `/repositories/o/n/pulls/${String(second[0])}`, { action: "review", by: "dave" });
  assert.deepEqual((await numbers(cursor))[0].slice(0, 9), second.slice(1));
  assert.deepEqual((await numbers(null))[0].slice(0, 2), [second[0], first[9]]);
});

test("a hundred thousand pull requests", async () => {
  const startMs = performance.now();
  const body = await ask(
    `{ repository(owner: "big", name: "pulls") { pullRequests(first: 100, orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount nodes { number title } } } }`,
  );
  assert.equal(valueAt(body, "data.repository.pullRequests.totalCount"), 100_000);
  assert.ok(performance.now() - startMs < 5000);
});

test("node ids of both formats lead to the same thing; old ones can be refused", async () => {
  const [next, old] = [await idOf("o", "n"), await idOf("o", "n", { "x-github-next-global-id": "0" })];
  assert.match(next, /^R_kgDO/);
  assert.match(Buffer.from(old, "base64").toString(), /^010:Repository\d+$/);
  const query = "query($id: ID!) { node(id: $id) { ... on Repository { nameWithOwner } } }";
  assert.equal(valueAt(await ask(query, { id: next }), "data.node.nameWithOwner"), "o/n");
  const warned = await ask(query, { id: old });
  assert.equal(valueAt(warned, "data.node.nameWithOwner"), "o/n");
  assert.equal(valueAt(warned, "extensions.warnings.0.data.next_global_id"), next);
  await client.control("POST", "/settings", { refuse_old_ids: true });
  assert.equal(valueAt(await ask(query, { id: old }), "errors.0.type"), "NOT_FOUND");
  await client.control("POST", "/settings", { refuse_old_ids: false });
});

test("ids of pull requests, branches and commits", async () => {
  const body = await ask(
    `{ repository(owner: "o", name: "n") { pullRequest(number: 3) { id } defaultBranchRef { id target { id } } } }`,
  );
  const ids = ["pullRequest.id", "defaultBranchRef.id", "defaultBranchRef.target.id"].map((path) =>
    valueAt(body, `data.repository.${path}`),
  );
  const found = valueAt(await ask("query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", { ids }), "data.nodes");
  assert.deepEqual(found, [
    { __typename: "PullRequest", id: ids[0] },
    { __typename: "Ref", id: ids[1] },
    { __typename: "Commit", id: ids[2] },
  ]);
});

test("what is missing is null with an error, and its siblings live", async () => {
  const ids = [await idOf("fleet", "p000001"), "R_kgDOAAAAAA", "nonsense", await idOf("fleet", "p000002")];
  const body = await ask("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { nameWithOwner } } }", { ids });
  assert.deepEqual(valueAt(body, "data.nodes"), [
    { nameWithOwner: "fleet/p000001" },
    null,
    null,
    { nameWithOwner: "fleet/p000002" },
  ]);
  const errors = (body["errors"] as unknown[]).map(
    (error) => `${String(valueAt(error, "type"))} ${String(valueAt(error, "path"))}`,
  );
  assert.deepEqual(errors.sort(), ["NOT_FOUND nodes,1", "NOT_FOUND nodes,2"]);
  const named = await ask(
    `{ a: repository(owner: "o", name: "n") { name } b: repository(owner: "o", name: "none") { name } }`,
  );
  assert.deepEqual([named["data"], valueAt(named, "errors.0.type")], [{ a: { name: "n" }, b: null }, "NOT_FOUND"]);
});

test("renames are followed unless they must not be", async () => {
  await client.control("POST", "/repositories/fleet/p000005/rename", { name: "fresh" });
  const body = await ask(
    `{ a: repository(owner: "fleet", name: "p000005") { nameWithOwner } b: repository(owner: "fleet", name: "p000005", followRenames: false) { name } }`,
  );
  assert.deepEqual(body["data"], { a: { nameWithOwner: "fleet/fresh" }, b: null });
});

test("a hundred by id cost one point, and a dry run says so", async () => {
  const ids = await Promise.all(
    Array.from({ length: 100 }, (_, index) => idOf("fleet", `p${String(index + 100).padStart(6, "0")}`)),
  );
  const probe =
    "nodes(ids: $ids) { id ... on Repository { pushedAt updatedAt stargazerCount defaultBranchRef { target { oid } } } }";
  const { headers, body } = await client.graphql(`query($ids: [ID!]!) { ${probe} rateLimit { cost remaining used } }`, {
    ids,
  });
  assert.equal(valueAt(body, "data.rateLimit.cost"), 1);
  assert.equal(String(valueAt(body, "data.rateLimit.used")), headers.get("x-ratelimit-used"));
  assert.equal(headers.get("x-ratelimit-resource"), "graphql");
  const dry = await ask(`query($ids: [ID!]!) { ${probe} rateLimit(dryRun: true) { cost nodeCount } }`, { ids });
  assert.deepEqual(dry, { data: { rateLimit: { cost: 1, nodeCount: 100 } } });
});

test("queries that break a rule are refused and reported", async () => {
  const before = (valueAt(await client.control("GET", "/report"), "breaches") as unknown[]).length;
  const type = async (query: string): Promise<unknown> => valueAt(await ask(query), "errors.0.type");
  assert.equal(
    await type(`{ repository(owner: "o", name: "n") { issues(first: 101) { nodes { id } } } }`),
    "EXCESSIVE_PAGINATION",
  );
  assert.equal(
    await type(`{ repository(owner: "o", name: "n") { pullRequests { nodes { id } } } }`),
    "MISSING_PAGINATION_BOUNDARIES",
  );
  assert.match(
    String(valueAt(await ask(`{ repository(owner: "o", name: "n") { nothing } }`), "errors.0.message")),
    /nothing/,
  );
  assert.equal((valueAt(await client.control("GET", "/report"), "breaches") as unknown[]).length, before + 2);
});

test("out of points it says so with 200; resource limits leave part of the data", async () => {
  const two = `{ a: repository(owner: "o", name: "n") { issues { totalCount } } b: repository(owner: "fleet", name: "p000009") { issues { totalCount } watchers { totalCount } } }`;
  await client.control("POST", "/settings", { resource_limit: 4 });
  const limited = await ask(two);
  assert.equal(valueAt(limited, "errors.0.type"), "RESOURCE_LIMITS_EXCEEDED");
  assert.notEqual(valueAt(limited, "data.a"), null);
  await client.control("POST", "/settings", { resource_limit: 0, graphql_limit: 1 });
  const { status, headers, body } = await client.graphql(two);
  assert.deepEqual(
    [status, valueAt(body, "errors.0.type"), headers.get("x-ratelimit-remaining")],
    [200, "RATE_LIMITED", "0"],
  );
  await client.control("POST", "/settings", { graphql_limit: 5000 });
});

test("a query that takes too long is killed and costs more", async () => {
  await client.control("POST", "/settings", { kill_s: 1 });
  const aliases = Array.from(
    { length: 40 },
    (_, index) =>
      `r${index}: repository(owner: "fleet", name: "p${String(index + 300).padStart(6, "0")}") { issues { totalCount } defaultBranchRef { target { ... on Commit { history { totalCount } } } } }`,
  );
  const { status, headers } = await client.graphql(`{ ${aliases.join(" ")} }`);
  assert.equal(status, 502);
  const usedPoints = Number(headers.get("x-ratelimit-used"));
  const { headers: after } = await client.graphql(`{ ${aliases.slice(0, 3).join(" ")} }`);
  assert.equal(Number(after.get("x-ratelimit-used")), usedPoints + 1);
  const operations = (await client.control("GET", "/requests?limit=2")) as unknown as { points: number }[];
  assert.deepEqual(
    operations.map(({ points }) => points),
    [2, 1],
  );
  await client.control("POST", "/settings", { kill_s: 10 });
});

test("releases are as many as the facts say, and change by the control port", async () => {
  const query = `query($after: String) { repository(owner: "o", name: "n") {
    releases(first: 2, after: $after, orderBy: {field: CREATED_AT, direction: DESC}) { totalCount
      nodes { tagName name publishedAt isDraft isPrerelease } pageInfo { hasNextPage endCursor } } } }`;
  const tags = async (): Promise<unknown[]> =>
    (await all(query, "data.repository.releases", {})).map((node) => valueAt(node, "tagName"));
  await client.control("POST", "/repositories/o/n/set", { releases: 3 });
  assert.deepEqual(await tags(), ["v2.0", "v1.0", "v0.0"]);
  await client.control("POST", "/repositories/o/n/releases", { tag: "new", name: "A", prerelease: true });
  await client.control("POST", "/repositories/o/n/releases", { action: "edit", tag: "v1.0", new_tag: "v1.1" });
  await client.control("POST", "/repositories/o/n/releases", { action: "delete", tag: "v2.0" });
  assert.deepEqual(await tags(), ["new", "v1.1", "v0.0"]);
  const page = valueAt(await ask(query), "data.repository.releases");
  assert.equal(valueAt(page, "totalCount"), 3);
  assert.equal(valueAt(page, "nodes.0.name"), "A");
  assert.equal(valueAt(page, "nodes.0.isPrerelease"), true);
  await assert.rejects(client.control("POST", "/repositories/o/n/releases", { tag: "new" }));
});

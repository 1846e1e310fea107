// Protects every fault of the control port: a client must meet each one exactly as its name says.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { beforeEach, test } from "node:test";
import { TOKEN, valueAt, simulate } from "../testing/client.ts";

const client = await simulate("--generate", "o/n:commits=8,branches=2,pulls=30", "--retry-after-s", "1");
const PAGE = `{ repository(owner: "o", name: "n") { pullRequests(first: 10) { totalCount pageInfo { hasNextPage endCursor } nodes { title } } } }`;
const connection = (body: unknown): unknown => valueAt(body, "data.repository.pullRequests");

async function order(action: unknown, match: unknown = {}, more: Record<string, unknown> = {}): Promise<void> {
  await client.control("POST", "/faults", { match, action, ...more });
}

beforeEach(async () => {
  await client.control("DELETE", "/faults");
  await client.control("DELETE", "/limits");
});

test("matching, skipping and counting", async () => {
  await order(
    { status: 500, body: "{}" },
    { kind: "rest", path: "^/repos/o/n$", method: "GET" },
    { skip: 1, times: 2 },
  );
  const statuses: number[] = [];
  for (let round = 0; round < 5; ++round) statuses.push((await client.rest("/repos/o/n")).status);
  assert.deepEqual(statuses, [200, 500, 500, 200, 200]);
  await order({ status: 503 }, { kind: "graphql", contains: "pageInfo" }, { times: null });
  assert.equal((await client.rest("/repos/o/n")).status, 200);
  assert.equal(
    (await fetch(`${client.url}/api/graphql`, { method: "POST", body: JSON.stringify({ query: PAGE }) })).status,
    503,
  );
  assert.deepEqual(
    ((await client.control("GET", "/faults")) as unknown as { hits: number }[]).map(({ hits }) => hits),
    [2, 1],
  );
});

test("queries for many things, and pull requests that never come", async () => {
  const sized = `query($first: Int!) { repository(owner: "o", name: "n") { pullRequests(first: $first) { nodes { number } } } }`;
  const headers = { authorization: `Bearer ${TOKEN}`, "user-agent": "tests" };
  const ask = async (query: string, first: number): Promise<number> => {
    const body = JSON.stringify({ query, variables: { first } });
    return (await fetch(`${client.url}/api/graphql`, { method: "POST", body, headers })).status;
  };
  await order({ page: 502 }, { kind: "graphql", asks_more_than: 5 }, { times: null });
  assert.deepEqual([await ask(sized, 6), await ask(sized, 5)], [502, 200]);
  await client.control("DELETE", "/faults");
  const poisoned = valueAt(await (await client.rest("/repos/o/n/pulls?state=all")).json(), "4.number");
  await order({ page: 502, poisoned_pull: poisoned }, {}, { times: null });
  const statuses: number[] = [];
  for (const page of [1, 2, 3])
    statuses.push((await client.rest(`/repos/o/n/pulls?state=all&sort=created&per_page=10&page=${page}`)).status);
  assert.equal(statuses.filter((status) => status === 502).length, 1);
  assert.equal(await ask(sized, 30), 200, "a list without titles is light enough");
});

test("what makes no sense is refused", async () => {
  for (const bad of [
    { action: { explode: true } },
    { match: { colour: "red" }, action: {} },
    { match: {} },
    { action: {}, times: "many" },
    { match: { path: "(" }, action: {} },
  ]) {
    await assert.rejects(client.control("POST", "/faults", bad));
  }
});

test("pages of HTML, redirects, single sign-on", async () => {
  await order({ page: 502 });
  const page = await client.rest("/repos/o/n");
  assert.deepEqual([page.status, page.headers.get("content-type")], [502, "text/html; charset=utf-8"]);
  await order({ status: 200, body: "<html>", headers: { "content-type": "text/html" } });
  assert.equal(await (await client.rest("/repos/o/n")).text(), "<html>");
  await order({ redirect: { location: "http://elsewhere.example/", status: 307 } });
  const redirect = await client.rest("/repos/o/n");
  assert.deepEqual([redirect.status, redirect.headers.get("location")], [307, "http://elsewhere.example/"]);
  await order({ headers: { deprecation: "@1800000000" } });
  const deprecated = await client.rest("/repos/o/n");
  assert.deepEqual([deprecated.status, deprecated.headers.get("deprecation")], [200, "@1800000000"]);
  await order({ sso: true });
  assert.match((await client.rest("/repos/o/n")).headers.get("x-github-sso") ?? "", /^required/);
});

test("a secondary limit blocks the account, and an early retry is reported", async () => {
  await client.control("DELETE", "/report");
  await order({ secondary_limit: { retry_after_s: 1, status: 429 } });
  const limited = await client.rest("/repos/o/n");
  assert.deepEqual([limited.status, limited.headers.get("retry-after")], [429, "1"]);
  assert.equal((await client.rest("/repos/o/n")).status, 403);
  assert.equal(valueAt(await client.control("GET", "/report"), "breaches.0.rule"), "early_retry");
  await new Promise((resolve) => setTimeout(resolve, 1050));
  assert.equal((await client.rest("/repos/o/n")).status, 200);
  await order({ secondary_limit: { status: 200 } }, { kind: "graphql" });
  const { status, headers, body } = await client.graphql(PAGE);
  assert.deepEqual([status, headers.get("retry-after"), valueAt(body, "errors.0.type")], [200, "1", "RATE_LIMITED"]);
  await client.control("DELETE", "/limits");
  await order({ secondary_limit: { retry_after_s: null } });
  assert.equal((await client.rest("/repos/o/n")).headers.get("retry-after"), null);
});

test("an exhausted budget", async () => {
  await order({ primary_limit: true });
  const response = await client.rest("/repos/o/n");
  assert.deepEqual(
    [response.status, response.headers.get("x-ratelimit-remaining"), response.headers.get("retry-after")],
    [403, "0", null],
  );
});

test("tokens refused once, and for good", async () => {
  await client.control("POST", "/tokens", { token: "ghp_short", login: "carol" });
  const status = async (): Promise<number> =>
    (await client.rest("/meta", { authorization: "Bearer ghp_short" })).status;
  await order({ token: "refused" });
  assert.deepEqual([await status(), await status()], [401, 200]);
  await order({ token: "revoked" });
  assert.deepEqual([await status(), await status()], [401, 401]);
});

test("GitHub's time limit", async () => {
  await order({ timeout: true }, { kind: "graphql" });
  const { status, headers } = await client.graphql(PAGE);
  assert.deepEqual([status, headers.get("x-ratelimit-used")], [502, "10"]);
  assert.equal((await client.graphql(PAGE)).headers.get("x-ratelimit-used"), "11");
});

test("pages that lie", async () => {
  const lied = async (pages: string): Promise<unknown> => {
    await order({ pages });
    return connection((await client.graphql(PAGE)).body);
  };
  const truth = connection((await client.graphql(PAGE)).body);
  assert.equal(valueAt(await lied("never_more"), "pageInfo.hasNextPage"), false);
  assert.deepEqual(valueAt(await lied("no_cursor"), "pageInfo"), { hasNextPage: true, endCursor: null });
  const endCursor = valueAt(truth, "pageInfo.endCursor");
  await order({ pages: "same_cursor" });
  const { body } = await client.graphql(
    PAGE.replace("first: 10", "first: 10, after: $after").replace("{", "query($after: String) {"),
    { after: endCursor },
  );
  assert.deepEqual(valueAt(connection(body), "pageInfo"), { hasNextPage: true, endCursor });
  const short = await lied("short");
  assert.deepEqual([(valueAt(short, "nodes") as unknown[]).length, valueAt(short, "totalCount")], [5, 25]);
  assert.equal(valueAt(await lied("null_nodes"), "nodes.0"), null);
  assert.deepEqual(connection((await client.graphql(PAGE)).body), truth);
});

test("partial answers", async () => {
  await order({ resource_limits: 1 });
  const { body } = await client.graphql(
    `{ a: repository(owner: "o", name: "n") { name } b: repository(owner: "o", name: "n") { name } rateLimit { cost } }`,
  );
  assert.deepEqual(
    [valueAt(body, "data.a.name"), valueAt(body, "data.b"), valueAt(body, "data.rateLimit.cost")],
    ["n", null, 1],
  );
  assert.equal(valueAt(body, "errors.0.type"), "RESOURCE_LIMITS_EXCEEDED");
});

test("hostile JSON", async () => {
  const raw = async (...json: unknown[]): Promise<string> => {
    await order({ json });
    return (await client.rest("/repos/o/n")).text();
  };
  assert.match(await raw({ pointer: "/name", deep: 5000 }), /"name":\[{5000}\]{5000},/);
  assert.match(await raw({ pointer: "/name", lone_surrogate: true }), /"name":"lone \\ud800 surrogate"/);
  assert.equal(valueAt(JSON.parse(await raw({ pointer: "/name", huge: 100_000 })), "name.length"), undefined);
  assert.equal(String(valueAt(JSON.parse(await raw({ pointer: "/name", huge: 100_000 })), "name")).length, 100_000);
  assert.match(await raw({ pointer: "/id", raw: "1e999" }), /"id":1e999,/);
  const wrong: unknown = JSON.parse(
    await raw(
      { pointer: "/id", value: "twelve" },
      { pointer: "/owner/login", value: 7 },
      { pointer: "/name", remove: true },
    ),
  );
  assert.deepEqual(
    [valueAt(wrong, "id"), valueAt(wrong, "owner.login"), valueAt(wrong, "name")],
    ["twelve", 7, undefined],
  );
  await order({ json: [{ pointer: "/data/repository/pullRequests/nodes/*/title", value: null }] });
  assert.equal(valueAt(connection((await client.graphql(PAGE)).body), "nodes.7.title"), null);
  await order({ malformed: true });
  await assert.rejects((await client.rest("/repos/o/n")).json());
});

test("slow answers", async () => {
  const took = async (action: unknown): Promise<number> => {
    await order(action);
    const startMs = performance.now();
    await (await client.rest("/meta")).text();
    return performance.now() - startMs;
  };
  assert.ok((await took({ delay_s: 0.4 })) >= 390);
  assert.ok((await took({ status: 200, body: "x".repeat(300), bytes_per_s: 1000 })) >= 250);
});

/** What arrives on the connection, and how it ends. */
function rawGet(path: string): Promise<{ text: string; end: string }> {
  const { hostname, port } = new URL(client.url);
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUser-Agent: raw\r\n\r\n`),
    );
    socket.setTimeout(500, () => (resolve({ text, end: "stall" }), socket.destroy()));
    socket.on("data", (data) => (text += data.toString("latin1")));
    socket.on("error", (error: NodeJS.ErrnoException) => resolve({ text, end: error.code ?? "" }));
    socket.on("end", () => resolve({ text, end: "end" }));
  });
}

test("connections that end, are reset, or stall in the middle", async () => {
  const bodyOf = (text: string): string => text.slice(text.indexOf("\r\n\r\n") + 4);
  for (const [action, end] of [
    [{ truncate_at: 100 }, "end"],
    [{ reset_at: 100 }, "ECONNRESET"],
    [{ stall_at: 100 }, "stall"],
  ] as const) {
    await order(action);
    const answer = await rawGet("/api/repos/o/n");
    assert.equal(answer.end, end);
    if (end !== "ECONNRESET") assert.equal(bodyOf(answer.text).length, 100);
  }
  await order({ truncate_at: 0 });
  assert.equal(bodyOf((await rawGet("/api/repos/o/n")).text), "");
});

test("git answers are cut and corrupted as well", async () => {
  const url = `${client.url}/o/n/info/refs?service=git-upload-pack`;
  const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
  await order({ corrupt_at: 10 }, { kind: "git" });
  const corrupt = Buffer.from(await (await fetch(url)).arrayBuffer());
  assert.equal(corrupt.length, whole.length);
  assert.deepEqual(
    [...corrupt.keys()].filter((at) => corrupt[at] !== whole[at]),
    [10],
  );
  await order({ truncate_at: 20 }, { kind: "git" });
  await assert.rejects((await fetch(url)).arrayBuffer());
});

test("another host sees whether credentials came along", async () => {
  await client.control("DELETE", "/report");
  const control = client.simulator.controlUrl ?? "";
  await fetch(`${control}/elsewhere/x`);
  await fetch(`${control}/elsewhere/x`, { headers: { authorization: "Bearer leak" } });
  const breaches = valueAt(await client.control("GET", "/report"), "breaches") as { rule: string }[];
  assert.deepEqual(
    breaches.map(({ rule }) => rule),
    ["credentials_elsewhere"],
  );
});

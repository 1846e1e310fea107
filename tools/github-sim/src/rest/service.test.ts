// Protects what a REST client must cope with: conditional requests, renames, refusals, limits, and pages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { valueAt, simulate } from "../testing/client.ts";

const client = await simulate(
  "--generate",
  "o/n:commits=12,branches=3,pulls=25",
  "--generate",
  "o/empty:commits=0,pulls=0",
  "--fleet",
  "5",
  "--stats-delay-s",
  "1",
);

async function used(): Promise<number> {
  const response = await client.rest("/rate_limit");
  return Number(valueAt(await response.json(), "resources.core.used"));
}

test("an ETag is bound to its token, and 304 is free with credentials alone", async () => {
  const first = await client.rest("/repos/o/n");
  const etag = first.headers.get("etag") ?? "";
  assert.match(etag, /^W\/"[0-9a-f]{64}"$/);
  const before = await used();
  const again = await client.rest("/repos/o/n", { "if-none-match": etag });
  assert.equal(again.status, 304);
  assert.equal(await again.text(), "");
  assert.equal(await used(), before, "the 304 and /rate_limit are free");
  assert.equal(
    (await client.rest("/repos/o/n", { "if-none-match": etag, authorization: "Bearer ghp_bob" })).status,
    200,
  );
  const anonymous = await fetch(`${client.url}/api/repos/o/n`, { headers: { "user-agent": "x" } });
  const known = { "user-agent": "x", "if-none-match": anonymous.headers.get("etag") ?? "" };
  const charged = await fetch(`${client.url}/api/repos/o/n`, { headers: known });
  assert.deepEqual([charged.status, charged.headers.get("x-ratelimit-used")], [304, "2"]);
});

test("If-Modified-Since follows updated_at", async () => {
  const first = await client.rest("/repos/fleet/p000001");
  const since = { "if-modified-since": first.headers.get("last-modified") ?? "" };
  assert.equal((await client.rest("/repos/fleet/p000001", since)).status, 304);
  await client.control("POST", "/repositories/fleet/p000001/star", { count: 5 });
  assert.equal((await client.rest("/repos/fleet/p000001", since)).status, 200);
});

test("the tip's name is its ETag, whoever asks", async () => {
  const sha = { accept: "application/vnd.github.sha" };
  const first = await client.rest("/repos/o/n/commits/main", sha);
  const tip = await first.text();
  assert.match(tip, /^[0-9a-f]{40}$/);
  const known = { ...sha, "if-none-match": `"${tip}"`, authorization: "Bearer ghp_bob" };
  assert.equal((await client.rest("/repos/o/n/commits/main", known)).status, 304);
  await client.control("POST", "/repositories/o/n/push");
  assert.equal((await client.rest("/repos/o/n/commits/main", known)).status, 200);
});

test("renamed, transferred, recreated", async () => {
  const id = valueAt(await (await client.rest("/repos/fleet/p000002")).json(), "id");
  await client.control("POST", "/repositories/fleet/p000002/transfer", { owner: "someone", name: "else" });
  const moved = await client.rest("/repos/fleet/p000002/pulls?state=all");
  assert.equal(moved.status, 301);
  assert.equal(moved.headers.get("location"), `${client.url}/api/repositories/${String(id)}/pulls?state=all`);
  const followed = await client.rest(`/repositories/${String(id)}`);
  assert.equal(valueAt(await followed.json(), "full_name"), "someone/else");
  await client.control("POST", "/repositories", { full_name: "fleet/p000002", commits: 2 });
  assert.notEqual(valueAt(await (await client.rest("/repos/fleet/p000002")).json(), "id"), id);
  const recreated = await client.control("POST", "/repositories/someone/else/recreate");
  assert.notEqual(recreated["id"], id);
  assert.equal((await client.rest(`/repositories/${String(id)}`)).status, 404);
});

test("what GitHub has taken away", async () => {
  const status = async (facts: unknown): Promise<[number, unknown]> => {
    await client.control("POST", "/repositories/fleet/p000003/set", facts);
    const response = await client.rest("/repos/fleet/p000003");
    return [
      response.status,
      valueAt(await response.json(), "block.reason") ?? response.headers.get("x-github-sso")?.slice(0, 8),
    ];
  };
  assert.deepEqual(await status({ barred: "dmca" }), [451, "dmca"]);
  assert.deepEqual(await status({ barred: "tos" }), [403, "tos"]);
  assert.deepEqual(await status({ barred: "gone" }), [410, undefined]);
  assert.deepEqual(await status({ barred: "sso" }), [403, "required"]);
  assert.deepEqual(await status({ barred: null, visibility: "private" }), [404, undefined]);
  assert.deepEqual(await status({ readers: ["alice"] }), [200, undefined]);
  await client.control("DELETE", "/repositories/fleet/p000003");
  assert.equal((await client.rest("/repos/fleet/p000003")).status, 404);
});

test("empty repositories, unknown commits, versions, agents", async () => {
  assert.equal((await client.rest("/repos/o/empty/commits/main")).status, 409);
  assert.equal((await client.rest("/repos/o/n/commits/nothing")).status, 422);
  assert.equal((await client.rest("/meta", { "x-github-api-version": "2026-03-10" })).status, 200);
  assert.equal((await client.rest("/meta", { "x-github-api-version": "2021-08-31" })).status, 410);
  assert.equal((await client.rest("/meta", { "x-github-api-version": "1999-01-01" })).status, 400);
  assert.equal((await client.rest("/meta", { "user-agent": "" })).status, 403);
  assert.equal((await client.rest("/meta", { authorization: "Bearer wrong" })).status, 401);
});

test("statistics are computed in the background, again after each push", async () => {
  const status = async (): Promise<number> => (await client.rest("/repos/o/n/stats/contributors")).status;
  assert.equal(await status(), 202);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.equal(await status(), 200);
  await client.control("POST", "/repositories/o/n/push");
  assert.equal(await status(), 202);
});

test("pages follow their Link headers to the end", async () => {
  const numbers: unknown[] = [];
  let next: string | undefined = "/repos/o/n/pulls?state=all&sort=updated&direction=desc&per_page=10";
  while (next !== undefined) {
    const response = await client.rest(next);
    const page = (await response.json()) as unknown[];
    numbers.push(...page.map((pull) => valueAt(pull, "number")));
    next = /<([^>]+)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1]?.slice(`${client.url}/api`.length);
  }
  assert.equal(new Set(numbers).size, 25);
  assert.equal(numbers.length, 25);
  const open = (await (await client.rest("/repos/o/n/pulls")).json()) as unknown[];
  assert.ok(open.every((pull) => valueAt(pull, "state") === "open"));
});

test("a personal token names its end, and stops", async () => {
  await client.control("POST", "/tokens", { token: "ghp_brief", login: "carol", expires_in_s: 3600 });
  const response = await client.rest("/meta", { authorization: "Bearer ghp_brief" });
  assert.match(
    response.headers.get("github-authentication-token-expiration") ?? "",
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
  );
  await client.control("POST", "/tokens/ghp_brief", { expires_in_s: 0 });
  assert.equal((await client.rest("/meta", { authorization: "Bearer ghp_brief" })).status, 401);
});

test("the star history has all stars, the newest weeks first, in pages of thirty weeks", async () => {
  const version = { "x-github-api-version": "2026-03-10" };
  await client.control("POST", "/repositories/o/n/set", { stars: 500 });
  await client.control("POST", "/repositories/o/n/star", { count: 7 });
  const path = "/repos/o/n/stargazers/history?per_page=100";
  assert.equal((await client.rest(path)).status, 404, "an older version has no such list");
  const weeks: { week: number; total: number; days: number[] }[] = [];
  for (let page = 1; ; ++page) {
    const response = await client.rest(`${path}&page=${page}`, version);
    assert.equal(response.status, 200);
    const list = (await response.json()) as typeof weeks;
    assert.ok(list.length <= 30);
    weeks.push(...list);
    if (!response.headers.get("link")?.includes('rel="next"')) break;
    assert.equal(list.length, 30);
  }
  assert.equal(
    weeks.reduce((sum, { total }) => sum + total, 0),
    507,
  );
  for (const [index, { week, total, days }] of weeks.entries()) {
    assert.equal(new Date(week * 1000).getUTCDay(), 0);
    assert.equal(week, (weeks[0]?.week ?? 0) - index * 604_800);
    assert.equal(days.length, 7);
    assert.equal(
      days.reduce((sum, stars) => sum + stars, 0),
      total,
    );
  }
  const today = weeks[0]?.days[new Date().getUTCDay()] ?? 0;
  await client.control("POST", "/repositories/o/n/star", { count: 4 });
  const now = async (): Promise<number | undefined> =>
    ((await (await client.rest(path, version)).json()) as typeof weeks)[0]?.days[new Date().getUTCDay()];
  assert.equal(await now(), today + 4);
  await client.control("POST", "/repositories/o/n/star", { count: -4 });
  assert.equal(await now(), today, "a star that is taken back is gone");
});

test("limits can be met within seconds", async () => {
  await client.control("POST", "/settings", { rest_limit: 5, window_s: 1, limit_status: 429 });
  await client.control("DELETE", "/limits");
  const statuses: number[] = [];
  for (let round = 0; round < 7; ++round) statuses.push((await client.rest("/meta")).status);
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429]);
  await new Promise((resolve) => setTimeout(resolve, 1050));
  assert.equal((await client.rest("/meta")).status, 200);
});

// Protects that the model gives the seconds that others measured, and that answers take as long when time is scaled.
import assert from "node:assert/strict";
import { test } from "node:test";
import { simulate } from "../testing/client.ts";

const client = await simulate("--fleet", "200", "--jitter", "0", "--kill-s", "0");

const LIST = `stargazerCount forkCount issues(states: OPEN) { totalCount } pullRequests(states: OPEN) { totalCount } closed: pullRequests(states: CLOSED) { totalCount }
  merged: pullRequests(states: MERGED) { totalCount } closedIssues: issues(states: CLOSED) { totalCount } watchers { totalCount } releases { totalCount }
  refs(refPrefix: "refs/heads/") { totalCount } tags: refs(refPrefix: "refs/tags/") { totalCount } latestRelease { tagName }
  languages(first: 10) { edges { size node { name } } } repositoryTopics(first: 20) { nodes { topic { name } } }`;
const COMMITS = "defaultBranchRef { target { ... on Commit { history { totalCount } } } }";

async function seconds(count: number, fields: string): Promise<number> {
  const roots = Array.from(
    { length: count },
    (_, index) => `r${index}: repository(owner: "fleet", name: "p${String(index).padStart(6, "0")}") { ${fields} }`,
  );
  const { status, body } = await client.graphql(`{ ${roots.join("\n")} }`);
  assert.deepEqual([status, body["errors"]], [200, undefined]);
  const [latest] = (await client.control("GET", "/requests?limit=1")) as unknown as { serverS: number }[];
  return latest?.serverS ?? NaN;
}

test("91 repositories: a list takes 6.4 to 6.7 s, commits alone 4.4 to 6.2, both 8.2 to 10.9, as somebody measured", async () => {
  const within = (value: number, low: number, high: number): void =>
    assert.ok(value > low * 0.9 && value < high * 1.1, String(value));
  within(await seconds(91, LIST), 6.4, 6.7);
  within(await seconds(91, COMMITS), 4.4, 6.2);
  within(await seconds(91, LIST + COMMITS), 8.2, 10.9);
});

test("it grows with what is asked", async () => {
  const [one, ten] = [await seconds(1, LIST), await seconds(10, LIST)];
  assert.ok(ten > 5 * one);
});

test("time passes as the scale says", async () => {
  await client.control("POST", "/settings", { time_scale: 0.2 });
  const startMs = performance.now();
  const modelled = await seconds(20, LIST);
  assert.ok(performance.now() - startMs >= modelled * 200 - 5);
  await client.control("POST", "/settings", { time_scale: 0 });
});

// Protects what stands before tokens: each wall in git, REST and GraphQL, that nobody else meets it, repositories without
// pull requests, and servers that lack fields.
import assert from "node:assert/strict";
import { test } from "node:test";
import { simulate, TOKEN, valueAt } from "./testing/client.ts";

const client = await simulate("--generate", "acme/box:commits=3,branches=1,pulls=2");
const NAME = 'query Q { repository(owner: "acme", name: "box") { databaseId pullRequests { totalCount } } }';
const anonymous = { "user-agent": "x" };
const basic = { ...anonymous, authorization: `Basic ${Buffer.from(`x:${TOKEN}`).toString("base64")}` };

async function set(facts: Record<string, unknown>): Promise<void> {
  await client.control("POST", "/repositories/acme/box/set", facts);
}
async function git(headers: Record<string, string>): Promise<number> {
  const answer = await fetch(`${client.url}/acme/box.git/info/refs?service=git-upload-pack`, { headers });
  await answer.arrayBuffer();
  return answer.status;
}

for (const wall of ["sso", "address"]) {
  test(`the wall ${wall} stops tokens everywhere and nobody without one`, async () => {
    await set({ wall });
    const refused = await client.rest("/repos/acme/box");
    assert.equal(refused.status, 403);
    assert.equal(refused.headers.has("x-github-sso"), wall === "sso");
    assert.equal((await fetch(`${client.url}/api/repos/acme/box`, { headers: anonymous })).status, 200);
    assert.deepEqual([await git(basic), await git(anonymous)], [403, 200]);
    const { body } = await client.graphql(NAME);
    assert.equal(valueAt(body, "errors.0.type"), "FORBIDDEN");
    assert.equal(valueAt(body, "errors.0.extensions.saml_failure"), wall === "sso");
    await set({ wall: null });
    assert.deepEqual([(await client.rest("/repos/acme/box")).status, await git(basic)], [200, 200]);
  });
}

test("a permission that is missing closes the pull requests alone", async () => {
  await set({ wall: "permission" });
  assert.equal((await client.rest("/repos/acme/box")).status, 200);
  const refused = await client.rest("/repos/acme/box/pulls");
  assert.deepEqual([refused.status, refused.headers.get("x-accepted-github-permissions")], [403, "pull_requests=read"]);
  const { body } = await client.graphql(NAME);
  assert.deepEqual(valueAt(body, "errors.0.path"), ["repository", "pullRequests"]);
  assert.equal(valueAt(body, "data.repository"), null);
  await set({ wall: null });
});

test("pull requests can be turned off", async () => {
  await set({ pullsDisabled: true });
  assert.equal((await client.rest("/repos/acme/box/pulls")).status, 404);
  assert.equal((await client.rest("/repos/acme/box")).status, 200);
  assert.deepEqual(valueAt((await client.graphql(NAME)).body, "errors.0.path"), ["repository", "pullRequests"]);
  await set({ pullsDisabled: false });
});

test("an older server lacks fields, and says so as GitHub's does", async () => {
  await client.control("POST", "/settings", { lacking_fields: "Repository.pullRequests" });
  const { body } = await client.graphql(NAME);
  assert.equal(valueAt(body, "errors.0.message"), "Field 'pullRequests' doesn't exist on type 'Repository'");
  assert.equal(valueAt(body, "data"), undefined);
  await client.control("POST", "/settings", { lacking_fields: "" });
  assert.equal(valueAt((await client.graphql(NAME)).body, "data.repository.pullRequests.totalCount"), 2);
});

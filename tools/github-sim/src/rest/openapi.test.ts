// Protects the shapes of all REST answers: each is validated against GitHub's own OpenAPI document.
import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { valueAt, simulate } from "../testing/client.ts";

/** OpenAPI 3.0 says `nullable` where JSON Schema has a type of its own. */
function withNulls(_key: string, value: unknown): unknown {
  if (
    typeof value !== "object" ||
    value === null ||
    !("nullable" in value) ||
    value.nullable !== true ||
    Array.isArray(value)
  )
    return value;
  const { nullable: _, ...schema } = value;
  return { anyOf: [schema, { type: "null" }] };
}

const file = createRequire(import.meta.url).resolve("@octokit/openapi/generated/api.github.com.json");
const document: unknown = JSON.parse(readFileSync(file, "utf8"), withNulls);
const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema({ ...(document as object), $id: "github" });

const client = await simulate(
  "--generate",
  "o/n:commits=40,branches=5,pulls=60",
  "--generate",
  "o/empty:commits=0,pulls=0",
  "--fleet",
  "50",
  "--stats-delay-s",
  "0",
);

function pointer(path: string, method: string, status: string): string {
  const escaped = path.replaceAll("~", "~0").replaceAll("/", "~1");
  let at = `#/paths/${escaped}/${method}/responses/${status}`;
  const reference = valueAt(document, `paths.${path}.${method}.responses.${status}.$ref`);
  if (typeof reference === "string") at = reference;
  return `github${at}/content/application~1json/schema`.replaceAll("{", "%7B").replaceAll("}", "%7D");
}

function check(value: unknown, path: string, method = "get", status = "200"): void {
  const valid = ajv.getSchema(pointer(path, method, status)) ?? assert.fail(`no schema for ${path}`);
  if (!valid(value)) assert.fail(`${path}: ${JSON.stringify(valid.errors?.slice(0, 5))}`);
}

async function get(path: string, status = 200, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await client.rest(path, headers);
  assert.equal(response.status, status, path);
  return response.json();
}

test("repositories, of every kind", async () => {
  const names = [
    "o/n",
    "o/empty",
    ...Array.from({ length: 50 }, (_, index) => `fleet/p${String(index).padStart(6, "0")}`),
  ];
  for (const name of names) check(await get(`/repos/${name}`), "/repos/{owner}/{repo}");
  await client.control("POST", "/repositories/o/n/rename", { name: "m" });
  check(await get("/repos/o/n", 301), "/repos/{owner}/{repo}", "get", "301");
  await client.control("POST", "/repositories/o/m/rename", { name: "n" });
  check(await get("/repos/o/missing", 404), "/repos/{owner}/{repo}", "get", "404");
});

/** GitHub answers null where a fork is gone; its document doesn't say so. */
function withHead(pull: unknown): unknown {
  const { head, base } = pull as { head: object; base: object };
  return {
    ...(pull as object),
    head: valueAt(head, "repo") === null ? { ...head, repo: valueAt(base, "repo") } : head,
  };
}

test("pull requests", async () => {
  const list = (await get("/repos/o/n/pulls?state=all&per_page=100")) as unknown[];
  const gone = list.filter((pull) => valueAt(pull, "head.repo") === null);
  assert.ok(gone.length > 0 && gone.length < list.length);
  check(list.map(withHead), "/repos/{owner}/{repo}/pulls");
  for (let number = 1; number <= 60; ++number)
    check(withHead(await get(`/repos/o/n/pulls/${number}`)), "/repos/{owner}/{repo}/pulls/{pull_number}");
});

test("commits and branches", async () => {
  check(await get("/repos/o/n/commits?per_page=100"), "/repos/{owner}/{repo}/commits");
  check(await get("/repos/o/n/commits/main"), "/repos/{owner}/{repo}/commits/{ref}");
  check(await get("/repos/o/empty/commits", 409), "/repos/{owner}/{repo}/commits", "get", "409");
  check(await get("/repos/o/n/branches"), "/repos/{owner}/{repo}/branches");
});

test("languages, contributors and statistics", async () => {
  check(await get("/repos/o/n/languages"), "/repos/{owner}/{repo}/languages");
  check(await get("/repos/o/n/contributors"), "/repos/{owner}/{repo}/contributors");
  check(await get("/repos/o/n/stats/contributors"), "/repos/{owner}/{repo}/stats/contributors");
});

test("limits, the user and the service", async () => {
  check(await get("/rate_limit"), "/rate_limit");
  check(await get("/user"), "/user");
  check(await get("/meta"), "/meta");
});

test("Apps and their tokens", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  await client.control("POST", "/apps", {
    id: 42,
    slug: "sync",
    public_key: pem,
    installations: [{ id: 7, login: "acme" }],
  });
  const nowS = Math.floor(Date.now() / 1000);
  const parts = [{ alg: "RS256" }, { iat: nowS - 60, exp: nowS + 500, iss: 42 }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const authorization = `Bearer ${parts}.${createSign("RSA-SHA256").update(parts).sign(privateKey).toString("base64url")}`;
  check(await get("/app", 200, { authorization }), "/app");
  // The document's list wants every account to be a user and an enterprise at once; its single installation does not.
  for (const installation of (await get("/app/installations", 200, { authorization })) as unknown[]) {
    check(installation, "/app/installations/{installation_id}");
  }
  const response = await client.rest("/app/installations/7/access_tokens", { authorization }, "POST");
  assert.equal(response.status, 201);
  const token = await response.json();
  check(token, "/app/installations/{installation_id}/access_tokens", "post", "201");
  const used = await client.rest("/repos/o/n", { authorization: `token ${String(valueAt(token, "token"))}` });
  assert.equal(used.headers.get("x-ratelimit-used"), "1");
  await client.control("POST", "/apps/42/installations/7", { suspended: true });
  assert.equal((await client.rest("/app/installations/7/access_tokens", { authorization }, "POST")).status, 403);
});

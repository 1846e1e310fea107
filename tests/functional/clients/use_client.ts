// Uses the client that is generated from the API's document, and prints what it got. check_clients.py compares.
//
// usage: use_client.ts URL KEY OWNER NAME
import createClient from "openapi-fetch";

import type { components, paths } from "./schema.ts";

// Lists may come as NDJSON and CSV too, which are for other readers than this one.
type Json = "application/json" | "application/problem+json";
type Commit = components["schemas"]["commit"];

const [url = "", key = "", owner = "", name = ""] = process.argv.slice(2);
const client = createClient<paths, Json>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });
const path = { owner, name };

function sure<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("no answer");
  return value;
}

// The items of a list: the answer has columns only where `format=columns` asks for them.
function items<T>(data: T[] | { [member: string]: unknown[] }): T[] {
  if (!Array.isArray(data)) throw new Error("columns in place of items");
  return data;
}

async function allCommits(): Promise<{ pages: number; oids: string[] }> {
  const oids: string[] = [];
  let cursor: string | null = null;
  for (let pages = 1; ; ++pages) {
    const query: { limit: number; cursor?: string } = cursor === null ? { limit: 7 } : { limit: 7, cursor };
    const { data } = await client.GET("/v1/projects/{owner}/{name}/commits", { params: { path, query } });
    const page = sure(data);
    for (const commit of items(page.data) as Commit[]) oids.push(commit.oid);
    cursor = page.next;
    if (cursor === null) return { pages, oids };
  }
}

const whole = sure((await client.GET("/v1/projects/{owner}/{name}", { params: { path } })).data);
const part = sure(
  (await client.GET("/v1/projects/{owner}/{name}", { params: { path, query: { fields: "full_name,stars" } } })).data,
);
const since = sure(
  (await client.GET("/v1/projects/{owner}/{name}/commits", { params: { path, query: { since: "9999-01-01T00:00:00+00:00" } } })).data,
);
const pulls = sure((await client.GET("/v1/projects/{owner}/{name}/pulls", { params: { path, query: { state: "merged" } } })).data);
const added = await client.POST("/v1/projects", { body: { url: `${owner}/new-to-typescript` } });
const missing = await client.GET("/v1/projects/{owner}/{name}", { params: { path: { owner, name: "missing" } } });
const wrong = await client.POST("/v1/projects", { body: { url: "ftp://wrong" } });
const unknown = createClient<paths, Json>({ baseUrl: url });
const refused = await unknown.GET("/v1/projects", {});

console.log(
  JSON.stringify({
    ...(await allCommits()),
    full_name: whole.full_name,
    state: whole.status?.state,
    part: Object.keys(part).filter((member) => part[member as keyof typeof part] !== undefined),
    since: items(since.data).length,
    merged: items(pulls.data).map((pull) => pull.number),
    added: [added.response.status, added.data?.full_name],
    problems: [missing, wrong, refused].map(({ error }) => [error?.status, error?.code, error?.field ?? null]),
  }),
);

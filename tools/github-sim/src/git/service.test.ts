// Protects the git service with git's own client: clones, filters, renames, credentials, and the report of what GitHub
// asks clients not to do.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { valueAt, simulate, TOKEN } from "../testing/client.ts";
import { Author, git, temporaryDirectory } from "../testing/repositories.ts";

const root = temporaryDirectory();
const author = new Author(root, "ada/tree");
author.commit("first");
author.commit("second");
const client = await simulate("--repos", root, "--generate", "o/n:commits=50,branches=4", "--fleet", "20");
const run = promisify(execFile);

/** Asynchronous, since the server lives in this process. */
async function remote(...args: string[]): Promise<string> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
  return (await run("git", args, { env, cwd: root })).stdout.trim();
}

async function breaches(): Promise<string[]> {
  return (valueAt(await client.control("GET", "/report"), "breaches") as { rule: string }[]).map(({ rule }) => rule);
}

test("clones with a filter, in any case of the name, with and without .git", async () => {
  for (const [index, name] of ["o/n.git", "O/N", "o/n/"].entries()) {
    const into = join(root, `clone-${index}`);
    await remote("clone", "--quiet", "--bare", "--filter=tree:0", `${client.url}/${name}`, into);
    assert.equal(git(into, ["rev-list", "--count", "--branches"]), "50");
  }
  assert.equal(
    await remote("ls-remote", "--symref", `${client.url}/ada/tree`, "HEAD"),
    `ref: refs/heads/main\tHEAD\n${author.run("rev-parse", "main")}\tHEAD`,
  );
});

test("a fleet's repositories can be cloned and pushed to through the control port", async () => {
  const { oid } = await client.control("POST", "/repositories/fleet/p000003/push", { commits: 2 });
  assert.match(
    await remote("ls-remote", `${client.url}/fleet/p000003`, "refs/heads/main"),
    new RegExp(`^${String(oid)}\t`),
  );
  assert.notEqual(await remote("ls-remote", `${client.url}/fleet/p000011`, "refs/heads/main"), "");
});

test("renames redirect, with the query", async () => {
  await client.control("POST", "/repositories/fleet/p000004/rename", { name: "fresh" });
  const response = await fetch(`${client.url}/fleet/p000004.git/info/refs?service=git-upload-pack`, {
    redirect: "manual",
  });
  assert.deepEqual(
    [response.status, response.headers.get("location")],
    [301, `${client.url}/fleet/fresh.git/info/refs?service=git-upload-pack`],
  );
  assert.notEqual(await remote("ls-remote", `${client.url}/fleet/p000004`), "");
});

test("private, missing and barred repositories", async () => {
  const status = async (name: string, password?: string): Promise<number> => {
    const authorization =
      password === undefined ? undefined : `Basic ${Buffer.from(`x-access-token:${password}`).toString("base64")}`;
    return (
      await fetch(
        `${client.url}/${name}/info/refs?service=git-upload-pack`,
        authorization ? { headers: { authorization } } : {},
      )
    ).status;
  };
  await client.control("POST", "/repositories/fleet/p000005/set", { visibility: "private", readers: ["alice"] });
  assert.deepEqual(
    [await status("fleet/p000005"), await status("fleet/p000005", "ghp_bob"), await status("fleet/p000005", TOKEN)],
    [401, 404, 200],
  );
  assert.deepEqual(
    [await status("no/such"), await status("no/such", TOKEN), await status("o/n", "wrong")],
    [401, 404, 401],
  );
  await client.control("POST", "/repositories/fleet/p000006/set", { barred: "dmca" });
  assert.equal(await status("fleet/p000006"), 451);
  assert.equal((await fetch(`${client.url}/o/n/info/refs?service=git-receive-pack`)).status, 403);
});

test("discouraged requests are reported, and throttled where asked", async () => {
  await client.control("DELETE", "/report");
  const post = (body: string, protocol?: string): Promise<Response> =>
    fetch(`${client.url}/o/n/git-upload-pack`, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/x-git-upload-pack-request",
        ...(protocol ? { "git-protocol": protocol } : {}),
      },
    });
  const polite = await post("0014command=ls-refs\n0001001bref-prefix refs/heads/\n0000", "version=2");
  assert.match(await polite.text(), /refs\/heads\/main/);
  assert.deepEqual(await breaches(), []);
  await (await post("0014command=ls-refs\n00010000", "version=2")).text();
  assert.deepEqual(await breaches(), ["git_refs_without_prefix"]);
  await client.control("DELETE", "/report");
  await client.control("POST", "/settings", { git_reads_per_s: 3, git_throttle: true });
  const statuses: number[] = [];
  for (let round = 0; round < 5; ++round)
    statuses.push((await fetch(`${client.url}/fleet/p000007/info/refs?service=git-upload-pack`)).status);
  assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
  assert.deepEqual(await breaches(), ["git_reads_per_s", "git_reads_per_s"]);
});

// Protects the command line: what it prints, what it refuses, and that it leaves nothing behind.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { readOptions, UsageError } from "./options.ts";
import { temporaryDirectory } from "./testing/repositories.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

function run(...args: string[]): Promise<{ status: number | string | undefined; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) =>
      resolve({ status: error ? (error.code ?? undefined) : 0, stdout, stderr }),
    );
  });
}

test("help names every option", async () => {
  const { status, stdout } = await run("--help");
  assert.equal(status, 0);
  for (const option of [
    "--repos",
    "--generate",
    "--fleet",
    "--tls",
    "--control-port",
    "--window-s (3600)",
    "--count-cost (false)",
  ])
    assert.ok(stdout.includes(option), option);
});

test("what can't be understood ends with 2", async () => {
  for (const args of [
    ["--nonsense"],
    ["--fleet", "many"],
    ["--window-s", "soon"],
    ["--window-s"],
    ["--generate", "nameless"],
    ["--generate", "o/n:colour=1"],
    ["--token", "x"],
    ["stray"],
  ]) {
    assert.throws(() => readOptions(args), UsageError, args.join(" "));
  }
  const { status, stderr } = await run("--nonsense");
  assert.equal(status, 2);
  assert.match(stderr, /^github-sim: .*--nonsense.*\n$/);
});

test("it says where it listens, and a signal ends it without a trace", async () => {
  const directory = temporaryDirectory();
  const args = [MAIN, "--control-port", "0", "--generate", "o/n:commits=3", "--window-s=5", "--count-cost", "--tls"];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, TMPDIR: directory },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  for await (const piece of child.stdout) {
    output += String(piece);
    if (output.includes("listening on")) break;
  }
  assert.match(
    output,
    /^ca file (\S+)\ncontrol on http:\/\/127\.0\.0\.1:\d+\nlistening on https:\/\/127\.0\.0\.1:\d+\n$/,
  );
  const settings = (await (await fetch(`${/control on (\S+)/.exec(output)?.[1] ?? ""}/settings`)).json()) as Record<
    string,
    unknown
  >;
  assert.deepEqual([settings["windowS"], settings["countCost"], settings["restLimit"]], [5, true, 5000]);
  child.kill("SIGTERM");
  const status = await new Promise((resolve) => child.on("exit", (code) => resolve(code)));
  assert.equal(status, 0);
  assert.deepEqual(readdirSync(directory), []);
});

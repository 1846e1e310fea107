// The programs of a browser test: the stand-in for GitHub, and cpsg as it is built, each with a folder of its own.
//
//   await using world = await startWorld();            the demo's world, synced: one for all test files of a run
//   await using empty = await startCpsg({ settings: { "server.anonymous_read": "off" } });
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";

export const PROJECT = join(import.meta.dirname, "../../..");
const BINARY = process.env["CPSG_BIN"] ?? join(PROJECT, "build/release/bin/cpsg");
const TOKEN = "ghp_of_browser_tests_and_of_no_use_elsewhere";
const START_MS = 120_000;
/** A site that is served elsewhere, with the API behind it, for example by `npm run preview`. */
const OTHER_SITE = process.env["DASHBOARD_URL"];

const run = promisify(execFile);

export interface Running extends AsyncDisposable {
  url: string;
}

/** Nothing of the machine's own settings takes part. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], HOME: "/nonexistent", TMPDIR: tmpdir(), no_proxy: "127.0.0.1", TZ: "UTC" };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const forced = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(forced);
}

/** The rest of each line of the program's output that begins with one of these, once all have come. */
async function addresses(child: ChildProcess, ...beginnings: string[]): Promise<string[]> {
  const found = new Map<string, string>();
  let errors = "";
  child.stderr?.on("data", (bytes: Buffer) => (errors = (errors + bytes.toString()).slice(-4_000)));
  let text = "";
  return await new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error(`it did not start: ${errors}`)), START_MS);
    child.once("exit", (code) => reject(new Error(`it ended with ${code}: ${errors}`)));
    child.stdout?.on("data", (bytes: Buffer) => {
      text += bytes.toString();
      for (const line of text.split("\n")) {
        for (const beginning of beginnings) if (line.startsWith(beginning)) found.set(beginning, line.slice(beginning.length).trim());
      }
      if (found.size < beginnings.length || !text.endsWith("\n")) return;
      clearTimeout(tooLong);
      resolve(beginnings.map((beginning) => found.get(beginning)!));
    });
  });
}

export interface StandIn extends Running {
  controlUrl: string;
}

/** Over a copy of the demo's repositories, which a test may change. */
export async function startStandIn(directory: string): Promise<StandIn> {
  const child = spawn(join(PROJECT, "script/node"), ["--runtime", join(PROJECT, "tools/github-sim/src/main.ts"), "--repos",
    join(directory, "repositories"), "--token", `${TOKEN}=demo`, "--control-port", "0"], { env: { ...process.env }, stdio: ["ignore", "pipe", "pipe"] });
  const [url, controlUrl] = await addresses(child, "listening on ", "control on ");
  return { url: url!, controlUrl: controlUrl!, [Symbol.asyncDispose]: () => stop(child) };
}

export interface CpsgOptions {
  /** Of the configuration. */
  settings?: Record<string, string>;
  /** The stand-in it asks; without one it asks an address where nobody listens. */
  github?: string;
  token?: boolean;
  directory?: string;
}

function settingsOf(options: CpsgOptions, directory: string): string[] {
  const github = options.github ?? "http://127.0.0.1:9";
  const settings: Record<string, string> = {
    "store.url": `sqlite:${join(directory, "cpsg.db")}`, "server.listen": "127.0.0.1:0", "github.git_url": github,
    "github.api_url": `${github}/api`, "github.graphql_url": `${github}/api/graphql`,
    ...(options.token === false ? {} : { "github.tokens": TOKEN }), ...options.settings,
  };
  return Object.entries(settings).flatMap(([key, value]) => ["--set", `${key}=${value}`]);
}

export interface Cpsg extends Running {
  directory: string;
  command: (...parts: string[]) => Promise<string>;
  /** Ends the server and keeps its store; `restart` serves it again at the same address. */
  stop: () => Promise<void>;
  restart: () => Promise<void>;
}

export async function startCpsg(options: CpsgOptions = {}): Promise<Cpsg> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), "cpsg-browser-"));
  const settings = settingsOf(options, directory);
  const serve = async (...more: string[]) => {
    const child = spawn(BINARY, [...settings, ...more, "serve"], { env: environment(), cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
    const [url] = await addresses(child, "listening on ");
    child.stderr?.resume();
    return { child, url: url! };
  };
  let { child, url } = await serve();
  return {
    url: OTHER_SITE ?? url,
    directory,
    command: async (...parts) => (await run(BINARY, [...settings, ...parts], { env: environment(), cwd: directory })).stdout,
    stop: () => stop(child),
    restart: async () => {
      ({ child } = await serve("--set", `server.listen=${new URL(url).host}`));
    },
    [Symbol.asyncDispose]: async () => {
      await stop(child);
      if (options.directory === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

const DEMO = ["orchard", "lighthouse", "nursery", "atlas", "harbour", "quarry", "sundial", "beacon", "canal", "loom", "hollow", "vanished"];
const WORLD = process.env["CPSG_BROWSER_WORLD"] ?? join(PROJECT, "build/dashboard-tests/world");

/** Makes the world once: repositories, and a store that has synced them, looked again, and worked on a batch. */
export async function makeWorld(): Promise<void> {
  if (existsSync(join(WORLD, "made"))) return;
  rmSync(WORLD, { recursive: true, force: true });
  mkdirSync(WORLD, { recursive: true });
  const repositories = join(WORLD, "repositories");
  await run("/usr/bin/python3", [join(PROJECT, "tools/demo/make_repositories.py"), "--output", repositories]);
  await using github = await startStandIn(WORLD);
  const settings = settingsOf({ github: github.url }, WORLD);
  const cpsg = (...parts: string[]) => run(BINARY, [...settings, ...parts], { env: environment(), cwd: WORLD }).catch(() => undefined);
  // demo/vanished does not exist, so this command is expected to say that something failed.
  await cpsg("sync", "--enrich", ...DEMO.map((name) => `demo/${name}`));
  await run("/usr/bin/python3", [join(PROJECT, "tools/demo/make_repositories.py"), "--next-day", repositories]);
  await cpsg("sync", ...DEMO.map((name) => `demo/${name}`));
  await cpsg("batch", "create", "the others of the demo", "demo/canal", "demo/loom", "demo/hollow", "demo/vanished");
  await workOnBatch(github.url);
  await run("touch", [join(WORLD, "made")]);
}

/** Serves until the world's batch has ended, so that nothing of it is left to do. */
async function workOnBatch(github: string): Promise<void> {
  await using cpsg = await startCpsg({ directory: WORLD, github });
  for (const start = Date.now(); Date.now() - start < START_MS; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const batches = (await (await fetch(`${cpsg.url}/v1/batches`)).json()) as { data: { state: string }[] };
    if (batches.data.every(({ state }) => state === "finished")) return;
  }
  throw new Error("the world's batch does not end");
}

/** A server on a copy of the world's store; it asks nobody, so what it shows stands still. */
export async function startWorld(options: CpsgOptions = {}): Promise<Cpsg> {
  await makeWorld();
  const directory = mkdtempSync(join(tmpdir(), "cpsg-world-"));
  for (const suffix of ["", "-wal", "-shm"]) {
    const file = join(WORLD, `cpsg.db${suffix}`);
    if (existsSync(file)) cpSync(file, join(directory, `cpsg.db${suffix}`));
  }
  // Nothing falls due: a sync, which finds nobody, would change what the pages show while they are looked at.
  const store = new DatabaseSync(join(directory, "cpsg.db"));
  store.exec("UPDATE projects SET next_sync_at = unixepoch() + 86400 WHERE next_sync_at IS NOT NULL");
  store.close();
  const cpsg = await startCpsg({ ...options, directory });
  return {
    ...cpsg,
    [Symbol.asyncDispose]: async () => {
      await cpsg.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

// A simulator for the tests, with a client that knows a token, and small real repositories made by git.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { readOptions } from "../options.ts";
import { startSimulator } from "../simulator.ts";
import type { Simulator } from "../simulator.ts";

export type Json = Record<string, unknown>;

export const TOKEN = "ghp_alice";

export interface Client {
  readonly simulator: Simulator;
  readonly url: string;
  rest(path: string, headers?: Record<string, string>, method?: string): Promise<Response>;
  graphql(
    query: string,
    variables?: Json,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; body: Json }>;
  control(method: string, path: string, body?: unknown): Promise<Json>;
}

/** A running one, closed after the tests of the file. */
export async function simulate(...args: string[]): Promise<Client> {
  const options = readOptions(["--token", `${TOKEN}=alice`, "--token", "ghp_bob=bob", "--control-port", "0", ...args]);
  if (options === "help") throw new Error("no help wanted");
  const simulator = await startSimulator(options);
  after(() => simulator.close());
  const { url, controlUrl } = simulator;
  const authorized = { authorization: `Bearer ${TOKEN}`, "user-agent": "tests" };
  return {
    simulator,
    url,
    rest: (path, headers = {}, method = "GET") =>
      fetch(`${url}/api${path}`, { method, redirect: "manual", headers: { ...authorized, ...headers } }),
    graphql: async (query, variables = {}, headers = {}) => {
      const request = {
        method: "POST",
        headers: { ...authorized, "content-type": "application/json", ...headers },
        body: JSON.stringify({ query, variables }),
      };
      const response = await fetch(`${url}/api/graphql`, request);
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: JSON.parse(text) as Json };
    },
    control: async (method, path, body) => {
      const response = await fetch(`${controlUrl ?? ""}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const value = (await response.json()) as Json;
      if (response.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
      return value;
    },
  };
}

/** What lies at a path like "data.r0.name"; undefined where something on the way is missing. */
export function dig(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
      value,
    );
}

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "github-sim-test-"));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const PLAIN = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C.UTF-8",
  TZ: "UTC",
};

/** Runs git without the user's configuration. */
export function git(directory: string, args: readonly string[], environment: Record<string, string> = {}): string {
  const env = { PATH: process.env["PATH"], HOME: directory, ...PLAIN, ...environment };
  return execFileSync("git", ["-C", directory, ...args], {
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

export class Author {
  private seconds = 1_700_000_000;
  readonly directory: string;

  /** An empty working tree at root/owner/name. */
  constructor(root: string, fullName: string) {
    this.directory = join(root, fullName);
    mkdirSync(this.directory, { recursive: true });
    git(this.directory, ["init", "--quiet", "--initial-branch=main"]);
  }

  run(...args: string[]): string {
    this.seconds += 60;
    const date = `${this.seconds} +0200`;
    const identity = {
      GIT_AUTHOR_NAME: "Ada",
      GIT_AUTHOR_EMAIL: "ada@example.org",
      GIT_COMMITTER_NAME: "Ada",
      GIT_COMMITTER_EMAIL: "ada@example.org",
    };
    return git(this.directory, args, { ...identity, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date });
  }

  /** The new commit. */
  commit(message: string): string {
    this.run("commit", "--quiet", "--allow-empty", "-m", message);
    return this.run("rev-parse", "HEAD");
  }
}

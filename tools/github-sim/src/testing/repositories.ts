// Small real repositories, made by git in temporary directories.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

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

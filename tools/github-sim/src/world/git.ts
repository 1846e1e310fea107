// Runs git with a configuration of its own, never with the user's. Holds the directory of all that the stand-in
// creates.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CONFIGURATION = `[safe]
\tdirectory = *
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
[core]
\tfsync = none
[gc]
\tauto = 0
[user]
\tname = GitHub
\temail = noreply@github.com
`;

export class Git {
  /** Removed by close(). */
  readonly stateDir: string;
  readonly environment: NodeJS.ProcessEnv;

  constructor() {
    this.stateDir = mkdtempSync(join(tmpdir(), "github-sim-"));
    const configuration = join(this.stateDir, "gitconfig");
    writeFileSync(configuration, CONFIGURATION);
    this.environment = {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"))),
      GIT_CONFIG_GLOBAL: configuration,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      LC_ALL: "C.UTF-8",
    };
  }

  close(): void {
    rmSync(this.stateDir, { recursive: true, force: true });
  }

  /** A new empty folder for a repository. */
  newDirectory(): string {
    const parent = join(this.stateDir, "repositories");
    mkdirSync(parent, { recursive: true });
    return mkdtempSync(join(parent, "r"));
  }

  run(gitDir: string, args: readonly string[], input: string | Buffer = ""): Promise<string> {
    const options = { env: this.environment, maxBuffer: 2 ** 31 - 1 };
    return new Promise((resolve, reject) => {
      const child = execFile("git", [`--git-dir=${gitDir}`, ...args], options, (error, stdout, stderr) => {
        if (error) reject(new Error(`git ${args[0] ?? ""}: ${stderr.trim() || error.message}`));
        else resolve(stdout);
      });
      child.stdin?.on("error", () => undefined); // git may end before it has read everything
      child.stdin?.end(input);
    });
  }
}

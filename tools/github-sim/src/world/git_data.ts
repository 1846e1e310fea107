// The references and commits of a git repository. git reads them, and reads them again once they change, even if
// another process changed them. Several generated repositories may share one GitData.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { LOG_FORMAT, parseCommit } from "./commit.ts";
import type { Commit } from "./commit.ts";
import type { Git } from "./git.ts";
import { walkByDate } from "./history.ts";
import { commitsOf, parseReferences, REFERENCE_FORMAT, sameReferences } from "./reference.ts";
import type { Reference } from "./reference.ts";

const HISTORIES_MAX = 16;

export class GitData {
  readonly gitDir: string;
  references = new Map<string, Reference>();
  readonly commits = new Map<string, Commit>();
  /** The branch that HEAD names, whether it exists or not. */
  defaultBranch = "main";
  private readonly git: Git;
  private fingerprint = "";
  private loaded = false;
  private reading: Promise<boolean> | null = null;
  private readonly histories = new Map<string, readonly Commit[]>();

  /** A frozen one never changes, so it is read only once. */
  private readonly frozen: boolean;

  constructor(git: Git, gitDir: string, frozen = false) {
    this.git = git;
    this.gitDir = gitDir;
    this.frozen = frozen;
  }

  /** Reads what changed since the last time. True if references changed; the first reading is no change. */
  refresh(): Promise<boolean> {
    if (this.frozen && this.loaded) return Promise.resolve(false);
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  /** Makes the next refresh read again, even if the times of the files don't show the change. */
  invalidate(): void {
    this.fingerprint = "";
  }

  commit(oid: string): Commit | undefined {
    return this.commits.get(oid);
  }

  /** The names of the branches without refs/heads/, in the order of their bytes. */
  branches(): readonly string[] {
    return this.namesBelow("refs/heads/");
  }

  tags(): readonly string[] {
    return this.namesBelow("refs/tags/");
  }

  branch(name: string): string | undefined {
    return this.references.get(`refs/heads/${name}`)?.oid;
  }

  tip(): Commit | undefined {
    const oid = this.branch(this.defaultBranch);
    return oid === undefined ? undefined : this.commits.get(oid);
  }

  isEmpty(): boolean {
    return this.branches().length === 0;
  }

  /** The commit and all its ancestors, as `git log` orders them. */
  history(oid: string): readonly Commit[] {
    let found = this.histories.get(oid);
    if (!found) {
      found = walkByDate(this.commits, oid);
      const oldest = this.histories.keys().next().value;
      if (this.histories.size >= HISTORIES_MAX && oldest !== undefined) this.histories.delete(oldest);
      this.histories.set(oid, found);
    }
    return found;
  }

  /** The commit that a branch, a tag, a full reference name or an oid (whole or abbreviated) stands for. */
  resolve(revision: string): Commit | undefined {
    for (const prefix of ["", "refs/", "refs/heads/", "refs/tags/"]) {
      const reference = this.references.get(prefix + revision);
      if (reference) return this.commits.get(reference.peeled);
    }
    if (revision === "HEAD") return this.tip();
    if (/^[0-9a-f]{40}$/.test(revision)) return this.commits.get(revision);
    if (!/^[0-9a-f]{7,39}$/.test(revision)) return undefined;
    for (const [oid, commit] of this.commits) if (oid.startsWith(revision)) return commit;
    return undefined;
  }

  private namesBelow(prefix: string): readonly string[] {
    const names: string[] = [];
    for (const name of this.references.keys()) if (name.startsWith(prefix)) names.push(name.slice(prefix.length));
    return names;
  }

  private async read(): Promise<boolean> {
    const fingerprint = fingerprintOf(this.gitDir);
    if (fingerprint === this.fingerprint) return false;
    const before = this.references;
    const [references, head] = await Promise.all([
      this.git.run(this.gitDir, ["for-each-ref", REFERENCE_FORMAT]),
      this.git.run(this.gitDir, ["symbolic-ref", "HEAD"]).catch(() => "refs/heads/main"),
    ]);
    const after = parseReferences(references);
    await this.readCommits(before, after);
    this.references = after;
    this.defaultBranch = head.trim().replace(/^refs\/heads\//, "");
    this.fingerprint = fingerprint;
    const first = !this.loaded;
    this.loaded = true;
    return !first && !sameReferences(before, after);
  }

  private async readCommits(before: Map<string, Reference>, after: Map<string, Reference>): Promise<void> {
    const fresh = commitsOf(after).filter((oid) => !this.commits.has(oid));
    if (fresh.length === 0) return;
    const known = commitsOf(before).map((oid) => `^${oid}`);
    const revisions = [...new Set([...fresh, ...known])].join("\n");
    const args = ["log", "--stdin", "--ignore-missing", "--no-mailmap", "-z", `--format=${LOG_FORMAT}`];
    const log = await this.git.run(this.gitDir, args, revisions + "\n");
    for (const record of log.split("\0")) {
      const commit = parseCommit(record);
      if (commit) this.commits.set(commit.oid, commit);
    }
  }
}

/** Changes whenever a reference does: git replaces the file of a reference, which changes the time of its folder. */
function fingerprintOf(gitDir: string): string {
  const parts = [readFileSync(join(gitDir, "HEAD"), "utf8"), stamp(join(gitDir, "packed-refs"))];
  const visit = (directory: string): void => {
    parts.push(stamp(directory));
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (entry.isDirectory()) visit(join(directory, entry.name));
    }
  };
  visit(join(gitDir, "refs"));
  return parts.join("|");
}

function stamp(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.mtimeNs}.${found.size}.${found.ino}` : "-";
}

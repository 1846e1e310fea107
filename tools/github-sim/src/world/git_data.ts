// What a git repository holds: its references and its commits, read by git itself and read again when they change,
// whoever changes them. Many generated repositories may share one of these.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Git } from "./git.ts";
import { walkByDate } from "./history.ts";
import type { Identity } from "./people.ts";

export interface Commit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  /** With its own offset, as git's %aI writes it. */
  readonly authoredAt: string;
  readonly committer: Identity;
  readonly committedAt: string;
  readonly committedMs: number;
  readonly message: string;
}

export interface Reference {
  readonly oid: string;
  readonly type: string;
  /** What an annotated tag points to, and its type; else the same as above. */
  readonly peeled: string;
  readonly peeledType: string;
}

const LOG_FORMAT = "%H%n%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B";
const REFERENCE_FORMAT = "--format=%(refname) %(objectname) %(objecttype) %(*objectname) %(*objecttype)";
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

  /** Nothing changes a frozen one, so it is read once. */
  private readonly frozen: boolean;

  constructor(git: Git, gitDir: string, frozen = false) {
    this.git = git;
    this.gitDir = gitDir;
    this.frozen = frozen;
  }

  /** Reads what changed since the last time; true if the references moved after a first reading. */
  refresh(): Promise<boolean> {
    if (this.frozen && this.loaded) return Promise.resolve(false);
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  /** Makes the next refresh read, also where the clock of the file system is too coarse to show a change. */
  invalidate(): void {
    this.fingerprint = "";
  }

  commit(oid: string): Commit | undefined {
    return this.commits.get(oid);
  }

  /** Branches in the order of their names' bytes, without refs/heads/. */
  branches(): readonly string[] {
    return this.under("refs/heads/");
  }

  tags(): readonly string[] {
    return this.under("refs/tags/");
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

  /** Branch, tag, full reference or (abbreviated) oid of a commit. */
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

  private under(prefix: string): readonly string[] {
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

function parseReferences(text: string): Map<string, Reference> {
  const references = new Map<string, Reference>();
  for (const line of text.split("\n")) {
    const [name, oid, type, peeled, peeledType] = line.split(" ");
    if (name && oid && type) references.set(name, { oid, type, peeled: peeled || oid, peeledType: peeledType || type });
  }
  return references;
}

function commitsOf(references: Map<string, Reference>): string[] {
  const oids: string[] = [];
  for (const { peeled, peeledType } of references.values()) if (peeledType === "commit") oids.push(peeled);
  return oids;
}

function parseCommit(record: string): Commit | null {
  const [oid, parents, name, email, authoredAt, committerName, committerEmail, committedAt, ...message] =
    record.split("\n");
  if (!oid || parents === undefined || committedAt === undefined) return null;
  return {
    oid,
    parents: parents === "" ? [] : parents.split(" "),
    author: { name: name ?? "", email: email ?? "" },
    authoredAt: authoredAt ?? "",
    committer: { name: committerName ?? "", email: committerEmail ?? "" },
    committedAt,
    committedMs: Date.parse(committedAt) || 0,
    message: message.join("\n").replace(/\n+$/, ""),
  };
}

function sameReferences(one: Map<string, Reference>, other: Map<string, Reference>): boolean {
  if (one.size !== other.size) return false;
  for (const [name, { oid }] of one) if (other.get(name)?.oid !== oid) return false;
  return true;
}

/** Changes whenever a reference does: git replaces files, which touches their folders. */
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

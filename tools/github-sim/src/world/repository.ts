// A repository as GitHub knows it: a number that stays, names that change, facts, git data and pull requests.
import type { Facts } from "./facts.ts";
import type { GitData } from "./git_data.ts";
import type { PullTable } from "./pulls.ts";

export class Repository {
  readonly kind = "Repository";
  readonly id: number;
  owner: string;
  name: string;
  /** Full names that it had before. */
  readonly formerNames = new Set<string>();
  readonly facts: Facts;
  git: GitData;
  readonly pulls: PullTable;
  /** Whether `git` is this repository's alone and may be written to. */
  writable = false;
  /** Answers 404 everywhere. */
  deleted = false;

  constructor(identity: { id: number; owner: string; name: string }, facts: Facts, git: GitData, pulls: PullTable) {
    this.id = identity.id;
    this.owner = identity.owner;
    this.name = identity.name;
    this.facts = facts;
    this.git = git;
    this.pulls = pulls;
  }

  get fullName(): string {
    return `${this.owner}/${this.name}`;
  }

  /** Whether a pull request, which keeps the names of its time, means this repository. */
  isNamed(fullName: string | null): boolean {
    return fullName !== null && (fullName === this.fullName || this.formerNames.has(fullName));
  }

  /** Something that shows in `updated_at` happened. */
  touch(nowMs: number): void {
    this.facts.updatedMs = nowMs;
  }

  /** Something was pushed: both times move. */
  pushed(nowMs: number): void {
    this.facts.pushedMs = nowMs;
    this.touch(nowMs);
  }
}

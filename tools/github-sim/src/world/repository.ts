// A repository: its id, which never changes, its names, which may, and its facts, git data and pull requests.
import type { Facts } from "./facts.ts";
import type { GitData } from "./git_data.ts";
import type { PullTable } from "./pulls.ts";
import { ReleaseTable } from "./releases.ts";
import { StarHistory } from "./star_history.ts";

export class Repository {
  /** The name of its GraphQL type. */
  readonly kind = "Repository";
  readonly id: number;
  owner: string;
  name: string;
  /** Full names that it had before. */
  readonly formerNames = new Set<string>();
  readonly facts: Facts;
  git: GitData;
  readonly pulls: PullTable;
  readonly releases: ReleaseTable;
  readonly starHistory: StarHistory;
  /** Whether `git` is this repository's alone and may be written to. */
  writable = false;
  /** All services answer 404. */
  deleted = false;

  constructor(identity: { id: number; owner: string; name: string }, facts: Facts, git: GitData, pulls: PullTable) {
    this.id = identity.id;
    this.owner = identity.owner;
    this.name = identity.name;
    this.facts = facts;
    this.git = git;
    this.pulls = pulls;
    this.releases = new ReleaseTable(facts);
    this.starHistory = new StarHistory(identity.id);
  }

  get fullName(): string {
    return `${this.owner}/${this.name}`;
  }

  /** Whether it is a name of this repository, present or former: a pull request keeps the name of its time. */
  isNamed(fullName: string | null): boolean {
    return fullName !== null && (fullName === this.fullName || this.formerNames.has(fullName));
  }

  /** Sets `updated_at`. */
  touch(nowMs: number): void {
    this.facts.updatedMs = nowMs;
  }

  /** Sets `pushed_at` and `updated_at`. */
  pushed(nowMs: number): void {
    this.facts.pushedMs = nowMs;
    this.touch(nowMs);
  }
}

// The pull requests of a repository. Lists need only the brief of each one; the rest is made when a pull request is
// read. So a hundred thousand of them cost little.
import type { Actor } from "./people.ts";

export type PullState = "OPEN" | "CLOSED" | "MERGED";
export type ReviewState = "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";
export type ReviewDecision = "APPROVED" | "CHANGES_REQUESTED" | "REVIEW_REQUIRED";

export interface Review {
  readonly author: Actor | null;
  readonly state: ReviewState;
  readonly submittedMs: number;
}

/** What lists are ordered and filtered by. */
export interface PullBrief {
  readonly state: PullState;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface PullRequest extends PullBrief {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
  /** Null where the account was deleted. */
  readonly author: Actor | null;
  readonly base: { readonly ref: string; readonly oid: string };
  /** `repo` is the full name of the repository with the branch, null where that fork is gone. */
  readonly head: { readonly ref: string; readonly oid: string; readonly repo: string | null };
  readonly closedMs: number | null;
  readonly mergedMs: number | null;
  readonly mergedBy: Actor | null;
  readonly mergeOid: string | null;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
  readonly commits: number;
  readonly comments: number;
  readonly reviews: readonly Review[];
  readonly reviewDecision: ReviewDecision | null;
  readonly labels: readonly string[];
}

/** The pull requests as they were before the control port changed any. */
export interface PullSource {
  /** Ascending. */
  numbers(): readonly number[];
  brief(number: number): PullBrief;
  get(number: number): PullRequest;
}

export type PullOrder = "CREATED_AT" | "UPDATED_AT" | "COMMENTS";

export interface Selection {
  readonly states: readonly PullState[];
  readonly order: PullOrder;
  readonly descending: boolean;
}

const ALL_STATES: readonly PullState[] = ["OPEN", "CLOSED", "MERGED"];

export class PullTable {
  private source: PullSource;
  private readonly changed = new Map<number, PullRequest>();
  private briefs: Map<number, PullBrief> | null = null;
  private readonly selections = new Map<string, readonly number[]>();

  constructor(source: PullSource) {
    this.source = source;
  }

  /** Replaces the source. What the control port changed stays as it is. */
  replaceSource(source: PullSource): void {
    this.source = source;
    this.forget();
  }

  get(number: number): PullRequest | undefined {
    const changed = this.changed.get(number);
    if (changed || !this.all().has(number)) return changed;
    return this.source.get(number);
  }

  put(pull: PullRequest): void {
    this.changed.set(pull.number, pull);
    this.forget();
  }

  brief(number: number): PullBrief | undefined {
    return this.all().get(number);
  }

  nextNumber(): number {
    let highest = 0;
    for (const number of this.all().keys()) highest = Math.max(highest, number);
    return highest + 1;
  }

  count(states: readonly PullState[] = ALL_STATES): number {
    return this.select({ states, order: "CREATED_AT", descending: false }).length;
  }

  /** The numbers of the selected pull requests in order; those with equal values are ordered by number. */
  select({ states, order, descending }: Selection): readonly number[] {
    const key = [...states].sort().join() + order + String(descending);
    const known = this.selections.get(key);
    if (known) return known;
    const wanted = new Set(states.length === 0 ? ALL_STATES : states);
    const found: { readonly number: number; readonly value: number }[] = [];
    for (const [number, brief] of this.all()) {
      if (wanted.has(brief.state)) found.push({ number, value: this.orderValue(number, order) });
    }
    const sign = descending ? -1 : 1;
    found.sort((one, other) => sign * (one.value - other.value || one.number - other.number));
    const numbers = found.map(({ number }) => number);
    this.selections.set(key, numbers);
    return numbers;
  }

  /** What a list in this order is sorted by: a time, or the number of comments. */
  orderValue(number: number, order: PullOrder): number {
    const brief = this.all().get(number);
    if (!brief) return 0;
    if (order === "UPDATED_AT") return brief.updatedMs;
    return order === "CREATED_AT" ? brief.createdMs : (this.get(number)?.comments ?? 0);
  }

  private all(): Map<number, PullBrief> {
    if (!this.briefs) {
      this.briefs = new Map();
      for (const number of this.source.numbers()) this.briefs.set(number, this.source.brief(number));
      for (const [number, pull] of this.changed) this.briefs.set(number, pull);
    }
    return this.briefs;
  }

  private forget(): void {
    this.briefs = null;
    this.selections.clear();
  }
}

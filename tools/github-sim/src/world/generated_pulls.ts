// Generated pull requests: each is computed from the seed and its number when it is asked for.
import { DAY_MS, HOUR_MS, toTheSecond } from "../base/clock.ts";
import { draw, fraction, pick } from "../base/hash.ts";
import type { Commit } from "./commit.ts";
import { GENERATED_NOW_MS } from "./facts.ts";
import type { GitData } from "./git_data.ts";
import { reviewDecisionOf, inventActor, inventLabels, inventReviews } from "./invented_reviews.ts";
import type { PullBrief, PullRequest, PullSource, PullState } from "./pulls.ts";

const VERBS = ["Add", "Fix", "Remove", "Rename", "Speed up", "Document", "Test"];
const THINGS = ["the parser", "retries", "a flaky test", "paths ✓", "the cache", "error messages", "the build"];

export class GeneratedPulls implements PullSource {
  private readonly seed: number;
  private readonly count: number;
  private readonly fullName: string;
  private readonly firstMs: number;
  private readonly baseName: string;
  /** The history as it was when the repository was made: later pushes change no pull request. */
  private readonly history: readonly Commit[];

  constructor(options: { seed: number; count: number; git: GitData; fullName: string; firstMs: number }) {
    this.seed = options.seed;
    this.count = options.count;
    this.fullName = options.fullName;
    this.firstMs = options.firstMs;
    this.baseName = options.git.defaultBranch;
    this.history = options.git.history(options.git.tip()?.oid ?? "");
  }

  numbers(): readonly number[] {
    return Array.from({ length: this.count }, (_, index) => index + 1);
  }

  brief(number: number): PullBrief {
    const { state, createdMs, updatedMs } = this.times(number);
    return { state, createdMs, updatedMs };
  }

  get(number: number): PullRequest {
    const times = this.times(number);
    const { seed } = this;
    const merged = times.state === "MERGED";
    const reviews = inventReviews(seed, number, times.createdMs, times.closedMs ?? times.updatedMs);
    const fork = draw(seed, number, 5) % 3;
    return {
      ...times,
      number,
      title: `${pick(VERBS, seed, number, 6)} ${pick(THINGS, seed, number, 7)} (${number})`,
      body: `Generated pull request ${number}.`,
      draft: times.state === "OPEN" && draw(seed, number, 8) % 6 === 0,
      author: inventActor(seed, number),
      base: { ref: this.baseName, oid: this.someCommit(number, 9) },
      head: {
        ref: `topic-${number}`,
        oid: this.someCommit(number, 10),
        repo:
          fork === 0
            ? null
            : fork === 1
              ? this.fullName
              : `fork-${draw(seed, number, 11) % 500}/${this.fullName.split("/")[1] ?? ""}`,
      },
      mergedMs: merged ? times.closedMs : null,
      mergedBy: merged ? inventActor(seed ^ 0x5bd1e995, number) : null,
      mergeOid: merged ? this.someCommit(number, 12) : null,
      additions: draw(seed, number, 13) % 900,
      deletions: draw(seed, number, 14) % 400,
      changedFiles: 1 + (draw(seed, number, 15) % 30),
      commits: 1 + (draw(seed, number, 16) % 12),
      comments: draw(seed, number, 17) % 20,
      reviews,
      reviewDecision: reviewDecisionOf(reviews),
      labels: inventLabels(seed, number),
    };
  }

  /** They are created in the order of their numbers and updated in another. The newest are the likeliest to be open. */
  private times(number: number): PullBrief & { closedMs: number | null } {
    const { seed, count } = this;
    const step = (GENERATED_NOW_MS - 60 * DAY_MS - this.firstMs) / (count + 1);
    const createdMs = toTheSecond(this.firstMs + step * number);
    const open = fraction(seed, number, 1) < (number > count * 0.9 ? 0.3 : 0.01);
    const state: PullState = open ? "OPEN" : fraction(seed, number, 2) < 0.8 ? "MERGED" : "CLOSED";
    const closedMs = open ? null : toTheSecond(createdMs + HOUR_MS + fraction(seed, number, 3) ** 3 * 29 * DAY_MS);
    const updatedMs = toTheSecond((closedMs ?? createdMs) + fraction(seed, number, 4) ** 4 * 25 * DAY_MS);
    return { state, createdMs, updatedMs, closedMs };
  }

  private someCommit(number: number, salt: number): string {
    return this.history[draw(this.seed, number, salt) % this.history.length]?.oid ?? "0".repeat(40);
  }
}

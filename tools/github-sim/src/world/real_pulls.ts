// Pull requests of a real repository, found by refs/pull/*/head, by merge commits ("Merge pull request #7 from ...")
// and by squashed ones ("... (#7)"). What git does not have (reviews, labels, comments, times of closing) is invented.
import { DAY_MS, HOUR_MS, toTheSecond } from "../base/clock.ts";
import { draw, fnv1a } from "../base/hash.ts";
import type { Commit } from "./commit.ts";
import type { GitData } from "./git_data.ts";
import { reviewDecisionOf, inventLabels, inventReviews } from "./invented_reviews.ts";
import { lineCountsOf } from "./line_counts.ts";
import { actorOf } from "./people.ts";
import type { PullBrief, PullRequest, PullSource, PullState } from "./pulls.ts";

const MERGE_SUBJECT = /^Merge pull request #(\d+) from ([^/\s]+)\/(\S+)/;
const SQUASH_SUBJECT = /\(#(\d+)\)$/;
const OPEN_FOR_MS = 180 * DAY_MS;

interface Merge {
  readonly commit: Commit;
  /** Null for a squashed one. */
  readonly from: { readonly owner: string; readonly branch: string } | null;
}

/** What git has of one pull request. */
interface Origin {
  readonly head: Commit;
  readonly merge: Merge | null;
  /** Whether refs/pull/N/merge exists. */
  readonly mergeable: boolean;
}

export class RealPulls implements PullSource {
  private readonly git: GitData;
  private readonly fullName: string;
  private readonly origins: ReadonlyMap<number, Origin>;
  private readonly onDefault: ReadonlySet<string>;
  /** The time of the newest commit when the repository was first read: "now" for its pull requests. */
  readonly newestMs: number;

  constructor(git: GitData, fullName: string, newestMs?: number) {
    this.git = git;
    this.fullName = fullName;
    const history = git.history(git.tip()?.oid ?? "");
    this.onDefault = new Set(history.map(({ oid }) => oid));
    this.newestMs = newestMs ?? history[0]?.committedMs ?? 0;
    this.origins = findOrigins(git);
  }

  numbers(): readonly number[] {
    return [...this.origins.keys()];
  }

  brief(number: number): PullBrief {
    const { state, createdMs, updatedMs } = this.times(number, this.origin(number));
    return { state, createdMs, updatedMs };
  }

  get(number: number): PullRequest {
    const origin = this.origin(number);
    const { head, merge } = origin;
    const times = this.times(number, origin);
    const merged = times.state === "MERGED";
    const seed = fnv1a(head.oid);
    const reviews = inventReviews(seed, number, times.createdMs, times.closedMs ?? times.updatedMs);
    const [additions, deletions, changedFiles] = lineCountsOf(head.oid);
    return {
      ...times,
      number,
      title: titleOf(head, merge),
      body: "",
      draft: times.state === "OPEN" && seed % 8 === 0,
      author: actorOf(head.author),
      base: { ref: this.git.defaultBranch, oid: this.baseOid(number, origin) },
      head: { ref: merge?.from?.branch ?? `patch-${number}`, oid: head.oid, repo: this.headRepository(merge, seed) },
      mergedMs: merged ? times.closedMs : null,
      mergedBy: merged && merge ? actorOf(merge.from ? merge.commit.author : merge.commit.committer) : null,
      mergeOid: merge?.commit.oid ?? null,
      additions,
      deletions,
      changedFiles,
      commits: 1 + (draw(seed, 1) % 6),
      comments: draw(seed, 2) % 9,
      reviews,
      reviewDecision: reviewDecisionOf(reviews),
      labels: inventLabels(seed, number),
    };
  }

  private origin(number: number): Origin {
    const origin = this.origins.get(number);
    if (!origin) throw new Error(`no pull request ${number} in ${this.fullName}`);
    return origin;
  }

  private times(number: number, { head, merge, mergeable }: Origin): PullBrief & { closedMs: number | null } {
    const seed = draw(fnv1a(head.oid), number);
    const createdMs = Date.parse(head.authoredAt) || head.committedMs;
    const merged = merge !== null || this.onDefault.has(head.oid);
    const open = !merged && mergeable && head.committedMs > this.newestMs - OPEN_FOR_MS;
    const state: PullState = merged ? "MERGED" : open ? "OPEN" : "CLOSED";
    const mergedMs = merge?.commit.committedMs ?? Math.max(createdMs, head.committedMs);
    const abandonedMs = Math.min(createdMs + toTheSecond(seed % (20 * DAY_MS)), this.newestMs);
    const closed = Math.max(createdMs, merged ? mergedMs : abandonedMs);
    const closedMs = open ? null : closed;
    const touchedMs = (closedMs ?? createdMs) + (seed % 7) * HOUR_MS;
    return { state, createdMs, closedMs, updatedMs: touchedMs > this.newestMs ? (closedMs ?? createdMs) : touchedMs };
  }

  private baseOid(number: number, { head, merge }: Origin): string {
    const testMerge = this.git.references.get(`refs/pull/${number}/merge`);
    const merged = merge?.commit ?? (testMerge ? this.git.commit(testMerge.oid) : undefined);
    return merged?.parents[0] ?? head.parents[0] ?? head.oid;
  }

  private headRepository(merge: Merge | null, seed: number): string | null {
    const [owner, name] = this.fullName.split("/");
    if (merge?.from) return merge.from.owner === owner ? this.fullName : `${merge.from.owner}/${name ?? ""}`;
    return seed % 5 === 0 ? null : this.fullName;
  }
}

function titleOf(head: Commit, merge: Merge | null): string {
  const lines = (merge ? merge.commit.message : head.message).split("\n");
  const line = merge?.from ? lines.slice(1).find((text) => text.trim() !== "") : lines[0];
  return (line ?? head.message.split("\n")[0] ?? "").replace(SQUASH_SUBJECT, "").trim() || "Untitled";
}

function findOrigins(git: GitData): Map<number, Origin> {
  const merges = findMerges(git);
  const origins = new Map<number, Origin>();
  for (const [name, reference] of git.references) {
    const number = Number(/^refs\/pull\/([1-9]\d*)\/head$/.exec(name)?.[1] ?? 0);
    const head = git.commit(reference.oid);
    if (number === 0 || !head) continue;
    const mergeable = git.references.has(`refs/pull/${number}/merge`);
    origins.set(number, { head, merge: merges.get(number) ?? null, mergeable });
  }
  for (const [number, merge] of merges) {
    const head = git.commit(merge.commit.parents[1] ?? "");
    if (!origins.has(number) && head && merge.from) origins.set(number, { head, merge, mergeable: false });
  }
  return new Map([...origins].sort(([one], [other]) => one - other));
}

/** Goes from the oldest commit to the newest, so that a number belongs to the first commit that names it. */
function findMerges(git: GitData): Map<number, Merge> {
  const merges = new Map<number, Merge>();
  const history = git.history(git.tip()?.oid ?? "");
  for (const commit of [...history].reverse()) {
    const subject = commit.message.split("\n", 1)[0] ?? "";
    const merge = MERGE_SUBJECT.exec(subject);
    const number = Number(merge?.[1] ?? SQUASH_SUBJECT.exec(subject)?.[1] ?? 0);
    if (number === 0 || merges.has(number)) continue;
    if (merge) merges.set(number, { commit, from: { owner: merge[2] ?? "", branch: merge[3] ?? "" } });
    else if (commit.parents.length === 1) merges.set(number, { commit, from: null });
  }
  return merges;
}

// /contributors, /stargazers/history and /stats/contributors. GitHub computes the last in the background for each tip of the default
// branch and answers 202 until it is ready.
import type { Clock } from "../base/clock.ts";
import { emptyReply, jsonReply } from "../http/message.ts";
import type { Reply } from "../http/message.ts";
import { refusal } from "../rules/refusals.ts";
import type { Settings } from "../rules/settings.ts";
import type { Commit } from "../world/commit.ts";
import { lineCountsOf } from "../world/line_counts.ts";
import { actorOf } from "../world/people.ts";
import type { Actor } from "../world/people.ts";
import type { Repository } from "../world/repository.ts";
import { pageReply } from "./pages.ts";
import { listUrl } from "./route_context.ts";
import type { RouteContext } from "./route_context.ts";
import { simpleUser } from "./shapes.ts";

interface Contributions {
  readonly actor: Actor;
  readonly commits: Commit[];
}

interface Week {
  readonly w: number;
  a: number;
  d: number;
  c: number;
}

/** The version of the API that has the star history, and how many weeks a page of it has at most. */
const STAR_HISTORY_VERSION = "2026-03-10";
const STAR_HISTORY_PER_PAGE_MAX = 30;
const WEEK_S = 604_800;
const FIRST_SUNDAY_S = 259_200;
/** With as many commits or more GitHub reports no lines. */
const LINES_UP_TO_COMMITS = 10_000;

export class Statistics {
  private readonly clock: Clock;
  private readonly settings: Settings;
  /** The time from which on the statistics of a repository and tip are ready, by "ID OID". */
  private readonly ready = new Map<string, number>();

  constructor(clock: Clock, settings: Settings) {
    this.clock = clock;
    this.settings = settings;
  }

  contributors(context: RouteContext): Reply {
    const { request, repository, baseUrls } = context;
    if (repository.git.isEmpty()) return emptyReply(204);
    return pageReply(request, listUrl(context, "/contributors"), byAuthor(repository), ({ actor, commits }) => ({
      ...simpleUser(baseUrls, actor),
      contributions: commits.length,
    }));
  }

  /** By week, the newest first: how many of the present stars were given on each day. It names nobody. */
  starHistory(context: RouteContext): Reply {
    const { request, repository } = context;
    if (request.headers["x-github-api-version"] !== STAR_HISTORY_VERSION) return refusal(404, "Not Found");
    const weeks = repository.starHistory.weeks(repository.facts, this.clock.nowMs());
    const url = listUrl(context, "/stargazers/history");
    return pageReply(request, url, weeks, (week) => week, STAR_HISTORY_PER_PAGE_MAX);
  }

  weekly({ repository, baseUrls }: RouteContext): Reply {
    const tip = repository.git.tip();
    if (!tip) return emptyReply(204);
    const key = `${repository.id} ${tip.oid}`;
    const nowMs = this.clock.nowMs();
    const readyMs = this.ready.get(key) ?? nowMs + this.settings.statsDelayS * 1000;
    this.ready.set(key, readyMs);
    if (nowMs < readyMs) return jsonReply(202, {});
    const withLines = repository.git.history(tip.oid).length < LINES_UP_TO_COMMITS;
    return jsonReply(
      200,
      byAuthor(repository)
        .slice(0, 100)
        .reverse()
        .map(({ actor, commits }) => ({
          author: simpleUser(baseUrls, actor),
          total: commits.length,
          weeks: weeksOf(commits, withLines),
        })),
    );
  }
}

/** Those with most commits come first. Commits whose address has no account are left out. */
function byAuthor(repository: Repository): Contributions[] {
  const found = new Map<string, Contributions>();
  for (const commit of repository.git.history(repository.git.tip()?.oid ?? "")) {
    const actor = actorOf(commit.author);
    if (!actor) continue;
    const contributions = found.get(actor.login);
    if (contributions) contributions.commits.push(commit);
    else found.set(actor.login, { actor, commits: [commit] });
  }
  return [...found.values()].sort((one, other) => other.commits.length - one.commits.length);
}

function weeksOf(commits: readonly Commit[], withLines: boolean): Week[] {
  const weeks = new Map<number, Week>();
  for (const { oid, committedMs } of commits) {
    const w = Math.floor((committedMs / 1000 - FIRST_SUNDAY_S) / WEEK_S) * WEEK_S + FIRST_SUNDAY_S;
    const week = weeks.get(w) ?? { w, a: 0, d: 0, c: 0 };
    const [additions, deletions] = withLines ? lineCountsOf(oid) : [0, 0];
    week.a += additions;
    week.d += deletions;
    week.c += 1;
    weeks.set(w, week);
  }
  return [...weeks.values()].sort((one, other) => one.w - other.w);
}

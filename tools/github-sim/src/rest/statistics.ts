// /contributors and /stats/*: the latter are computed in the background, by the tip of the default branch, and answer
// 202 until they are there.
import { jsonReply } from "../wire/message.ts";
import type { Reply } from "../wire/message.ts";
import type { Clock } from "../world/clock.ts";
import type { Settings } from "../rules/settings.ts";
import { linesOf } from "../world/lines.ts";
import { actorOf } from "../world/people.ts";
import type { Actor } from "../world/people.ts";
import type { Commit } from "../world/git_data.ts";
import type { Repository } from "../world/repository.ts";
import { pageReply } from "./pages.ts";
import { listUrl, noContent } from "./repository.ts";
import type { Visit } from "./repository.ts";
import { simpleUser } from "./shapes.ts";

interface Work {
  readonly actor: Actor;
  readonly commits: Commit[];
}

interface Week {
  readonly w: number;
  a: number;
  d: number;
  c: number;
}

const WEEK_S = 604_800;
const FIRST_SUNDAY_S = 259_200;
/** Above it GitHub reports no lines. */
const LINES_UP_TO_COMMITS = 10_000;

export class Statistics {
  private readonly clock: Clock;
  private readonly settings: Settings;
  private readonly ready = new Map<string, number>();

  constructor(clock: Clock, settings: Settings) {
    this.clock = clock;
    this.settings = settings;
  }

  contributors(visit: Visit): Reply {
    const { request, repository, places } = visit;
    if (repository.git.isEmpty()) return noContent();
    return pageReply(request, listUrl(visit, "/contributors"), byAuthor(repository), ({ actor, commits }) => ({
      ...simpleUser(places, actor),
      contributions: commits.length,
    }));
  }

  weekly({ repository, places }: Visit): Reply {
    const tip = repository.git.tip();
    if (!tip) return noContent();
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
          author: simpleUser(places, actor),
          total: commits.length,
          weeks: weeksOf(commits, withLines),
        })),
    );
  }
}

/** Whoever has most commits first; addresses that belong to nobody are left out. */
function byAuthor(repository: Repository): Work[] {
  const found = new Map<string, Work>();
  for (const commit of repository.git.history(repository.git.tip()?.oid ?? "")) {
    const actor = actorOf(commit.author);
    if (!actor) continue;
    const work = found.get(actor.login);
    if (work) work.commits.push(commit);
    else found.set(actor.login, { actor, commits: [commit] });
  }
  return [...found.values()].sort((one, other) => other.commits.length - one.commits.length);
}

function weeksOf(commits: readonly Commit[], withLines: boolean): Week[] {
  const weeks = new Map<number, Week>();
  for (const { oid, committedMs } of commits) {
    const w = Math.floor((committedMs / 1000 - FIRST_SUNDAY_S) / WEEK_S) * WEEK_S + FIRST_SUNDAY_S;
    const week = weeks.get(w) ?? { w, a: 0, d: 0, c: 0 };
    const [additions, deletions] = withLines ? linesOf(oid) : [0, 0];
    week.a += additions;
    week.d += deletions;
    week.c += 1;
    weeks.set(w, week);
  }
  return [...weeks.values()].sort((one, other) => one.w - other.w);
}

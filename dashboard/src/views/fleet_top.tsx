// The first two lines of the fleet: how many projects are in which state, and what changed since the reader last looked.
// Each number leads to the projects that it counts.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { components } from "../data/api_types.ts";
import { streamState, useEvents } from "../data/events.ts";
import { quietSince } from "../data/lists.ts";
import { address, go, hrefOf } from "../data/location.ts";
import { api, type Problem, serverNow, valueOrThrow } from "../data/request.ts";
import { type Resource, useResource } from "../data/resource.ts";
import { readSetting, writeSetting } from "../data/settings.ts";
import { type Query, withQuery } from "../lib/address.ts";
import { FILTER_QUERY } from "../lib/filter.ts";
import { compact, counted, whole } from "../lib/numbers.ts";
import { comparedWords, daysToAsk, firstOfLast, visitOf, windowSince } from "../lib/since.ts";
import { STATES } from "../lib/status.ts";
import { clockText, momentText } from "../lib/times.ts";
import { Age } from "../parts/age.tsx";
import { now } from "../parts/now.ts";
import { Select } from "../parts/select.tsx";
import { Shape } from "../parts/status.tsx";
import { useThrottled } from "../parts/throttled.ts";
import { zone } from "../parts/zone.ts";

export type Overview = components["schemas"]["overview"];

/** Between two readings, however much happens. */
const PAUSE_MS = 5_000;
const LOOK_MS = 60_000;

/** The last look of the visit before; each look of this one is kept. */
export function useLastVisit(): string | undefined {
  const [visit] = useState(() => visitOf({ since: readSetting("since"), seen: readSetting("seen") }, serverNow()));
  useEffect(() => {
    writeSetting("since", visit.since);
    const look = () => !document.hidden && writeSetting("seen", serverNow().toISOString());
    look();
    const timer = setInterval(look, LOOK_MS);
    addEventListener("pagehide", look);
    return () => {
      clearInterval(timer);
      removeEventListener("pagehide", look);
    };
  }, []);
  return visit.since;
}

export function useOverview(since: string): Resource<Overview> {
  const overview = useResource(`overview ${since}`, async (signal) =>
    valueOrThrow(await api.GET("/v1/overview", { params: { query: { since } }, signal })) as Overview);
  const soon = useThrottled(overview.reload, PAUSE_MS);
  useEvents(["project"], soon);
  return overview;
}

const NOTHING: Query = { ...Object.fromEntries(FILTER_QUERY.map((key) => [key, ""])), list: "" };

/** A link that filters; a second press on it takes the filter away. */
function FilterLink({ query, children, title }: { query: Query; children: ComponentChildren; title?: string | undefined }) {
  const { value } = address;
  const chosen = Object.entries(query).every(([key, wanted]) => (value.query[key as keyof Query] ?? "") === wanted);
  const target = withQuery(value, { ...NOTHING, ...(chosen ? {} : query) });
  return <a class="fleet-link" href={hrefOf(target)} aria-current={chosen ? "true" : undefined} title={title}>{children}</a>;
}

const NEEDS_YOU = ["failing", "no_access", "sso_required"] as const;
const ORDER = ["ok", "syncing", "pending", "waiting_quota", "late", "failing", "no_access", "sso_required", "gone", "blocked"];

function countsOf(overview: Overview): Record<string, number> {
  return { ...overview.states, late: overview.late.projects };
}

function State({ state, count }: { state: string; count: number }) {
  const { shape, tone, word } = STATES[state]!;
  return <FilterLink query={{ state }}><Shape name={shape} tone={tone} /> {whole(count)} {word.toLowerCase()}</FilterLink>;
}

export function StateLine({ overview, readAt, problem, brief }: {
  overview: Overview | undefined;
  /** When the rows were read. */
  readAt: Date | undefined;
  problem: Problem | undefined;
  brief: boolean;
}) {
  const counts = overview === undefined ? {} : countsOf(overview);
  const needs = NEEDS_YOU.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  return (
    <div class="fleet-states">
      {overview !== undefined && brief && (
        <>
          {needs > 0 && <FilterLink query={{ state: NEEDS_YOU.join(",") }}><Shape name="triangle" tone="error" /> {whole(needs)} need you</FilterLink>}
          <State state="ok" count={counts["ok"] ?? 0} />
        </>
      )}
      {overview !== undefined && !brief &&
        ORDER.filter((state) => state === "ok" || (counts[state] ?? 0) > 0).map((state) => <State key={state} state={state} count={counts[state] ?? 0} />)}
      <span class="fleet-checked note"><Checked readAt={readAt} problem={problem} brief={brief} /></span>
    </div>
  );
}

function Checked({ readAt, problem, brief }: { readAt: Date | undefined; problem: Problem | undefined; brief: boolean }) {
  if (readAt === undefined || (brief && problem === undefined)) return null;
  if (problem !== undefined) return <span class="tone-warn">as of {clockText(readAt, zone.value)}</span>;
  if (streamState.value === "live") return <span title={`Read at ${momentText(readAt, zone.value)}; changes come by themselves`}>live</span>;
  return <>checked <Age at={readAt.toISOString()} /></>;
}

/** The answer counts from the beginning of a UTC day, so that is what it says. */
function dayName(day: string): string {
  const today = now.value.toISOString().slice(0, 10);
  if (day === today) return "today";
  return day < firstOfLast(7, now.value) ? day : new Date(day).toLocaleDateString("en-GB", { timeZone: "UTC", weekday: "short" });
}

/** Without a commit for so long a project is quiet, to the server. */
const QUIET_D = 30;
/** What the server names of them at once. */
const MOST_QUIET = 1_000;

const namesOf = (list: { first: readonly { full_name: string }[] } | null) => list?.first.map(({ full_name }) => full_name).join(", ");

interface SinceLineProps {
  overview: Overview | undefined;
  since: string | undefined;
  brief: boolean;
  /** The server filters, which knows no list that nobody saved. */
  paged?: boolean;
}

/** From when on changes are told: the last visit, or a day that one asks about. */
function SinceSelect({ visit, title }: { visit: string; title: string }) {
  const { since = "" } = address.value.query;
  const options = [{ value: "", label: visit }, ...daysToAsk(now.value).filter(({ label }) => label !== visit)];
  if (options.every(({ value }) => value !== since)) options.push({ value: since, label: `Since ${since}` });
  return (
    <span class="fleet-from" title={title}>
      <Select bare label="What changed" value={since} options={options} onChange={(day) => go(withQuery(address.value, { since: day }))} />
    </span>
  );
}

export function SinceLine({ overview, since, brief, paged = false }: SinceLineProps) {
  if (overview === undefined) return <p class="fleet-since" />;
  const { stars, commits, newly_failing, went_quiet, grew, busy } = overview;
  const range = windowSince(overview.since, now.value);
  const daysSince = Math.ceil((now.value.getTime() - Date.parse(overview.since)) / 86_400_000);
  const parts: ComponentChildren[] = [];
  const part = (query: Query, title: string | undefined, text: string, note?: ComponentChildren) =>
    parts.push(<><FilterLink query={query} title={title}>{text}</FilterLink>{note}</>);
  if (stars?.change != null && stars.change !== 0) {
    const text = `${stars.change > 0 ? "+" : ""}${whole(stars.change)}`;
    const compared = comparedWords(stars, overview.since);
    part({ q: "delta:>0", sort: "-stars_d", range }, namesOf(grew), brief ? `${text}★` : `${text} stars`,
      compared && <span class="quiet" title={compared.title}> ({compared.text}{brief ? "" : " projects"})</span>);
  }
  if ((commits?.change ?? 0) > 0) {
    part({ q: "commits:>0", sort: "-commits_w", range }, namesOf(busy), brief ? `${compact(commits!.change)} c` : counted(commits!.change, "commit"));
  }
  if ((newly_failing?.total ?? 0) > 0) part({ state: "failing" }, namesOf(newly_failing), `${whole(newly_failing!.total)} newly failing`);
  if (went_quiet != null && went_quiet.total > 0) {
    // Of a longer time than it takes to be quiet, some were so when it began: these the server alone tells apart.
    const named = daysSince > QUIET_D && !paged && went_quiet.total <= MOST_QUIET;
    const query = named ? { list: quietSince(overview.since) } : { q: `idle:${QUIET_D}d..${QUIET_D + daysSince}d` };
    part({ ...query, sort: "-last_commit_on" }, namesOf(went_quiet), `${whole(went_quiet.total)} went quiet`);
  } else if (went_quiet != null && parts.length > 0) parts.push(<span title={`Without a commit for ${QUIET_D} days`}>none newly quiet</span>);
  const visited = readSetting("since");
  const title = `${address.value.query.since !== undefined ? "What changed" : since === undefined ? "The last seven days" : `You last looked at ${momentText(since, zone.value)}`}; counted from ${overview.since}, 00:00 UTC`;
  return (
    <p class="fleet-since">
      <SinceSelect title={title} visit={visited === undefined ? "Last 7 days" : `Since ${dayName(visited.slice(0, 10))}`} />
      {parts.length === 0 ? <span class="quiet"> nothing changed</span> : parts.map((each, at) => <span key={at}>{at > 0 && " ·"} {each}</span>)}
    </p>
  );
}

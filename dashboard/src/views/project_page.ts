// What the blocks of a project's page share: the project, the range and clock that are shown, and the answers.
import { useEffect, useState } from "preact/hooks";
import { DAY_MS, dayBegin, HOUR_MS } from "../lib/calendar.ts";
import { rangeEnd } from "../lib/days.ts";
import { type BlockName, growthFits, type OverviewQuery, queriesOf } from "../lib/overview.ts";
import { type Range, readRange } from "../lib/range.ts";
import { frameOf, type Frame, isPartial } from "../lib/series.ts";
import { valueOf } from "../lib/address.ts";
import { address } from "../data/location.ts";
import type { Project } from "../data/project.ts";
import { type Blocks, useOverview } from "../data/project_overview.ts";
import { serverNow } from "../data/request.ts";
import type { Release } from "../charts/time_chart.tsx";
import { zone } from "../parts/zone.ts";

export interface ProjectPage {
  owner: string;
  name: string;
  project: Project | undefined;
  range: Range;
  /** As the API takes it. */
  zone: string;
  /** Whether commits of all live branches count, and not of the default one alone. */
  all: boolean;
  bots: boolean;
  blocks: Blocks<BlockName>;
  /** Of the stretch before, as long; nothing where there is none. */
  before: Blocks<"busy" | "people" | "pulls">;
  beforeQuery: OverviewQuery | undefined;
}

const STEP_PX = 200;
const PAGE_PX = 1440;
const MARGINS_PX = 110;

/** The width of a chart that takes the whole page, in steps: a slightly wider window asks for nothing new. */
function useChartWidth(): number {
  const read = () => Math.max(200, Math.ceil((Math.min(innerWidth, PAGE_PX) - MARGINS_PX) / STEP_PX) * STEP_PX);
  const [width, setWidth] = useState(read);
  useEffect(() => {
    const measure = () => setWidth(read());
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  return width;
}

const WITH_GROWTH = {
  first: ["busy", "people", "top", "growth"],
  second: ["when", "pulls", "branches", "releases", "syncs"],
} as const;
const WITHOUT_GROWTH = {
  first: ["busy", "people", "top"],
  second: ["when", "pulls", "branches", "growth", "releases", "syncs"],
} as const;
const BEFORE = ["busy", "people", "pulls"] as const;

/** Without `wanted` nothing but the project is read: there is none, or nothing is stored of it. */
export function useProjectPage(
  owner: string,
  name: string,
  project: Project | undefined,
  wanted: boolean,
): ProjectPage {
  const now = serverNow();
  const here = address.value;
  const range = readRange(valueOf(here, "range"), now, zone.value);
  const bots = valueOf(here, "bots") !== "false";
  const widthPx = useChartWidth();
  const asked = queriesOf(
    { range, zone: zone.value, bots, widthPx, interval: valueOf(here, "interval"), branch: valueOf(here, "branch") },
    now,
  );
  const split = growthFits(asked.busy, range.days) ? WITH_GROWTH : WITHOUT_GROWTH;
  const first = useOverview<BlockName>(owner, name, split.first, wanted ? asked.busy : undefined);
  const second = useOverview<BlockName>(owner, name, split.second, wanted ? asked.slow : undefined);
  const began = project?.created_at ?? undefined;
  // A project that began meanwhile has no stretch as long to be compared with.
  const whole = asked.before !== undefined && (began === undefined || began.slice(0, 10) <= (asked.before.since ?? ""));
  const beforeQuery = whole && wanted ? asked.before : undefined;
  const before = useOverview(owner, name, BEFORE, beforeQuery);
  return {
    owner,
    name,
    project,
    range,
    zone: zone.value,
    all: valueOf(here, "all") === "true",
    bots,
    blocks: { ...first, ...second },
    before,
    beforeQuery,
  };
}

/** The path of a route of this project. */
export function routeOf(page: ProjectPage, route: string): string {
  return `/v1/projects/${encodeURIComponent(page.owner)}/${encodeURIComponent(page.name)}/${route}`;
}

/** The buckets of a query; where it has no beginning they begin with the first that is known. */
export function frameOfQuery(
  query: OverviewQuery,
  clock: string,
  first: string | undefined,
  readAt: Date | undefined,
): Frame {
  const now = (readAt ?? serverNow()).getTime();
  const since = query.since === undefined ? Date.parse(first ?? "") : dayBegin(query.since, clock);
  const until = rangeEnd(query.until, now, clock);
  return frameOf(query.interval ?? "day", clock, Number.isNaN(since) ? now - 1 : since, until);
}

/** Which of the buckets at the ends are counted in part alone. */
export function partialOf(
  frame: Frame,
  query: OverviewQuery,
  readAt: Date | undefined,
): { partialFirst: boolean; partialLast: boolean } {
  const begin = query.since === undefined ? -Infinity : dayBegin(query.since, query.tz ?? "UTC");
  const first = frame.start[0] ?? 0;
  // A day whose clocks are moved has an hour more.
  const cutByUntil =
    query.until !== undefined && dayBegin(query.until, query.tz ?? "UTC") + DAY_MS + HOUR_MS < frame.end;
  return {
    partialFirst: first < begin,
    partialLast: cutByUntil || isPartial(frame, (readAt ?? serverNow()).getTime()),
  };
}

export function ticksOf(page: ProjectPage): Release[] {
  const found = page.blocks.releases.value?.answer.data ?? [];
  return found.map((release) => ({ at: Date.parse(release.published_at), name: release.name ?? release.tag }));
}

/** Of whom and of which branches commits are counted, in words. */
export function countedWords(page: ProjectPage, query: OverviewQuery): string {
  const branch =
    query.branch ?? (page.all ? "all live branches" : (page.project?.default_branch ?? "the default branch"));
  return `${branch}, ${query.bots === false ? "without bots" : "bots included"}`;
}

export function clockWords(clock: string): string {
  return clock === "author" ? "each author’s own clock" : clock;
}

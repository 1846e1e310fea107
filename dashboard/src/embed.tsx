// A live chart for a frame in another page: /embed/{owner}/{name}/{stars|commits|people|lead-time}. It has no
// navigation, needs no session and keeps nothing in the browser; it reads again every five minutes while it can be
// seen.
import { render } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import "./styles/tokens.css";
import "./styles/base.css";
import "./embed.css";
import { TimeChart } from "./charts/time_chart.tsx";
import { watchKeys } from "./data/keys.ts";
import { api, type Problem, serverNow, valueOrThrow } from "./data/request.ts";
import { useResource } from "./data/resource.ts";
import { dayBegin } from "./lib/calendar.ts";
import { alignedSeries, coarser, type Part } from "./lib/compare.ts";
import { rangeEnd } from "./lib/days.ts";
import { type EmbedPage, type Kind, parseEmbed } from "./lib/embed_page.ts";
import { chosenInterval, type Interval, readRange } from "./lib/range.ts";
import type { Series, Value } from "./lib/series.ts";
import { visibleText } from "./lib/text.ts";
import { momentText, zoneName, zoneOf } from "./lib/times.ts";
import { Boundary } from "./parts/boundary.tsx";

const REFRESH_MS = 5 * 60_000;
const LEAST_PX = 80;

interface Setup {
  zone: string;
  interval: Interval;
  since: string | undefined;
  until: string | undefined;
}

function setupOf(page: EmbedPage): Setup {
  const asked = zoneOf(page.tz);
  const zone = page.kind === "stars" || (page.kind === "lead-time" && asked === "author") ? "UTC" : asked;
  const { since, until, days } = readRange(page.range, serverNow(), zone);
  const usual = chosenInterval(days, innerWidth - 80);
  const chosen = page.interval ?? (page.kind === "people" || page.kind === "lead-time" ? coarser(usual) : usual);
  return { zone, since, until, interval: page.kind === "stars" && chosen === "hour" ? "day" : chosen };
}

type Columns = Record<string, readonly never[]>;

interface Answer {
  setup: Setup;
  columns: Columns;
}

/** The columns that the chart is drawn from, as the API gives them, and of what: tomorrow a range has other days. */
async function read(page: EmbedPage, signal: AbortSignal): Promise<Answer> {
  const setup = setupOf(page);
  const { owner, name, kind, bots, zone, interval, since, until } = { ...page, ...setup };
  const days = interval === "hour" ? "day" : interval;
  const path = { owner, name };
  // What is undefined is not sent.
  const range = { since, until } as { since?: string; until?: string };
  const counted = { ...range, interval, tz: zone, format: "columns", ...(bots ? {} : { bots: false }) } as const;
  const answers: Record<Kind, () => Promise<{ data?: unknown; error?: unknown; response: Response }>> = {
    stars: () => api.GET("/v1/projects/{owner}/{name}/history", {
      params: {
        path, query: { ...range, interval: days, fields: "date,stars,source", limit: 1_000, format: "columns" },
      },
      signal,
    }),
    commits: () => api.GET("/v1/projects/{owner}/{name}/activity", {
      params: { path, query: { ...counted, fields: "start,commits" } }, signal,
    }),
    people: () => api.GET("/v1/projects/{owner}/{name}/contributors/summary", {
      params: { path, query: { ...counted, fields: "start,active" } }, signal,
    }),
    "lead-time": () => api.GET("/v1/projects/{owner}/{name}/pulls/summary", {
      params: { path, query: counted }, signal,
    }),
  };
  return { setup, columns: (valueOrThrow(await answers[kind]()) as { data: Columns }).data };
}

interface Words {
  label: (interval: string) => string;
  unit: string;
  members: readonly string[];
  /** Where there is nothing to draw. */
  none: string;
}

const SHOWN: Record<Kind, Words> = {
  stars: { label: () => "Stars", unit: "stars", members: ["stars"], none: "No stars were observed in this range." },
  commits: { label: (interval) => `Commits by ${interval}`, unit: "commits", members: ["commits"],
    none: "No commits in this range." },
  people: { label: (interval) => `Active people by ${interval}`, unit: "people", members: ["active"],
    none: "Nobody made commits in this range." },
  "lead-time": {
    label: (interval) => `Time from creation to merge, by ${interval}`, unit: "seconds",
    members: ["lead_p50_s", "lead_p75_s", "lead_p95_s"], none: "Nothing was merged in this range.",
  },
};
const PERCENTILES = ["p50", "p75", "p95"];

/** Refreshes while the page can be seen, and at once when it is seen again after a longer time. */
function useRefresh(reload: () => void): void {
  useEffect(() => {
    let readAt = Date.now();
    const look = () => {
      if (document.hidden || Date.now() - readAt < REFRESH_MS) return;
      readAt = Date.now();
      reload();
    };
    const timer = setInterval(look, 10_000);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [reload]);
}

/** What is left of an element's height for a chart below its own line of names and buttons. */
function useChartHeight(middle: { current: HTMLElement | null }): number {
  const [height, setHeight] = useState(LEAST_PX);
  useLayoutEffect(() => {
    const node = middle.current;
    if (node === null) return undefined;
    const measure = () => {
      const head = node.querySelector<HTMLElement>(".chart-head")?.offsetHeight ?? 0;
      setHeight(Math.max(LEAST_PX, node.clientHeight - head));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  });
  return height;
}

function sentenceOf(problem: Problem, project: string): string {
  if (problem.status === 404) return `${project} is not followed here.`;
  if (problem.status === 401 || problem.status === 403) return "This server shows its data only with a key.";
  if (problem.status === 0) return "The server can’t be reached; it is tried again.";
  return `${problem.message}.`;
}

interface ChartProps extends Answer {
  kind: Kind;
  height: number;
  readAt: Date;
}

function Chart({ setup, columns, kind, height, readAt }: ChartProps) {
  const { zone, interval, since, until } = setup;
  const { label, unit, members, none } = SHOWN[kind];
  const drawn = useMemo(() => {
    const now = readAt.getTime();
    const start = (columns["start"] ?? columns["date"] ?? []) as readonly string[];
    const flow = kind === "commits" || kind === "people";
    const parts = members.map((member): Part => ({
      start, values: (columns[member] ?? []) as readonly Value[], flow, first: Date.parse(start[0] ?? ""),
      n: columns["n"], source: columns["source"],
    }));
    const aligned = alignedSeries(parts, {
      by: "date", interval, zone, now, since: since === undefined ? undefined : dayBegin(since, zone),
      until: rangeEnd(until, now, zone),
    });
    const series = members.map((_, place): Series => ({
      name: kind === "lead-time" ? PERCENTILES[place]! : unit,
      values: aligned.values[place]!, thinBefore: aligned.thinBefore[place]!,
      thin: place > 0, colour: 1, ...(aligned.n[place] === undefined ? {} : { n: aligned.n[place] }),
    }));
    return { ...aligned, series, flow };
  }, [columns, readAt]);
  if (drawn.series.every(({ values }) => values.every((value) => value === null || (drawn.flow && value === 0)))) {
    return <p class="embed-said">{none}</p>;
  }
  const { frame, partialFirst, partialLast, series, flow } = drawn;
  return (
    <TimeChart {...frame} series={series} kind={flow ? "bars" : "lines"} unit={unit} label={label(interval)}
      height={height} partialFirst={partialFirst} partialLast={partialLast} onZoom={() => undefined} />
  );
}

function Page({ page }: { page: EmbedPage }) {
  const resource = useResource(`embed ${page.kind}`, (signal) => read(page, signal));
  useRefresh(resource.reload);
  const middle = useRef<HTMLDivElement>(null);
  const height = useChartHeight(middle);
  const project = visibleText(`${page.owner}/${page.name}`);
  const { value, problem, readAt } = resource;
  const { zone, interval } = value?.setup ?? setupOf(page);
  const href = `/p/${encodeURIComponent(page.owner)}/${encodeURIComponent(page.name)}`;
  const counted = page.bots || page.kind === "stars" ? "" : ", without bots";
  const clock = page.kind === "stars" ? "days of UTC" : zoneName(zone === "UTC" ? "UTC" : page.tz);
  return (
    <>
      <header class="embed-head">
        <h1><a href={href} target="_top"><bdi>{project}</bdi></a></h1>
        <p class="note">{SHOWN[page.kind].label(interval)}{counted}, {clock}</p>
      </header>
      <div class="embed-middle" ref={middle}>
        {value !== undefined && readAt !== undefined
          ? <Chart {...value} kind={page.kind} height={height} readAt={readAt} />
          : <p class="embed-said" role="status">{problem === undefined ? "" : sentenceOf(problem, project)}</p>}
      </div>
      <footer class="embed-foot note">
        <span>{readAt !== undefined && `As of ${momentText(readAt, zone === "author" ? undefined : zone)}`}
          {value !== undefined && problem !== undefined && `. ${sentenceOf(problem, project)}`}</span>
        <a href="/" target="_top">cpsg</a>
      </footer>
    </>
  );
}

/** Draws what the address says, once. */
export function showEmbed(place: HTMLElement): void {
  const page = parseEmbed(location.pathname, location.search);
  const root = document.documentElement;
  if (page === undefined || page.theme === "auto") delete root.dataset["theme"];
  else root.dataset["theme"] = page.theme;
  document.title = page === undefined ? "No chart" : `${page.owner}/${page.name} · ${page.kind}`;
  watchKeys();
  render(
    <main class="embed">
      {page === undefined
        ? <>
          <h1 class="embed-said">No chart</h1>
          <p class="embed-said">
            There is no chart at this address: it is /embed/OWNER/NAME/ and stars, commits, people or lead-time.
          </p>
        </>
        : <Boundary><Page page={page} /></Boundary>}
    </main>,
    place,
  );
}

// What Compare reads: the same four questions about all projects at once, and their releases for the marks below.
import type { components } from "../data/api_types.ts";
import { useEvents } from "../data/events.ts";
import { api, valueOrThrow } from "../data/request.ts";
import { type Resource, useResource } from "../data/resource.ts";
import type { Interval } from "../lib/calendar.ts";
import { type Part, same } from "../lib/compare.ts";

type Schemas = components["schemas"];
type Columns<Shape> = { readonly [Member in keyof Shape]: readonly Shape[Member][] };

/** Of one project: its result, or why there is none. */
interface Entry<Result> {
  project: string;
  error: { code: string; message: string } | null;
  result: Result | null;
}

type Entries<Result> = readonly Entry<Result>[];

export interface History {
  data: Columns<Pick<Schemas["day"], "date" | "stars" | "open_issues" | "source">>;
  stars_d: number | null;
}
export interface Activity {
  data: Columns<Pick<Schemas["activity"], "start" | "commits">>;
}
export interface Pulls {
  data: Columns<Pick<Schemas["pull_period"], "start" | "merged" | "n" | "lead_p50_s">>;
  range: Schemas["pull_flow"] | null;
  open_by_age: readonly Schemas["pull_age"][] | null;
}
export interface People {
  data: Columns<Pick<Schemas["contributor_bucket"], "start" | "active">>;
  whole: Schemas["contributor_summary"];
}

export interface Asked {
  projects: readonly string[];
  since: string | undefined;
  until: string | undefined;
  /** How many. */
  days: number;
  /** As the API takes it. */
  zone: string;
  interval: Interval;
  /** Of people and lead times. */
  slow: Interval;
  bots: boolean;
}

export interface CompareData {
  history: Resource<Entries<History>>;
  activity: Resource<Entries<Activity>>;
  pulls: Resource<Entries<Pulls>>;
  people: Resource<Entries<People>>;
  releases: Resource<Entries<{ data: readonly Schemas["release"][] }>>;
  /** The queries, for the menus. */
  calls: Record<"history" | "activity" | "pulls" | "people",
    { path: string; query: Record<string, string | boolean | readonly string[] | undefined> }>;
}

/** An answer holds a thousand: of more days the weeks are read. */
const MOST_DAYS = 990;

export function useCompare(asked: Asked): CompareData {
  const { projects, since, until, days, zone, interval, slow, bots } = asked;
  // What is undefined is not sent.
  const from = { since } as { since?: string };
  const range = { ...from, until } as { since?: string; until?: string };
  const counted = bots ? {} : { bots: false };
  // Pull requests have no authors' clocks.
  const clock = zone === "author" ? "UTC" : zone;
  const project = [...projects];
  const observed = days <= MOST_DAYS ? "day" : "week";
  const queries = {
    history: { project, ...range, interval: observed, fields: "date,stars,open_issues,source", format: "columns",
      change: true, limit: 1_000 },
    activity: { project, ...range, ...counted, interval, tz: zone, fields: "start,commits", format: "columns" },
    pulls: { project, ...range, ...counted, interval: slow, tz: clock, format: "columns" },
    people: { project, ...range, ...counted, interval: slow, tz: zone, fields: "start,active", format: "columns" },
  } as const;
  const keyOf = (name: string, query: object) =>
    (projects.length === 0 ? undefined : `compare ${name} ${JSON.stringify(query)}`);
  const dataOf = <T,>(answer: unknown) => (answer as { data: T }).data;
  const read: Omit<CompareData, "calls"> = {
    history: useResource(keyOf("history", queries.history), async (signal) =>
      dataOf(valueOrThrow(await api.GET("/v1/history", { params: { query: queries.history }, signal })))),
    activity: useResource(keyOf("activity", queries.activity), async (signal) =>
      dataOf(valueOrThrow(await api.GET("/v1/activity", { params: { query: queries.activity }, signal })))),
    pulls: useResource(keyOf("pulls", queries.pulls), async (signal) =>
      dataOf(valueOrThrow(await api.GET("/v1/pulls/summary", { params: { query: queries.pulls }, signal })))),
    people: useResource(keyOf("people", queries.people), async (signal) =>
      dataOf(valueOrThrow(await api.GET("/v1/contributors/summary", { params: { query: queries.people }, signal })))),
    releases: useResource(keyOf("releases", { project, ...range }), async (signal) => {
      const query = { project, ...from, limit: 50, fields: "tag,name,published_at,prerelease" };
      return dataOf(valueOrThrow(await api.GET("/v1/releases", { params: { query }, signal })));
    }),
  };
  useEvents(["project"], (event) => {
    const { full_name: changed } = event.data as { full_name?: string };
    if (changed === undefined || projects.some((name) => same(name, changed)))
      for (const { reload } of Object.values(read)) reload();
  });
  return {
    ...read,
    calls: {
      history: { path: "/v1/history", query: { ...queries.history, limit: undefined, format: undefined } },
      activity: { path: "/v1/activity", query: { ...queries.activity, format: undefined } },
      pulls: { path: "/v1/pulls/summary", query: { ...queries.pulls, format: undefined } },
      people: { path: "/v1/contributors/summary", query: { ...queries.people, format: undefined } },
    },
  };
}

/** What a resource tells of the project at a place; nothing where it is not followed. */
export function results<Result>(
  { value }: Resource<Entries<Result>>, projects: readonly string[],
): (Result | undefined)[] {
  return projects.map((name) => value?.find(({ project }) => same(project, name))?.result ?? undefined);
}

export interface Parts {
  stars: (Part | undefined)[];
  gained: (number | null)[];
  commits: (Part | undefined)[];
  lead: (Part | undefined)[];
  merged: (Part | undefined)[];
  people: (Part | undefined)[];
  pulls: (Pulls | undefined)[];
  whole: (People["whole"] | undefined)[];
}

export function partsOf(data: CompareData, projects: readonly string[]): Parts {
  const history = results(data.history, projects);
  const activity = results(data.activity, projects);
  const pulls = results(data.pulls, projects);
  const people = results(data.people, projects);
  const firsts = activity.map((one) => (one?.data.start[0] === undefined ? undefined : Date.parse(one.data.start[0])));
  const first = (place: number) => firsts[place];
  return {
    stars: history.map((one, place) => one && {
      start: one.data.date, values: one.data.stars, source: one.data.source, flow: false, first: first(place),
    }),
    gained: history.map((one) => one?.stars_d ?? null),
    commits: activity.map((one, place) => one
      && { start: one.data.start, values: one.data.commits, flow: true, first: first(place) }),
    lead: pulls.map((one, place) => one
      && { start: one.data.start, values: one.data.lead_p50_s, n: one.data.n, flow: false, first: first(place) }),
    merged: pulls.map((one, place) => one
      && { start: one.data.start, values: one.data.merged, flow: true, first: first(place) }),
    people: people.map((one, place) => one
      && { start: one.data.start, values: one.data.active, flow: true, first: first(place) }),
    pulls,
    whole: people.map((one) => one?.whole),
  };
}

/** The projects that the server does not follow. */
export function notFollowed(data: CompareData, projects: readonly string[]): string[] {
  const missing =
    (data.activity.value ?? []).filter(({ error }) => error?.code === "not_found").map(({ project }) =>
    project.toLowerCase());
  return projects.filter((name) => missing.includes(name.toLowerCase()));
}

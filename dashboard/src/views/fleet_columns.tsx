// The columns of the fleet's table: what each shows, how it is sorted first, and how wide it is.
import type { ComponentChildren } from "preact";
import { Spark } from "../charts/spark.tsx";
import type { FleetColumn, FleetIndex } from "../lib/fleet_rows.ts";
import { delta, duration, whole } from "../lib/numbers.ts";
import { statusOf } from "../lib/status.ts";
import { visibleText } from "../lib/text.ts";
import { dayText } from "../lib/times.ts";
import { Age } from "../parts/age.tsx";
import { now } from "../parts/now.ts";
import { Past } from "../parts/past.tsx";
import { Status } from "../parts/status.tsx";

export interface FleetColumnShape {
  id: FleetColumn;
  title: string;
  hint: string;
  widthPx: number;
  number: boolean;
  cell: (index: FleetIndex, row: number) => ComponentChildren;
  /** The same for Markdown. */
  text: (index: FleetIndex, row: number) => string;
}

type Values<T> = { [K in FleetColumn]: FleetIndex["columns"][K] extends (T | null)[] ? K : never }[FleetColumn];

function number(id: Values<number>, title: string, hint: string, widthPx = 84, format: (n: number | null | undefined) => string = whole): FleetColumnShape {
  const text = (index: FleetIndex, row: number) => format(index.columns[id][row]);
  return { id, title, hint, widthPx, number: true, text, cell: text };
}

function word(id: Values<string>, title: string, hint: string, widthPx: number): FleetColumnShape {
  const text = (index: FleetIndex, row: number) => visibleText(index.columns[id][row] ?? "–");
  return { id, title, hint, widthPx, number: false, text, cell: (index, row) => <bdi>{text(index, row)}</bdi> };
}

function time(id: "last_synced_at" | "next_sync_at", title: string, hint: string): FleetColumnShape {
  return {
    id, title, hint, widthPx: 96, number: true,
    text: (index, row) => dayText(index.columns[id][row]),
    cell: (index, row) => (id === "next_sync_at" ? <Age at={index.columns[id][row]} /> : <Past at={index.columns[id][row]} />),
  };
}

function yesNo(value: boolean | null | undefined): string {
  return value == null ? "–" : value ? "yes" : "no";
}

const flag = (id: "archived" | "fork", title: string): FleetColumnShape => {
  const text = (index: FleetIndex, row: number) => yesNo(index.columns[id][row]);
  return { id, title, hint: title, widthPx: 80, number: false, text, cell: text };
};

export function statusFacts(index: FleetIndex, row: number) {
  const { state, code, next_sync_at } = index.columns;
  return { state: state[row]!, code: code[row] ?? null, next_sync_at: next_sync_at[row] ?? null };
}

const commits: FleetColumnShape = {
  ...number("commits_w", "Commits", "Commits on the default branch in the time chosen above, and their course in twelve parts", 148),
  cell: (index, row) => <>{whole(index.columns.commits_w[row])} {index.columns.spark[row] != null && <Spark values={index.columns.spark[row]!} />}</>,
};

const lastCommit = (index: FleetIndex, row: number) => dayText(index.columns.last_commit_on[row]);

export const COLUMNS: readonly FleetColumnShape[] = [
  word("language", "Language", "The language with the most code", 104),
  {
    id: "state", title: "State", hint: "How far it is synced, and what is in the way", widthPx: 180, number: false,
    text: (index, row) => statusOf(statusFacts(index, row), now.value).word,
    cell: (index, row) => <Status {...statusFacts(index, row)} />,
  },
  number("stars", "Stars", "Stars now"),
  number("stars_d", "Δ stars", "By how much the stars changed in the time chosen above; – where no earlier number was observed", 84, delta),
  commits,
  number("people_w", "People", "Authors whose last commit is in the time chosen above", 76),
  number("pulls_open", "Open", "Open pull requests", 72),
  number("merged_w", "Merged", "Pull requests merged in the time chosen above"),
  number("lead_p50_s", "Lead p50", "Median time from a pull request’s creation to its merge, drafts included, of those merged in the time chosen above", 104, duration),
  time("last_synced_at", "Seen", "When it was last synced"),
  { id: "last_commit_on", title: "Last commit", hint: "The UTC day of the last commit on the default branch", widthPx: 104, number: true, text: lastCommit, cell: lastCommit },
  time("next_sync_at", "Next", "When it is synced next"),
  number("forks", "Forks", "Forks now"),
  number("open_issues", "Issues", "Open issues, without pull requests"),
  number("commits", "All commits", "Commits on the default branch", 100),
  number("people", "All people", "Authors over all live branches", 92),
  number("branches", "Branches", "Live branches", 88),
  word("license", "License", "As GitHub reads it", 112),
  word("visibility", "Visibility", "Public, private or internal", 92),
  flag("archived", "Archived"),
  flag("fork", "Fork"),
  word("description", "Description", "As its owner wrote it", 320),
  {
    id: "topics", title: "Topics", hint: "As its owner chose them", widthPx: 200, number: false,
    text: (index, row) => index.columns.topics[row]?.map((topic) => visibleText(topic)).join(" ") ?? "–",
    cell: (index, row) => <bdi>{index.columns.topics[row]?.map((topic) => visibleText(topic)).join(" ") ?? "–"}</bdi>,
  },
];

const USUAL = ["language", "state", "stars", "stars_d", "commits_w", "people_w", "pulls_open", "lead_p50_s", "last_synced_at"];
/** What goes first where there is little room and nobody chose. */
const SPARE = ["language", "people_w", "lead_p50_s", "pulls_open", "last_synced_at"];
export const NAME_WIDTH_PX = 188;
export const SELECT_WIDTH_PX = 36;

/** The chosen columns, or the usual ones as far as they fit; always those that rows are ordered or filtered by. */
export function columnsOf(chosen: string | undefined, widthPx: number, needed: readonly string[]): FleetColumnShape[] {
  const ids = chosen === undefined || chosen === "" ? USUAL : chosen.split(",");
  const shown = COLUMNS.filter(({ id }) => needed.includes(id) || ids.includes(id));
  if (ids !== USUAL) return shown;
  for (const id of SPARE) {
    const width = shown.reduce((sum, column) => sum + column.widthPx, NAME_WIDTH_PX + SELECT_WIDTH_PX);
    if (width <= widthPx) break;
    if (!needed.includes(id)) shown.splice(shown.findIndex((column) => column.id === id), 1);
  }
  return shown;
}

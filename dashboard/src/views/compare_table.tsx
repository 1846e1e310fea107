// The numbers of a comparison, one metric a row; on a phone one metric a card.
import type { ComponentChildren } from "preact";
import { DASHES, type Ink } from "../lib/plot.ts";
import { Swatch } from "../charts/marks.tsx";
import { difference, lastOf, seenSince, sumOf } from "../lib/compare.ts";
import { delta, duration, whole } from "../lib/numbers.ts";
import type { Value } from "../lib/series.ts";
import type { Parts, Pulls } from "./compare_data.ts";

const LEAST_N = 5;

interface Metric {
  title: string;
  unit: "number" | "seconds";
  values: Value[];
  print?: (value: Value) => string;
  /** Of how many things each value is. */
  n?: Value[];
  notes?: (string | undefined)[];
}

function openNow(pulls: Pulls | undefined): Value {
  return pulls?.open_by_age == null ? null : pulls.open_by_age.reduce((sum, { pulls: count }) => sum + count, 0);
}

/** «seen since 2026-03», where that is within the range. */
function seenNote(part: Parts["stars"][number], since: number | undefined): string | undefined {
  const seen = seenSince(part);
  return seen === undefined || Date.parse(seen) < (since ?? -Infinity) ? undefined : `seen since ${seen.slice(0, 7)}`;
}

const MONTH_MS = 31 * 86_400_000;

/** «first in 2026-09», where the range began a month before: of less time than the range something is counted. */
function firstNote(part: Parts["commits"][number], since = -Infinity): string | undefined {
  const first = part?.start[part.values.findIndex((value) => value !== null && value > 0)];
  return first === undefined || Date.parse(first) - since < MONTH_MS ? undefined : `first in ${first.slice(0, 7)}`;
}

function metricsOf(parts: Parts, since: number | undefined, ended: boolean): Metric[] {
  const { pulls, whole: people } = parts;
  const ranges = pulls.map((one) => one?.range);
  return [
    {
      title: ended ? "Stars at the end" : "Stars now", unit: "number",
        values: parts.stars.map((part) => lastOf(part?.values)),
      notes: parts.stars.map((part) => seenNote(part, since)),
    },
    { title: "Stars gained", unit: "number", values: parts.gained,
      print: (value) => delta(value) },
    { title: "Commits", unit: "number", values: parts.commits.map((part) => sumOf(part?.values)), notes: parts.commits.map((part) => firstNote(part, since)) },
    {
      title: "Active people", unit: "number", values: people.map((one) => one?.active ?? null),
      notes: people.map((one) => (one?.first_time ? `${whole(one.first_time)} new` : undefined)),
    },
    {
      title: "Half of the commits by", unit: "number", values: people.map((one) => one?.half_of_commits ?? null),
      print: (value) => (value === 1 ? "1 person" : `${whole(value)} people`),
    },
    { title: "Pull requests merged", unit: "number", values: ranges.map((range) => range?.merged ?? null) },
    { title: "Lead time p50", unit: "seconds", values: ranges.map((range) => range?.lead_p50_s ?? null),
      n: ranges.map((range) => range?.n ?? null) },
    { title: "First review p50", unit: "seconds", values: ranges.map((range) => range?.first_review_p50_s ?? null) },
    { title: "Pull requests open now", unit: "number", values: pulls.map(openNow) },
  ];
}

export const swatchOf = (place: number): { ink: Ink; dash: string } =>
  ({ ink: `series-${((place % 5) + 1) as 1 | 2 | 3 | 4 | 5}`, dash: DASHES[place % 5]! });

function Cell({ metric, place }: { metric: Metric; place: number }): ComponentChildren {
  const value = metric.values[place] ?? null;
  const n = metric.n?.[place];
  const note = metric.notes?.[place];
  const print = value === null ? whole : (metric.print ?? (metric.unit === "seconds" ? duration : whole));
  return (
    <>
      {note !== undefined && <span class="note compare-note">{note}</span>}
      {n !== undefined && n !== null && <span class="note compare-note">n = {whole(n)}{n < LEAST_N && n > 0 && ", too few"}</span>}
      {value === null ? <span title="not known, or none in this range">–</span> : print(value)}
    </>
  );
}

export function CompareTable({ projects, parts, since, ended }: {
  projects: readonly string[];
  parts: Parts;
  /** Where the range begins, in ms. */
  since: number | undefined;
  /** The range ends before the present. */
  ended: boolean;
}) {
  const metrics = metricsOf(parts, since, ended);
  const two = projects.length === 2;
  const differ = (metric: Metric, place: number) => difference(metric.values[place], metric.values[0], metric.unit);
  return (
    <div class="compare-box" tabIndex={0} role="region" aria-label="Numbers of the projects">
      <table class="compare-table" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">Metric</th>
            {projects.map((name, place) => (
              <th key={name} scope="col" role="columnheader" class="number"><Swatch {...swatchOf(place)}
                bar={false} /> <bdi>{name}</bdi></th>
            ))}
            {two && <th scope="col" role="columnheader" class="number">Difference</th>}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {metrics.map((metric) => (
            <tr key={metric.title} role="row">
              <th scope="row" role="rowheader">{metric.title}</th>
              {projects.map((name, place) => (
                <td key={name} role="cell" class="number">
                  <span class="compare-name"><Swatch {...swatchOf(place)} bar={false} /> <bdi>{name}</bdi></span>
                  <span>
                    <Cell metric={metric} place={place} />
                    {!two && place > 0 && <div class="note">{differ(metric, place)}</div>}
                  </span>
                </td>
              ))}
              {two && <td role="cell" class="number quiet"><span
                class="compare-name">Difference</span><span>{differ(metric, 1)}</span></td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

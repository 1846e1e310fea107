// Three questions about the commits: how busy, at what hours, and by whom.
import { useMemo } from "preact/hooks";
import { toView, withQuery } from "../lib/address.ts";
import { gathered, halfWords, hoursOfWeek, withoutBots } from "../lib/overview.ts";
import { percent, whole } from "../lib/numbers.ts";
import { flowValues, type Series } from "../lib/series.ts";
import { visibleText } from "../lib/text.ts";
import { READERS_ZONE } from "../lib/times.ts";
import { address, go, hrefOf } from "../data/location.ts";
import { Block } from "../parts/block.tsx";
import { Segmented } from "../parts/select.tsx";
import { HoursOfWeek } from "../charts/hours_of_week.tsx";
import { Spark } from "../charts/spark.tsx";
import { type Picture, TimeChart } from "../charts/time_chart.tsx";
import {
  clockWords,
  countedWords,
  frameOfQuery,
  partialOf,
  type ProjectPage,
  routeOf,
  ticksOf,
} from "./project_page.ts";

const CHART_PX = 220;
const SMALL_PX = 110;

function useBusy(page: ProjectPage) {
  const { busy, people } = page.blocks;
  return useMemo(() => {
    const shown = busy.value;
    if (shown === undefined) return undefined;
    const {
      answer: { data },
      query,
    } = shown;
    const all = page.all && query.branch === undefined;
    const frame = frameOfQuery(query, query.tz ?? "UTC", data.start[0], busy.readAt);
    const fill = (column: readonly (number | null)[]) => flowValues(frame, data.start, column);
    const bots = all ? data.bots_all : data.bots;
    const series = [
      { name: "by people", values: fill(withoutBots(all ? data.commits_all : data.commits, bots)) },
      ...(query.bots === false ? [] : [{ name: "by bots", values: fill(bots) }]),
    ];
    const persons =
      people.value?.query.interval === query.interval && people.value?.query.since === query.since
        ? people.value?.answer.data
        : undefined;
    const lines = [
      ...(persons === undefined
        ? []
        : [
            {
              name: "active people",
              values: flowValues(
                frame,
                persons.map(({ start }) => start),
                persons.map(({ active }) => active),
              ),
            },
          ]),
      { name: "merges", values: fill(all ? data.merges_all : data.merges) },
    ];
    return { frame, series, lines, query, partial: partialOf(frame, query, busy.readAt) };
  }, [busy.value, busy.readAt, people.value, page.all]);
}

export function Busy({ page }: { page: ProjectPage }) {
  const shown = useBusy(page);
  const releases = useMemo(() => ticksOf(page), [page.blocks.releases.value]);
  const picture = useMemo<Picture>(() => ({}), []);
  const interval = shown?.query.interval ?? "week";
  const every = (series: readonly Series[] | undefined, what: number | null) =>
    series?.every(({ values }) => values.every((value) => value === what)) === true;
  const unknown = every(shown?.series, null) && "Not known yet.";
  const nothing = every(shown?.series, 0) ? "No commits in this range." : unknown;
  return (
    <Block
      id="busy"
      title="How busy is it?"
      resource={page.blocks.busy}
      height={CHART_PX + SMALL_PX + 60}
      sub={
        shown && `commits by ${interval}, ${countedWords(page, shown.query)}; ${clockWords(shown.query.tz ?? "UTC")}`
      }
      empty={nothing}
      menu={{
        definition:
          "Commits at their author time; a hatched bar is not over yet. People are counted over all live branches.",
        call: { path: routeOf(page, "activity"), query: { ...shown?.query } },
        picture,
      }}
    >
      {() =>
        shown && (
          <>
            <TimeChart
              {...shown.frame}
              {...shown.partial}
              series={shown.series}
              kind="bars"
              unit="commits"
              label={`Commits by ${interval}`}
              releases={releases}
              height={CHART_PX}
              picture={picture}
            />
            {!every(shown.lines, null) && (
              <TimeChart
                {...shown.frame}
                {...shown.partial}
                series={shown.lines}
                kind="lines"
                unit=""
                label={`Active people and merges by ${interval}`}
                height={SMALL_PX}
              />
            )}
          </>
        )
      }
    </Block>
  );
}

/** The clock of the page: mine, UTC, the authors' own, or the one that the address names. */
function Clocks() {
  const tz = address.value.query.tz ?? "";
  const options = [
    { value: "", label: "mine" },
    { value: "UTC", label: "UTC" },
    { value: "author", label: "authors’" },
  ];
  if (tz !== "" && options.every(({ value }) => value !== tz)) options.push({ value: tz, label: tz });
  return (
    <Segmented
      label="Whose clock"
      value={tz}
      options={options}
      onChange={(value) => go(withQuery(address.value, { tz: value }))}
    />
  );
}

export function When({ page }: { page: ProjectPage }) {
  const { when } = page.blocks;
  const cells = useMemo(() => {
    const { data } = when.value?.answer ?? {};
    const all = page.all && when.value?.query.branch === undefined;
    return data && hoursOfWeek(data.weekday, data.hour, all ? data.commits_all : data.commits);
  }, [when.value, page.all]);
  const tz = when.value?.query.tz ?? READERS_ZONE;
  const { interval: _, ...query } = when.value?.query ?? {};
  return (
    <Block
      id="when"
      title="When do they work?"
      resource={when}
      height={220}
      controls={<Clocks />}
      sub={`commits by hour of the week, ${countedWords(page, query)}`}
      empty={cells?.every((value) => value === null || value === 0) === true && "No commits in this range."}
      menu={{
        definition:
          "Each circle is an hour of the week; its area is the number of commits by author time, on the clock chosen.",
        call: { path: routeOf(page, "activity"), query: { ...query, by: "hour_of_week" } },
      }}
    >
      {() => cells && <HoursOfWeek cells={cells} zoneNote={clockWords(tz)} label="Commits by hour of the week" />}
    </Block>
  );
}

const SPARKS = 40;

/** The people with the most commits, each with the sums of its line. */
function useTop(page: ProjectPage) {
  const { top } = page.blocks;
  return useMemo(() => {
    const shown = top.value;
    if (shown === undefined) return [];
    const { data } = shown.answer;
    const starts = data.flatMap(({ buckets }) => buckets.map(({ start }) => start));
    const first = starts.sort((a, b) => Date.parse(a) - Date.parse(b))[0];
    const frame = frameOfQuery(shown.query, shown.query.tz ?? "UTC", first, top.readAt);
    return data.map(({ buckets, ...person }) => {
      const begins = buckets.map(({ start }) => start);
      const commits = buckets.map((bucket) => bucket.commits);
      const values = flowValues(frame, begins, commits).map((value) => value ?? 0);
      return { ...person, values: gathered(values, SPARKS) };
    });
  }, [top.value, top.readAt]);
}

function People({ rows, total }: { rows: ReturnType<typeof useTop>; total: number | null }) {
  return (
    <table class="project-who">
      <thead class="hidden">
        <tr>
          <th>Name</th>
          <th>Commits over time</th>
          <th>Commits</th>
          <th>Share</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((person, index) => (
          <tr key={index}>
            <th scope="row" title={visibleText(person.name ?? person.login ?? "unknown")}>
              <bdi>{visibleText(person.name ?? person.login ?? "unknown")}</bdi>
              {person.bot && <span class="note"> bot</span>}
            </th>
            <td>
              <Spark values={person.values} width={120} height={20} />
            </td>
            <td class="number">{whole(person.commits)}</td>
            <td class="number quiet">{percent(total === null || total === 0 ? null : person.commits / total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Who({ page }: { page: ProjectPage }) {
  const { top, people } = page.blocks;
  const rows = useTop(page);
  const sums = people.value?.answer.whole;
  const persons = hrefOf(toView(address.value, "people", { owner: page.owner, name: page.name }));
  return (
    <Block
      id="who"
      title="Who carries it?"
      resource={top}
      height={300}
      sub={halfWords(sums?.half_of_commits, sums?.active, page.bots)}
      empty={top.value !== undefined && rows.length === 0 && "Nobody made commits in this range."}
      menu={{
        definition:
          "The eight people with the most commits in the range, over all live branches. Authors with the same e-mail are " +
          "one. Half: the fewest people who made half of the commits.",
        call: { path: routeOf(page, "contributors/activity"), query: { ...top.value?.query } },
      }}
    >
      <People rows={rows} total={sums?.commits ?? null} />
      <p class="project-more">
        <a href={persons}>All people</a>
      </p>
    </Block>
  );
}

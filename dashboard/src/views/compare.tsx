// Two to eight projects beside each other: numbers, and charts on one axis. The address holds all of it, so that a link
// to a comparison is the comparison.
import { useMemo, useRef } from "preact/hooks";
import "./compare.css";
import { address, go, hrefOf } from "../data/location.ts";
import { serverNow } from "../data/request.ts";
import type { Resource } from "../data/resource.ts";
import { mayWrite } from "../data/session.ts";
import { Swatch } from "../charts/marks.tsx";
import { toProject, toView, valueOf, withQuery } from "../lib/address.ts";
import { dayBegin } from "../lib/calendar.ts";
import { type Alignment, alignedSeries, type By, coarser, MOST, type Per, withFirst, withoutProject,
  withProject } from "../lib/compare.ts";
import { rangeEnd } from "../lib/days.ts";
import { chosenInterval, type Interval, readRange } from "../lib/range.ts";
import { Empty } from "../parts/empty.tsx";
import { Block } from "../parts/block.tsx";
import { RangeBar } from "../parts/range_bar.tsx";
import { Segmented } from "../parts/select.tsx";
import { useTitle } from "../parts/title.ts";
import { zone } from "../parts/zone.ts";
import { CompareAdd } from "./compare_add.tsx";
import { CompareChart, OpenByAge, smallWidth } from "./compare_charts.tsx";
import { type CompareData, notFollowed, partsOf, results, useCompare } from "./compare_data.ts";
import { CompareTable, swatchOf } from "./compare_table.tsx";

function setProjects(projects: readonly string[]): void {
  go({ ...address.value, projects });
}

/** Beside the title, where it moves nothing when it comes. */
function NotFollowed({ missing }: { missing: readonly string[] }) {
  if (missing.length === 0) return null;
  const list = missing.join(",");
  return (
    <p class="compare-missing">
      <span>Not followed: <bdi>{missing.join(", ")}</bdi></span>
      {mayWrite() && <a href={hrefOf(toView(address.value, "add", { query: { list } }))}>Add</a>}
    </p>
  );
}

function Chips({ missing }: { missing: readonly string[] }) {
  const { projects } = address.value;
  return (
    <ul class="compare-chips" aria-label="Projects, the first is the reference">
      {projects.map((name, place) => (
        <li key={name} class={missing.includes(name) ? "compare-chip missing" : "compare-chip"}>
          <Swatch {...swatchOf(place)} bar={false} />
          <a href={hrefOf(toProject(address.value, name))}><bdi>{name}</bdi></a>
          {place > 0 && (
            <button type="button" title={`Make ${name} the reference`} aria-label={`Make ${name} the reference`}
              onClick={() => setProjects(withFirst(projects, name))}>⇤</button>
          )}
          <button type="button" aria-label={`Remove ${name}`}
            onClick={() => setProjects(withoutProject(projects, name))}>×</button>
        </li>
      ))}
      <li>{projects.length < MOST
        ? <CompareAdd chosen={projects} onAdd={(name) => setProjects(withProject(projects, name))} />
        : <span class="note">{MOST} are the most.</span>}</li>
    </ul>
  );
}

const CHOICES = {
  by: [{ value: "date", label: "by date" }, { value: "age", label: "by age" }],
  scale: [{ value: "linear", label: "linear" }, { value: "log", label: "log" }],
  per: [{ value: "count", label: "count" }, { value: "index", label: "index 100" },
    { value: "person", label: "per person" }],
} as const;
const LABELS = { by: "Axis", scale: "Scale", per: "Values" } as const;

function Controls() {
  return (
    <div class="compare-controls">
      <RangeBar bots />
      {(["by", "scale", "per"] as const).map((key) => (
        <Segmented key={key} label={LABELS[key]} value={valueOf(address.value, key)} options={CHOICES[key]}
          onChange={(value) => go(withQuery(address.value, { [key]: value }))} />
      ))}
    </div>
  );
}

/** What the address asks for, as the API and the charts take it. */
function useAsked() {
  const here = address.value;
  const now = serverNow().getTime();
  const range = readRange(valueOf(here, "range"), new Date(now), zone.value);
  const by = valueOf(here, "by") as By;
  const per = valueOf(here, "per") as Per;
  const chosen =
    (here.query.interval as Interval | undefined) ?? chosenInterval(range.days, smallWidth(here.projects.length));
  // Of too short a time a first commit can't be seen; people of an hour are hardly ever more than one.
  const usual = by === "age" && chosen === "hour" ? "day" : chosen;
  const interval = per === "person" ? coarser(usual) : usual;
  const slow = per === "person" ? interval : coarser(usual);
  const bots = valueOf(here, "bots") !== "false";
  const until = rangeEnd(range.until, now, zone.value);
  const alignment: Omit<Alignment, "interval" | "zone"> = {
    by, until, now, since: range.since === undefined ? undefined : dayBegin(range.since, zone.value),
  };
  // By age the first commits are looked for: from the beginning on.
  const dates = by === "age" ? readRange("all", new Date(now), zone.value) : range;
  return { range, by, per, scale: valueOf(here, "scale") as "linear" | "log", bots, alignment,
    asked: { projects: here.projects, ...dates, zone: zone.value, interval, slow, bots } };
}

const ROW_PX = 35;
const METRICS = 9;

/** How high the numbers will be: rows of a table, or cards with a line for each project. */
function numbersHeight(count: number): number {
  const card = 43 + (count > 2 ? 36 * count : 22 * (count + 1));
  return innerWidth < 674 ? METRICS * card : METRICS * (ROW_PX + (count > 2 ? 16 : 0)) + 34;
}

/** All the numbers of the table at once: rows that fill one by one would move what is below. */
function together({ history, activity, pulls, people }: CompareData): Resource<unknown> {
  const parts = [history, activity, pulls, people];
  const settled = parts.every(({ value, problem }) => value !== undefined || problem !== undefined);
  return { ...activity, value: settled ? activity.value : undefined };
}

interface Setup extends ReturnType<typeof useAsked> {
  data: CompareData;
}

/** Another range is shown once it has been read; until then the one before, with what it was asked with. */
function useSettled(now: Setup): Setup {
  const last = useRef<Setup>(now);
  const { history, activity, pulls, people } = now.data;
  const settled =
    [history, activity, pulls, people].every(({ value, problem }) => value !== undefined || problem !== undefined);
  if (settled || last.current.asked.projects.join(" ") !== now.asked.projects.join(" ")) last.current = now;
  return settled ? now : last.current;
}

const MEANS = {
  numbers: "Stars now are the last ones observed. Lead time: from creation to merge, drafts included; half of them " +
    "took at most p50. The first project is the reference.",
  stars: "The last observation of each day. Days before a project was followed come from GitHub’s star history, " +
    "drawn thinner. Marks below the axis are releases.",
  commits: "Commits of the default branch at their author time.",
  lead: "From creation to merge, drafts included; half of the pull requests took at most this long. Below five a dot " +
    "and no line.",
  people: "People with at least one commit. Authors with the same e-mail are one.",
  open: "Pull requests that are open now, by the time since they were created.",
};

function Compared({ setup }: { setup: Setup }) {
  const { by, per, scale, bots, alignment, asked, data } = setup;
  const { projects, interval, slow } = asked;
  const read =
    [data.history.value, data.activity.value, data.pulls.value, data.people.value, JSON.stringify([asked, by])];
  const parts = useMemo(() => partsOf(data, projects), read);
  const observed = interval === "hour" ? "day" : interval;
  const aligned = useMemo(() => {
    const of = (list: Parameters<typeof alignedSeries>[0], every: Interval, clock: string) =>
      alignedSeries(list, { ...alignment, interval: every, zone: clock });
    return {
      stars: data.history.value && of(parts.stars, observed, "UTC"),
      commits: data.activity.value && of(parts.commits, interval, asked.zone),
      lead: data.pulls.value && of(parts.lead, slow, asked.zone === "author" ? "UTC" : asked.zone),
      people: data.people.value && of(parts.people, slow, asked.zone),
    };
  }, [parts]);
  const releases = useMemo(() => results(data.releases, projects).map((found) => (found?.data ?? [])
    .map((release) => ({ at: Date.parse(release.published_at), name: release.name ?? release.tag }))),
  [data.releases.value, projects.join(" ")]);

  const own = asked.zone === "author";
  const clock = own ? "authors’ own clocks" : asked.zone.replaceAll("_", " ");
  const axis = by === "age" ? "from the first commit of each on" : clock;
  const pullAxis = own && by === "date" ? "UTC" : axis;
  const valueWords = per === "index" ? "; each begins with 100" : "";
  const personWords = per === "person" ? " for each active person" : valueWords;
  const counted = bots ? "bots included" : "without bots";
  const common = { projects, scale };
  const plain: Per = per === "person" ? "count" : per;
  return (
    <>
      <Block id="numbers" title="How do they compare?"
        sub={`differences from ${projects[0]}; ${setup.range.label}, ${counted}`}
        resource={together(data)} height={numbersHeight(projects.length)}
        menu={{ definition: MEANS.numbers, call: data.calls.pulls }}>
        {() => <CompareTable projects={projects} parts={parts} since={alignment.since}
          ended={setup.range.until !== undefined} />}
      </Block>
      <div class={projects.length > 2 ? "compare-charts alone" : "compare-charts"}>
        <CompareChart {...common} id="stars" title="Who has more stars?" label="Stars" unit="stars" flow={false}
          aligned={aligned.stars} per={plain} resource={data.history} releases={releases}
          sub={`stars at the end of each ${observed}, ${by === "age" ? axis : "in days of UTC"}${valueWords}`}
          menu={{ definition: MEANS.stars, call: data.calls.history }} />
        <CompareChart {...common} id="commits" title="Who is busier?" label={`Commits by ${interval}`}
          unit="commits" flow aligned={aligned.commits} people={aligned.people} per={per} releases={releases}
          resource={per === "person" ? data.people : data.activity}
          sub={`commits by ${interval}${personWords}, ${counted}, ${axis}`}
          menu={{ definition: MEANS.commits, call: data.calls.activity }} />
        <CompareChart {...common} id="lead" title="Who merges faster?" label={`Lead time p50 by ${slow}`} unit="seconds"
          flow={false} aligned={aligned.lead} per={plain} resource={data.pulls}
          sub={`lead time p50 by ${slow} of the merge, ${pullAxis}${valueWords}; dots are of fewer than five`}
          menu={{ definition: MEANS.lead, call: data.calls.pulls }} />
        <CompareChart {...common} id="people" title="Who has more people?" label={`Active people by ${slow}`}
          unit="people" flow aligned={aligned.people} per={plain} resource={data.people}
          sub={`people with a commit in the ${slow}, ${counted}, ${axis}${valueWords}`}
          menu={{ definition: MEANS.people, call: data.calls.people }} />
        <OpenByAge projects={projects} pulls={parts.pulls} resource={data.pulls}
          menu={{ definition: MEANS.open, call: data.calls.pulls }} />
      </div>
    </>
  );
}

export function View() {
  const asked = useAsked();
  const { projects } = address.value;
  const setup = { ...asked, data: useCompare(asked.asked) };
  const shown = useSettled(setup);
  const missing = notFollowed(setup.data, projects);
  useTitle(projects.length === 0 ? "Compare" : `${projects.join(" · ")} · ${setup.range.label}`);
  return (
    <div class="page-body compare">
      <div class="compare-title"><h1>Compare</h1><NotFollowed missing={missing} /></div>
      <Chips missing={missing} />
      {projects.length === 0
        ? <Empty sentence="Choose two projects or more: type a name above, or select rows on the fleet and press c."
          action={<a href={hrefOf(toView(address.value, "fleet"))}>To the fleet</a>} />
        : <><Controls /><Compared setup={shown} /></>}
    </div>
  );
}

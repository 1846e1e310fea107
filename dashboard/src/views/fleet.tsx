// The fleet: all projects as one table that is filtered and sorted in the browser, above it how they are and what changed.
// The address holds filter, order, columns and the time that is looked at; selection and place come back with Back.
import type { ComponentType } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import "./fleet.css";
import { useFleetIndex } from "../data/fleet_index.ts";
import { useList } from "../data/lists.ts";
import { address, hrefOf } from "../data/location.ts";
import type { Resource } from "../data/resource.ts";
import { readSetting, writeSetting } from "../data/settings.ts";
import { toView, valueOf } from "../lib/address.ts";
import { matching, type Term } from "../lib/filter.ts";
import { facetOf, type FleetIndex, sorted } from "../lib/fleet_rows.ts";
import { percent, whole } from "../lib/numbers.ts";
import { dayAsked, firstOfLast } from "../lib/since.ts";
import { Shapes } from "../parts/loading.tsx";
import { LoadFailed } from "../parts/not_found.tsx";
import { now } from "../parts/now.ts";
import { useTitle } from "../parts/title.ts";
import { Selected, useSelected } from "./fleet_actions.tsx";
import { Bar, Reading, setSort } from "./fleet_bar.tsx";
import { Chips, type Facets, type Filtering, NothingMatches, SearchBox, useFiltering } from "./fleet_filter.tsx";
import { sortAsked, useColumns, useRoom, windowOf } from "./fleet_layout.tsx";
import { useHeldRows } from "./fleet_held.ts";
import { FleetTable } from "./fleet_table.tsx";
import { type Overview, SinceLine, StateLine, useLastVisit, useOverview } from "./fleet_top.tsx";

/** More than this one answer does not hold, and no browser should. */
const MOST_PROJECTS = 20_000;
interface LaterProps {
  overview: Resource<Overview>;
  since: string | undefined;
  onLeave: () => void;
}

/** Loads what few fleets need: none yet, or too many for a browser. */
function Later({ load, ...props }: LaterProps & { load: () => Promise<{ View: ComponentType<LaterProps> }> }) {
  const [View, setView] = useState<ComponentType<LaterProps> | undefined>(undefined);
  useEffect(() => void load().then((module) => setView(() => module.View), () => setView(() => LoadFailed)), []);
  return View === undefined ? <div class="page-body"><Shapes height={320} lines={4} /></div> : <View {...props} />;
}

export function Fleet() {
  useTitle("Fleet");
  const [large, setLarge] = useState(readSetting("fleet.large") === "yes");
  const [first, setFirst] = useState(false);
  const visit = useLastVisit();
  const since = dayAsked(address.value.query.since, now.value) ?? visit;
  const asked = useOverview(since ?? firstOfLast(7, now.value));
  // Of another day the numbers before stay until the new ones come.
  const last = useRef(asked.value);
  last.current = asked.value ?? last.current;
  const overview = { ...asked, value: last.current };
  const projects = overview.value?.projects;
  const remember = (is: boolean) => {
    writeSetting("fleet.large", is ? "yes" : undefined);
    setLarge(is);
  };
  useEffect(() => {
    if (projects === 0) setFirst(true);
    else if (projects !== undefined && projects > MOST_PROJECTS) remember(true);
    else if (projects !== undefined && large && projects < MOST_PROJECTS / 2) remember(false);
  }, [projects]);
  if (first || projects === 0) return <Later key="first" overview={overview} since={since} onLeave={() => setFirst(false)} load={() => import("./first_start.tsx")} />;
  if (large) return <Later key="large" overview={overview} since={since} onLeave={() => remember(false)} load={() => import("./fleet_paged.tsx")} />;
  return <Loaded overview={overview} since={since} onTooLarge={() => remember(true)} />;
}

interface LoadedProps {
  overview: Resource<Overview>;
  since: string | undefined;
  onTooLarge: () => void;
}

function Loaded({ overview, since, onTooLarge }: LoadedProps) {
  const fleet = useFleetIndex(windowOf(valueOf(address.value, "range")));
  const filtering = useFiltering();
  const room = useRoom();
  const tooLarge = fleet.problem?.code === "answer_too_large";
  useEffect(() => {
    if (tooLarge) onTooLarge();
  }, [tooLarge]);
  return (
    <div class="page-body fleet">
      <h1 class="hidden">Fleet</h1>
      <StateLine overview={overview.value} readAt={fleet.readAt} problem={fleet.value === undefined ? undefined : fleet.problem} brief={room.cards} />
      {fleet.value?.complete === false
        ? <FirstBatch index={fleet.value} />
        : <SinceLine overview={overview.value} since={since} brief={room.cards} />}
      {fleet.value === undefined
        ? <Waiting fleet={fleet} filtering={filtering} />
        : <Rows index={fleet.value} filtering={filtering} room={room} />}
    </div>
  );
}

function Waiting({ fleet, filtering }: { fleet: Resource<FleetIndex>; filtering: Filtering }) {
  return (
    <>
      <div class="fleet-bar"><SearchBox filtering={filtering} /></div>
      <Reading resource={fleet} what="the projects" />
    </>
  );
}

/** The rows that match, in order; sorted once, so that a key pressed only filters. */
function useRows(index: FleetIndex, terms: readonly Term[], sort: string): { rows: number[]; list: ReturnType<typeof useList> } {
  const list = useList(address.value.query.list ?? "");
  const all = useMemo(() => sorted(index, index.columns.id.map((_, row) => row), sort), [index, sort]);
  const named = useMemo(() => {
    const ids = list.value;
    return ids === undefined ? all : all.filter((row) => ids.has(index.columns.id[row]!));
  }, [all, list.value]);
  const rows = useMemo(() => matching(index, named, terms, now.value), [named, JSON.stringify(terms)]);
  return { rows, list };
}

const COLUMN_OF = { owner: "owner", state: "state", lang: "language", topic: "topics" } as const;

function facetsOf(index: FleetIndex, rows: readonly number[], terms: readonly Term[]): Facets {
  return (name) => facetOf(index, matching(index, rows, terms.filter((term) => term.key !== name || term.negated), now.value), COLUMN_OF[name]);
}

interface RowsProps {
  index: FleetIndex;
  filtering: Filtering;
  room: ReturnType<typeof useRoom>;
}

function Rows({ index, filtering, room }: RowsProps) {
  const { query } = address.value;
  const sort = sortAsked();
  const { rows, list } = useRows(index, filtering.terms, sort);
  const [columns, chooseColumns] = useColumns(room.widthPx, sort, filtering.terms);
  const [selected, select, clear] = useSelected();
  const held = useHeldRows(index, rows, `${sort} ${query.list ?? ""} ${JSON.stringify(filtering.terms)}`);
  const all = index.columns.id;
  const facets = facetsOf(index, all.map((_, row) => row), filtering.terms);
  const counted = held.rows.length === all.length ? whole(all.length) : `${whole(held.rows.length)} of ${whole(all.length)}`;
  const waits = query.list !== undefined && list.value === undefined;
  return (
    <>
      <Bar {...{ index, filtering, facets, room, rows: held.rows, counted, columns, chooseColumns, terms: filtering.terms, sort }} />
      <Chips filtering={filtering} />
      {(waits || list.problem !== undefined) && <Reading resource={list} what="the saved list" />}
      {!waits && rows.length === 0 && <NothingMatches filtering={filtering} />}
      {!waits && rows.length > 0 && (
        <div {...held.watch}>
          <FleetTable index={index} rows={held.rows} columns={columns} sort={sort} onSort={setSort} selected={selected} onSelect={select}
            room={room} />
          {held.waiting > 0 && (
            <div class="fleet-waiting" role="status">
              <span>{whole(held.waiting)} {held.waiting === 1 ? "row" : "rows"} changed · <button type="button" class="menu-plain" onClick={held.apply}>apply</button></span>
            </div>
          )}
        </div>
      )}
      <Selected {...{ index, columns, selected, onClear: clear }} />
    </>
  );
}

/** Not all were synced once: how far it is. It stands where else is said what changed, so that nothing moves. */
function FirstBatch({ index }: { index: FleetIndex }) {
  return (
    <p class="fleet-since fleet-first-batch">
      <progress max={index.total} value={index.synced} aria-label="Projects synced once" />
      <span>{whole(index.synced)} of {whole(index.total)} synced ({percent(index.synced / Math.max(1, index.total))})</span>
      <a href={hrefOf(toView(address.value, "operations"))}>how it gets on</a>
    </p>
  );
}

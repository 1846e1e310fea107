// What the lists of a project share: the question, filters in the address, rows that are read as one scrolls, the menu
// with CSV and the API call, and all states.
//
//   <ListPage id="branches" title="Which branches can go?" noun="branches" source={source} call={call}
//     columns={columns} card={…} filters={<Search …/>} filterKeys={["q", "merged"]} empty="No branches."
//     onOpen={…} plain={…} markdown={…} />
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import "./list_page.css";
import { address, keptInEntry } from "../data/location.ts";
import { type LongList, type PagesOf, usePages } from "../data/pages.ts";
import { useProject, useProjectChanges } from "../data/project.ts";
import { type QueryKey, valueOf } from "../lib/address.ts";
import { whole } from "../lib/numbers.ts";
import { type Filter, filtersOf } from "../lib/pull_filters.ts";
import { clockText } from "../lib/times.ts";
import { Block } from "./block.tsx";
import type { ApiCall } from "./block_menu.tsx";
import { Empty } from "./empty.tsx";
import { ErrorNote } from "./error_note.tsx";
import { FilterChips } from "./list_filters.tsx";
import { CARD_PX, type ListRowsProps, ROW_PX, Rows } from "./list_rows.tsx";
import { Shapes, useLate } from "./loading.tsx";
import { Menu } from "./menu.tsx";
import { ProjectHeader } from "./project_header.tsx";
import { useTitle } from "./title.ts";
import { zone } from "./zone.ts";

export interface ListPageProps<Row, Item> extends ListRowsProps<Item> {
  title: string;
  definition: string;
  source: PagesOf<Row, Item>;
  call: ApiCall;
  filters: ComponentChildren;
  /** Beside the filters, also where a narrow screen folds these away. */
  order?: ComponentChildren;
  filterKeys: readonly QueryKey[];
  /** Why there is nothing, where no filter is the reason. */
  empty: string;
  controls?: ComponentChildren;
  /** Between the filters and the rows; is told the first row on the screen. */
  above?: (first: Item | undefined) => ComponentChildren;
  /** Beside the count. */
  note?: (list: LongList<Item>) => ComponentChildren;
  children?: ComponentChildren;
}

const ONE: Partial<Record<string, string>> = { branches: "branch", people: "person" };
const NARROW = matchMedia("(width < 800px)");
/** After a reload at most so many rows are read to get back to the place. */
const RESTORED_ROWS = 4_000;

export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const onChange = () => setNarrow(NARROW.matches);
    NARROW.addEventListener("change", onChange);
    return () => NARROW.removeEventListener("change", onChange);
  }, []);
  return narrow;
}

/** After a reload the rows come later than the place is wanted: they are read, and then it is scrolled to once. */
function usePlace(list: LongList<unknown>, rowHeight: number): (first: number, end: number) => void {
  const [wanted] = useState(() => keptInEntry<number>("scroll") ?? 0);
  const pending = useRef(list.count === 0 && wanted > 0);
  const rows = Math.min(RESTORED_ROWS, Math.ceil((wanted + innerHeight) / rowHeight));
  useEffect(() => {
    if (!pending.current) return undefined;
    const stop = () => (pending.current = false);
    const events = ["wheel", "touchmove", "keydown", "pointerdown"] as const;
    for (const event of events) addEventListener(event, stop, { once: true, passive: true });
    return () => events.forEach((event) => removeEventListener(event, stop));
  }, []);
  useEffect(() => {
    if (!pending.current) return;
    if (list.count < rows && !list.whole) return list.show(rows, rows);
    pending.current = false;
    scrollTo(0, wanted);
  }, [list.count, list.whole]);
  return (first, end) => (pending.current ? list.show(rows, rows) : list.show(first, end));
}

function countText(list: LongList<unknown>, noun: string, filtered: boolean): string {
  const count = list.whole ? list.rows : list.total;
  if (count === null) return `the first ${whole(list.rows)} ${noun}; more come as you scroll`;
  if (count === 1) return `1 ${ONE[noun] ?? noun.slice(0, -1)}${filtered ? " matches" : ""}`;
  return `${whole(count)} ${noun}${filtered ? " match" : ""}`;
}

interface CountProps {
  list: LongList<unknown>;
  noun: string;
  filtered: boolean;
  note: ComponentChildren;
}

function CountLine({ list, noun, filtered, note }: CountProps) {
  const nothingYet = list.count === 0 && !list.whole;
  const late = useLate(list.loading && nothingYet);
  if (nothingYet) return <span role="status">{late ? "Reading…" : "\u00a0"}</span>;
  return (
    <span role="status">
      {countText(list, noun, filtered)}
      {note === undefined ? null : <> · {note}</>}
    </span>
  );
}

export function Changed({ list, noun }: { list: LongList<unknown>; noun: string }) {
  if (!list.changed) return null;
  return (
    <p class="list-changed" role="status">
      <span>
        The {noun} have changed since{" "}
        {list.readAt === undefined ? "they were read" : clockText(list.readAt, zone.value)}: rows may be missing here or
        have moved.
      </span>
      <button type="button" class="button" onClick={() => (scrollTo(0, 0), list.restart())}>
        Read again
      </button>
    </p>
  );
}

function Foot({ list, title }: { list: LongList<unknown>; title: string }) {
  const late = useLate(list.loading && list.count > 0 && !list.whole);
  const { problem } = list;
  if (problem !== undefined && problem.code === "request_invalid" && list.count > 0) {
    return (
      <p class="list-changed">
        <span>The list can’t be read on from here: {problem.detail}.</span>
        <button type="button" class="button" onClick={list.restart}>
          Read from the start
        </button>
      </p>
    );
  }
  if (problem !== undefined)
    return <ErrorNote problem={problem} what={list.count === 0 ? title : `more of “${title}”`} onAgain={list.again} />;
  return late ? (
    <p class="note list-foot" role="status">
      Reading further…
    </p>
  ) : null;
}

function Nothing({ filters, empty }: { filters: readonly Filter[]; empty: string }) {
  if (filters.length === 0) return <Empty sentence={empty} />;
  return (
    <Empty
      sentence="Nothing matches. Remove:"
      action={
        <span class="list-chips">
          <FilterChips filters={filters} />
        </span>
      }
    />
  );
}

function Filters({
  filters,
  order,
  chosen,
  busy,
}: {
  filters: ComponentChildren;
  order?: ComponentChildren;
  chosen: number;
  busy: boolean;
}) {
  const narrow = useNarrow();
  return (
    <div class="list-filters" aria-busy={busy}>
      {narrow ? (
        <Menu label={chosen === 0 ? "Filter" : `Filter · ${chosen}`}>
          <div class="list-more">{filters}</div>
        </Menu>
      ) : (
        filters
      )}
      {order}
    </div>
  );
}

export function ListPage<Row, Item>(props: ListPageProps<Row, Item>) {
  const { id, title, noun, source, call, filterKeys, definition, empty } = props;
  const { owner, name, query } = address.value;
  const list = usePages(source);
  const project = useProject(owner, name);
  useProjectChanges(owner, name, list.check);
  useTitle([`${owner}/${name}`, id, valueOf(address.value, "range")].filter((part) => part !== "").join(" · "));
  const filters = filtersOf(query, filterKeys);
  const never = project.value !== undefined && project.value.status.last_synced_at === null;
  const bare = project.value?.empty === true;
  const nothing = list.whole && list.count === 0;
  const [first, setFirst] = useState(0);
  const rowHeight = useNarrow() ? CARD_PX : ROW_PX;
  const show = usePlace(list, rowHeight);
  return (
    <div class="page-body">
      <ProjectHeader controls={props.controls}>
        <Block
          id={`list-${id}`}
          title={title}
          menu={{ definition, call }}
          sub={<CountLine list={list} noun={noun} filtered={filters.length > 0} note={props.note?.(list)} />}>
          <Filters {...props} chosen={filters.length} busy={list.loading && list.count === 0} />
          {filters.length > 0 && !nothing && (
            <p class="list-chips">
              <FilterChips filters={filters} />
            </p>
          )}
          <Changed list={list} noun={noun} />
          {!nothing && (list.count > 0 || list.problem === undefined) && props.above?.(list.at(first))}
          {list.count > 0 && (
            <Rows
              list={list}
              props={props}
              source={source}
              rowHeight={rowHeight}
              show={show}
              onFirst={props.above === undefined ? undefined : setFirst}
              key={source.key ?? ""}
            />
          )}
          {list.count === 0 && list.problem === undefined && !list.whole && <Shapes height={20 * ROW_PX} lines={10} />}
          {nothing && (
            <Nothing
              filters={bare || never ? [] : filtersOf({ ...query, range: valueOf(address.value, "range") }, filterKeys)}
              empty={never ? "Nothing is stored: no sync of this project has succeeded yet." : empty}
            />
          )}
          <Foot list={list} title={title} />
        </Block>
        {props.children}
      </ProjectHeader>
    </div>
  );
}

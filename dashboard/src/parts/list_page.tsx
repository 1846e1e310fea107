// What the lists of a project share: the question, filters in the address, rows that are read as one scrolls, keys,
// selection, the menu with CSV and the API call, and all states.
//
//   <ListPage id="branches" title="Which branches can go?" noun="branches" source={source} call={call} columns={columns}
//     card={…} filters={<Search …/>} filterKeys={["q", "merged"]} empty="No branches." onOpen={…} markdown={…} />
//
// A list has columns from 640 px on; below, each row is a card of two lines.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import "./list_page.css";
import { useKeys } from "../data/keys.ts";
import { address, go, keepInEntry, keptInEntry } from "../data/location.ts";
import { type Answer, type LongList, type PagesOf, usePages } from "../data/pages.ts";
import { useProject, useProjectChanges } from "../data/project.ts";
import { valueOrThrow } from "../data/request.ts";
import { type QueryKey, valueOf, withQuery } from "../lib/address.ts";
import { whole } from "../lib/numbers.ts";
import { type Filter, filtersOf } from "../lib/pull_filters.ts";
import { clockText } from "../lib/times.ts";
import { Block } from "./block.tsx";
import type { ApiCall } from "./block_menu.tsx";
import { Copy } from "./copy.tsx";
import { Empty } from "./empty.tsx";
import { ErrorNote } from "./error_note.tsx";
import { FilterChips, setFilter } from "./list_filters.tsx";
import { Shapes, useLate } from "./loading.tsx";
import { ProjectHeader } from "./project_header.tsx";
import { RowsWindow, useRowKeys } from "./rows_window.tsx";
import { type Column, SortHeader } from "./table.tsx";
import { useTitle } from "./title.ts";
import { zone } from "./zone.ts";

export interface ListPageProps<Row, Item> {
  id: "branches" | "commits" | "people" | "pulls";
  title: string;
  /** What is counted: "commits". */
  noun: string;
  definition: string;
  source: PagesOf<Row, Item>;
  call: ApiCall;
  columns: readonly Column<Item>[];
  /** The two lines of a row on a narrow screen. */
  card: (item: Item) => ComponentChildren;
  /** The words of an item that stands between rows. */
  heading?: (item: Item) => string | undefined;
  sort?: string;
  filters: ComponentChildren;
  filterKeys: readonly QueryKey[];
  /** Why there is nothing, where no filter is the reason. */
  empty: string;
  controls?: ComponentChildren;
  /** Between the filters and the rows; is told the first row on the screen. */
  above?: (first: Item | undefined) => ComponentChildren;
  /** Beside the count. */
  note?: (list: LongList<Item>) => ComponentChildren;
  onOpen: (item: Item) => void;
  /** A selected row as a line of Markdown, and as plain text. */
  markdown: (item: Item) => string;
  plain: (item: Item) => string;
  children?: ComponentChildren;
}

const ROW_PX = 36;
const CARD_PX = 60;
const NARROW = matchMedia("(width < 640px)");
/** After a reload at most so many rows are read to get back to the place. */
const RESTORED_ROWS = 4_000;
const MOST_SELECTED = 1_000;

export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const onChange = () => setNarrow(NARROW.matches);
    NARROW.addEventListener("change", onChange);
    return () => NARROW.removeEventListener("change", onChange);
  }, []);
  return narrow;
}

interface ListAnswer {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** A page of a list route; the revision of the project stands in its ETag. */
export function answerOf<Wire, Row>(answer: ListAnswer, rowOf: (wire: Wire) => Row): Answer<Row> {
  const { data, next, total = null } = valueOrThrow(answer) as { data: Wire[]; next: string | null; total?: number | null };
  return { rows: data.map(rowOf), next, total, revision: answer.response.headers.get("etag") ?? "" };
}

/** Opens the panel of a row: an entry of the history of its own, which Back closes. */
export function openPanel(key: "oid" | "number", value: string): void {
  const open = valueOf(address.value, key) !== "";
  go(withQuery(address.value, { [key]: value }), { replace: open });
  if (!open) keepInEntry("opened", true);
}

export function closePanel(key: "oid" | "number"): void {
  if (keptInEntry("opened") === true) history.back();
  else go(withQuery(address.value, { [key]: "" }), { replace: true });
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

function useSelection<Item>(keyOf: (item: Item) => string | undefined, listKey: string | undefined) {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Item>>(new Map());
  const clear = () => setChosen(new Map());
  useEffect(clear, [listKey]);
  const toggle = (item: Item | undefined) => {
    const key = item === undefined ? undefined : keyOf(item);
    if (key === undefined) return;
    const next = new Map(chosen);
    if (!next.delete(key) && next.size < MOST_SELECTED) next.set(key, item!);
    setChosen(next);
  };
  return { chosen, toggle, clear };
}

function CountLine({ list, noun, filtered, note }: { list: LongList<unknown>; noun: string; filtered: boolean; note: ComponentChildren }) {
  const late = useLate(list.loading && list.count === 0);
  const read = list.whole ? list.rows : list.total;
  const count = list.count === 0 && !list.whole
    ? (late ? "Reading…" : "\u00a0")
    : read !== null ? `${whole(read)} ${noun}${filtered ? " match" : ""}` : `the first ${whole(list.rows)} ${noun}; more come as you scroll`;
  return <span role="status">{count}{note === undefined ? null : <> · {note}</>}</span>;
}

function Changed({ list, noun }: { list: LongList<unknown>; noun: string }) {
  if (!list.changed) return null;
  return (
    <p class="list-changed" role="status">
      <span>The {noun} have changed since {list.readAt === undefined ? "they were read" : clockText(list.readAt, zone.value)}: rows may be missing here or have moved.</span>
      <button type="button" class="button" onClick={() => (scrollTo(0, 0), list.restart())}>Read again</button>
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
        <button type="button" class="button" onClick={list.restart}>Read from the start</button>
      </p>
    );
  }
  if (problem !== undefined) return <ErrorNote problem={problem} what={list.count === 0 ? title : `more of “${title}”`} onAgain={list.again} />;
  return late ? <p class="note list-foot" role="status">Reading further…</p> : null;
}

function Nothing({ filters, empty }: { filters: readonly Filter[]; empty: string }) {
  if (filters.length === 0) return <Empty sentence={empty} />;
  return <Empty sentence="Nothing matches. Remove:" action={<span class="list-chips"><FilterChips filters={filters} /></span>} />;
}

interface SelectedProps<Item> {
  chosen: ReadonlyMap<string, Item>;
  clear: () => void;
  plain: (item: Item) => string;
  markdown: (item: Item) => string;
}

function Selected<Item>({ chosen, clear, plain, markdown }: SelectedProps<Item>) {
  if (chosen.size === 0) return null;
  const lines = (lineOf: (item: Item) => string) => [...chosen.values()].map(lineOf).join("\n");
  return (
    <div class="list-selected" role="group" aria-label="What to do with the selected rows">
      <span>{whole(chosen.size)} selected</span>
      <Copy label="Copy the selected rows" text={() => lines(plain)}>Copy</Copy>
      <Copy label="Copy the selected rows as Markdown" text={() => lines((item) => `- ${markdown(item)}`)}>Copy as Markdown</Copy>
      <button type="button" class="button" onClick={clear}>Clear</button>
    </div>
  );
}

function Heads<Item>({ columns, sort }: { columns: readonly Column<Item>[]; sort: string }) {
  return (
    <>
      {columns.map((column) => column.sort === true
        ? <SortHeader key={column.id} {...column} sort={sort} onSort={(next) => setFilter("sort", next)} />
        : <th key={column.id} scope="col" role="columnheader" class={column.number === true ? "number" : ""} title={column.hint}>{column.title}</th>)}
    </>
  );
}

interface RowsProps<Row, Item> {
  list: LongList<Item>;
  props: ListPageProps<Row, Item>;
  onFirst: (index: number) => void;
}

function Rows<Row, Item>({ list, props, onFirst }: RowsProps<Row, Item>) {
  const { columns, card, heading = () => undefined, source, noun, onOpen, sort = "" } = props;
  const narrow = useNarrow();
  const rowHeight = narrow ? CARD_PX : ROW_PX;
  const { chosen, toggle, clear } = useSelection(source.keyOf, source.key);
  const show = usePlace(list, rowHeight);
  const isHeading = (index: number) => {
    const item = list.at(index);
    return item !== undefined && heading(item) !== undefined;
  };
  const keys = useRowKeys({
    count: list.count,
    onOpen: (index) => !isHeading(index) && list.at(index) !== undefined && onOpen(list.at(index)!),
    onSelect: (index) => toggle(list.at(index)),
  });
  // Headings are passed over; a later part wins over the keys of the rows themselves.
  const move = (step: number) => () => keys.setCurrent(keys.current + (isHeading(keys.current + step) ? 2 * step : step));
  useKeys([
    { key: "j", act: move(1) },
    { key: "k", act: () => (keys.current >= 0 ? move(-1)() : false) },
    { key: "Escape", act: () => (chosen.size === 0 ? false : clear()) },
  ]);
  const render = (index: number) => {
    const item = list.at(index);
    const title = item === undefined ? undefined : heading(item);
    if (item === undefined) return <td class="list-missing" colSpan={99}><span>…</span></td>;
    if (title !== undefined) return <th class="list-heading" scope="rowgroup" colSpan={99}>{title}</th>;
    if (narrow) return <td class="list-card">{card(item)}</td>;
    return columns.map((column) => <td key={column.id} class={column.number === true ? "number" : ""}>{column.cell(item)}</td>);
  };
  const onWindow = (from: number, end: number) => {
    // Some rows above the screen are drawn too.
    onFirst(from === 0 ? 0 : from + 12);
    show(from, end);
  };
  return (
    <>
      <RowsWindow class={`list-rows list-${props.id}`} label={noun} count={list.count} rowHeight={rowHeight} row={keys} onWindow={onWindow}
        columns={narrow ? 1 : columns.length} selected={(index) => chosen.has(source.keyOf(list.at(index) as Item) ?? "")}
        keyOf={(index) => index} render={render} rowClass={(index) => (isHeading(index) ? "list-between" : "")}
        head={narrow ? <th scope="col" class="list-one">{noun}</th> : <Heads columns={columns} sort={sort} />} />
      <Selected chosen={chosen} clear={clear} plain={props.plain} markdown={props.markdown} />
    </>
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
  const nothing = list.whole && list.count === 0;
  const [first, setFirst] = useState(0);
  return (
    <div class="page-body">
      <ProjectHeader controls={props.controls}>
        <Block id={`list-${id}`} title={title} menu={{ definition, call }}
          sub={<CountLine list={list} noun={noun} filtered={filters.length > 0} note={props.note?.(list)} />}>
          <div class="list-filters">{props.filters}</div>
          {filters.length > 0 && !nothing && <p class="list-chips"><FilterChips filters={filters} /></p>}
          <Changed list={list} noun={noun} />
          {!nothing && props.above?.(list.at(first))}
          {list.count > 0 && <Rows list={list} props={props} onFirst={setFirst} key={source.key ?? ""} />}
          {list.count === 0 && list.problem === undefined && !list.whole && <Shapes height={20 * ROW_PX} lines={10} />}
          {nothing && <Nothing filters={filters} empty={never ? "Nothing is stored yet: the project waits for its first sync." : empty} />}
          <Foot list={list} title={title} />
        </Block>
        {props.children}
      </ProjectHeader>
    </div>
  );
}

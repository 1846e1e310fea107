// The table of the fleet: a window of rows that scrolls with the page. Its header stays on top and its first column at the
// left; what is too wide scrolls sideways in a box of its own, by the bar under the header. On a phone rows are cards.
import type { CSSProperties } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Spark } from "../charts/spark.tsx";
import { address, go, hrefOf, keptInEntry } from "../data/location.ts";
import { toView } from "../lib/address.ts";
import { type FleetIndex, ownerOf } from "../lib/fleet_rows.ts";
import { compact, delta, whole } from "../lib/numbers.ts";
import { visibleText } from "../lib/text.ts";
import { Status } from "../parts/status.tsx";
import { nextSort, opensRow } from "../parts/table.tsx";
import { type RowKeys, useRowKeys, useRowsSeen } from "../parts/rows_window.tsx";
import { type Changed, useChanges } from "./fleet_changes.ts";
import { type FleetColumnShape, NAME_WIDTH_PX, SELECT_WIDTH_PX, statusFacts } from "./fleet_columns.tsx";
import type { Room } from "./fleet_layout.tsx";
import { usePrefetch } from "./fleet_prefetch.ts";

const WIDE_NAME_PX = 280;

export interface FleetTableProps {
  index: FleetIndex;
  rows: readonly number[];
  columns: readonly FleetColumnShape[];
  sort: string;
  onSort: (sort: string) => void;
  selected: ReadonlySet<string>;
  onSelect: (ids: readonly string[], on: boolean) => void;
  /** Columns by which rows can be ordered; absent: all. */
  sortable?: ReadonlySet<string>;
  room: Room;
}

function projectAddress(fullName: string) {
  const owner = ownerOf(fullName);
  return toView(address.value, "project", { owner, name: fullName.slice(owner.length + 1) });
}

function Name({ fullName }: { fullName: string }) {
  const owner = ownerOf(fullName);
  return (
    <a class="fleet-name" href={hrefOf(projectAddress(fullName))} title={fullName}>
      <bdi><span class="quiet">{visibleText(owner)}/</span><span>{visibleText(fullName.slice(owner.length + 1))}</span></bdi>
    </a>
  );
}

function Check({ checked, some = false, label, onChange }: { checked: boolean; some?: boolean; label: string; onChange: (on: boolean) => void }) {
  return (
    <label class="fleet-check">
      <input type="checkbox" checked={checked} indeterminate={some} aria-label={label} onChange={(event) => onChange(event.currentTarget.checked)} />
    </label>
  );
}

function Heading({ id, title, hint, number, sort, onSort, column, sortable }: {
  id: string; title: string; hint: string; number: boolean; sort: string; onSort: (sort: string) => void; column: number;
  sortable: ReadonlySet<string> | undefined;
}) {
  if (sortable?.has(id) === false) return <div role="columnheader" class={number ? "number" : ""} aria-colindex={column} title={hint}>{title}</div>;
  const order = sort === id ? "ascending" : sort === `-${id}` ? "descending" : "none";
  return (
    <div role="columnheader" class={number ? "number" : ""} aria-sort={order} aria-colindex={column} title={hint}>
      <button type="button" class="table-sort" onClick={() => onSort(nextSort(sort, id, number))}>
        {title}<span aria-hidden="true">{order === "none" ? "" : order === "ascending" ? " ↑" : " ↓"}</span>
      </button>
    </div>
  );
}

function Head({ index, rows, columns, sort, onSort, selected, onSelect, style, sortable }: FleetTableProps & { style: CSSProperties }) {
  const { id } = index.columns;
  const all = rows.length > 0 && selected.size >= rows.length && rows.every((row) => selected.has(id[row]!));
  return (
    <div role="row" aria-rowindex={1} class="fleet-row" style={style}>
      <div role="columnheader" class="fleet-first fleet-select" aria-colindex={1}>
        <Check checked={all} some={!all && selected.size > 0} label="Select all rows" onChange={(on) => onSelect(rows.map((row) => id[row]!), on)} />
      </div>
      <Heading id="full_name" title="Project" hint="owner/name" number={false} sort={sort} onSort={onSort} column={2} sortable={sortable} />
      {columns.map((column, at) => <Heading key={column.id} {...column} sort={sort} onSort={onSort} column={at + 3} sortable={sortable} />)}
    </div>
  );
}

function Cells({ index, row, columns, changed }: { index: FleetIndex; row: number; columns: readonly FleetColumnShape[]; changed: Changed }) {
  return (
    <>
      <div role="gridcell" class="fleet-name-cell"><Name fullName={index.columns.full_name[row]!} /></div>
      {columns.map((column) => (
        <div key={column.id} role="gridcell" class={`${column.number ? "number" : ""} ${changed(row, column.id) ? "fleet-changed" : ""}`}>{column.cell(index, row)}</div>
      ))}
    </>
  );
}

/** Two lines: name and stars; what is wrong, or what moved. */
function Card({ index, row }: { index: FleetIndex; row: number }) {
  const { full_name, stars, stars_d, commits_w, spark, state } = index.columns;
  const well = state[row] === "ok" || state[row] === "syncing";
  return (
    <div role="gridcell" class="fleet-card">
      <span class="fleet-card-line">
        {well && <Status brief {...statusFacts(index, row)} />}
        <Name fullName={full_name[row]!} />
        <span class="number">{whole(stars[row])}</span>
      </span>
      <span class="fleet-card-line quiet">
        {well
          ? <><span class="fleet-card-note">{delta(stars_d[row])} stars · {compact(commits_w[row])} commits</span><Spark values={spark[row] ?? null} /></>
          : <Status {...statusFacts(index, row)} />}
      </span>
    </div>
  );
}

/** Brings the current row onto the screen, below what stays on top. */
function useInSight(body: { current: HTMLElement | null }, current: number, height: number): void {
  const before = useRef(current);
  useEffect(() => {
    if (before.current === current || body.current === null) return;
    before.current = current;
    const top = body.current.getBoundingClientRect().top + current * height;
    const covered = 96;
    if (top < covered) scrollBy(0, top - covered);
    else if (top + height > innerHeight - 56) scrollBy(0, top + height - innerHeight + 56);
  }, [current]);
}

/** Where the browser loaded the page anew, there were no rows yet when it would have gone to its place. */
let placed = false;

function usePlaceOnReload(): void {
  useLayoutEffect(() => {
    const kept = keptInEntry<number>("scroll");
    if (!placed && kept !== undefined && scrollY === 0) scrollTo(0, kept);
    placed = true;
  }, []);
}

/** The header and the body scroll sideways together. */
function useTogether() {
  const head = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const follow = (from: typeof head, to: typeof head) => () => {
    if (to.current !== null && from.current !== null && to.current.scrollLeft !== from.current.scrollLeft) to.current.scrollLeft = from.current.scrollLeft;
  };
  return { head, body, onHead: follow(head, body), onBody: follow(body, head) };
}

const REST_MS = 60;

/**
 * Which rows to draw. Right after a letter was typed, or the first answer came, only those that can be seen: drawing takes
 * most of the time until a reader sees what is left. Those beside follow a moment later.
 */
function useDrawn(body: { current: HTMLElement | null }, index: FleetIndex, rows: readonly number[], height: number): { first: number; end: number } {
  const seen = useRowsSeen(body, rows.length, height);
  const whole = useRef<readonly number[] | undefined>(undefined);
  const before = useRef(index);
  // What changes by itself is drawn in place.
  if (before.current !== index && whole.current !== undefined) whole.current = rows;
  before.current = index;
  const [, redraw] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (whole.current === rows) return;
      whole.current = rows;
      redraw((count) => count + 1);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [rows]);
  if (whole.current === rows) return seen;
  const above = Math.max(0, -(body.current?.getBoundingClientRect().top ?? -(keptInEntry<number>("scroll") ?? 0)));
  const first = Math.min(Math.max(seen.first, Math.floor(above / height)), seen.end);
  return { first, end: Math.min(seen.end, first + Math.ceil(innerHeight / height) + 1) };
}

/**
 * Which element shows which project. Each keeps its own while the page scrolls; after another question the new rows take the
 * elements of the old ones, because making elements takes most of the time between a letter and its rows.
 */
function useElements(body: { current: HTMLElement | null }, index: FleetIndex, rows: readonly number[]): (ids: readonly string[]) => Map<string, number> {
  const last = useRef({ index, rows, elements: new Map<string, number>(), made: 0 });
  return (ids) => {
    const { elements: before, made } = last.current;
    // The focus stays with its project, and what changes by itself with its element.
    const lend = last.current.rows !== rows && last.current.index === index && body.current?.contains(document.activeElement) === false;
    const free = lend ? [...before.values()] : [];
    const elements = new Map<string, number>();
    let next = made;
    for (const id of ids) elements.set(id, (lend ? free.shift() : before.get(id)) ?? next++);
    last.current = { index, rows, elements, made: next };
    return elements;
  };
}

export function FleetTable(props: FleetTableProps) {
  const { index, rows, columns, selected, onSelect, room } = props;
  const { id, full_name } = index.columns;
  const { head, body, onHead, onBody } = useTogether();
  const { cards, scale } = room;
  const height = Math.round(scale * (cards ? 64 : room.coarse ? 44 : 36));
  const changed = useChanges(index);
  const prefetching = usePrefetch();
  const seen = useDrawn(body, index, rows, height);
  const toggle = (at: number) => onSelect([id[rows[at]!]!], !selected.has(id[rows[at]!]!));
  const keys: RowKeys = useRowKeys({ count: rows.length, onSelect: toggle, onOpen: (at) => go(projectAddress(full_name[rows[at]!]!)) });
  useInSight(body, keys.current, height);
  usePlaceOnReload();
  const needed = columns.reduce((sum, { widthPx }) => sum + widthPx, SELECT_WIDTH_PX + NAME_WIDTH_PX);
  // What scrolls sideways anyway has room for whole names.
  const nameWidthPx = needed > room.widthPx ? WIDE_NAME_PX : NAME_WIDTH_PX;
  const widths = [SELECT_WIDTH_PX, nameWidthPx, ...columns.map(({ widthPx }) => widthPx)].map((width) => Math.round(width * scale));
  const [select, name, ...others] = widths;
  const template = cards ? "44px minmax(0, 1fr)" : `${select}px minmax(${name}px, 1fr) ${others.map((width) => `${width}px`).join(" ")}`;
  const grid = { gridTemplateColumns: template, minWidth: cards ? undefined : `${widths.reduce((sum, width) => sum + width, 0)}px` };

  const elementsOf = useElements(body, index, rows);
  const elements = elementsOf(rows.slice(seen.first, seen.end).map((row) => id[row]!));
  const drawn = [];
  for (let at = seen.first; at < seen.end; ++at) {
    const row = rows[at]!;
    const chosen = selected.has(id[row]!);
    drawn.push(
      <div key={elements.get(id[row]!)} role="row" aria-rowindex={at + 2} aria-selected={chosen} class={`fleet-row ${keys.current === at ? "current" : ""}`}
        style={{ ...grid, height: `${height}px`, transform: `translateY(${at * height}px)` }} onClick={(event) => opensRow(event) && go(projectAddress(full_name[row]!))}>
        <div role="gridcell" class="fleet-first fleet-select"><Check checked={chosen} label={`Select ${full_name[row]!}`} onChange={() => toggle(at)} /></div>
        {cards ? <Card index={index} row={row} /> : <Cells index={index} row={row} columns={columns} changed={changed} />}
      </div>,
    );
  }
  return (
    <div role="grid" aria-label="Projects" aria-rowcount={rows.length + 1} aria-colcount={cards ? 2 : columns.length + 2} aria-multiselectable
      class={`fleet-table ${cards ? "cards" : ""}`}>
      {!cards && (
        <div role="rowgroup" class="fleet-head" ref={head} onScroll={onHead}>
          <Head {...props} style={grid} />
        </div>
      )}
      <div role="rowgroup" class="fleet-body" ref={body} onScroll={onBody} {...prefetching} style={{ height: `${rows.length * height}px` }}>
        {drawn}
      </div>
    </div>
  );
}

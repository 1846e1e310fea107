// The window of a long table: of thousands of rows only those on the screen and some beside are in the page. It scrolls
// with the page, its header stays on top, and readers are told the true number of rows.
//
//   const keys = useRowKeys({ count: rows.length, onOpen: (index) => open(rows[index]), onSelect: toggle });
//   <RowsWindow label="Projects" count={rows.length} rowHeight={36} head={<><th>Name</th><th>Stars</th></>}
//     row={keys} keyOf={(index) => rows[index].id} render={(index) => <><td>…</td><td>…</td></>} />
//
// j and k move the current row, Enter opens it, x selects it. The current row is kept with the entry of the history.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import "./rows_window.css";
import { useKeys } from "../data/keys.ts";
import { keepInEntry, keptInEntry } from "../data/location.ts";
import { type RowsSeen, rowsSeen } from "../lib/rows.ts";
import { opensRow } from "./table.tsx";

export interface RowKeys {
  /** The row under the keys; −1 for none. */
  current: number;
  setCurrent: (index: number) => void;
  onOpen?: ((index: number) => void) | undefined;
  onSelect?: ((index: number) => void) | undefined;
}

/** `name` tells two tables of one page apart. */
export function useRowKeys({ count, onOpen, onSelect, name = "row" }: {
  count: number;
  onOpen?: (index: number) => void;
  onSelect?: (index: number) => void;
  name?: string;
}): RowKeys {
  const [kept, setKept] = useState(() => keptInEntry<number>(name) ?? -1);
  const current = Math.min(kept, count - 1);
  const setCurrent = (index: number) => {
    const next = Math.max(0, Math.min(count - 1, index));
    keepInEntry(name, next);
    setKept(next);
  };
  const on = (act: ((index: number) => void) | undefined) => () => (current >= 0 && act !== undefined ? act(current) : false);
  const enter = (event: KeyboardEvent) =>
    (event.target as Element).closest("a, button, input, select, summary") === null ? on(onOpen)() : false;
  useKeys([
    { key: "j", does: "next row", act: () => setCurrent(current + 1) },
    { key: "k", does: "previous row; without one: jump", act: () => (current >= 0 ? setCurrent(current - 1) : false) },
    ...(onSelect === undefined ? [] : [{ key: "x", does: "select the row", act: on(onSelect) }]),
    { key: "Enter", does: "open the row", act: enter },
  ]);
  return { current, setCurrent, onOpen, onSelect };
}

interface RowsWindowProps {
  label: string;
  count: number;
  /** Of every row, in pixels of text of the usual size. */
  rowHeight: number;
  /** The header's cells: <th scope="col">. */
  head: ComponentChildren;
  columns?: number;
  /** The cells of a row: <td>. */
  render: (index: number) => ComponentChildren;
  keyOf?: (index: number) => string | number;
  row?: RowKeys;
  selected?: ((index: number) => boolean) | undefined;
  rowClass?: (index: number) => string;
  /** Told which rows are in the page, for tables that read their rows as they come. */
  onWindow?: (first: number, end: number) => void;
  class?: string;
}

/** Follows the scrolling of the page; `body` is what holds the rows. */
export function useRowsSeen(body: { current: HTMLElement | null }, count: number, rowHeight: number): RowsSeen {
  const [seen, setSeen] = useState<RowsSeen>(() => rowsSeen(keptInEntry<number>("scroll") ?? 0, innerHeight, rowHeight, count));
  const look = () => {
    if (body.current === null) return;
    const next = rowsSeen(-body.current.getBoundingClientRect().top, innerHeight, rowHeight, count);
    setSeen((before) => (before.first === next.first && before.end === next.end ? before : next));
  };
  useLayoutEffect(look, [count, rowHeight]);
  useEffect(() => {
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, [count, rowHeight]);
  return { first: Math.min(seen.first, Math.max(0, count - 1)), end: Math.min(seen.end, count) };
}

/** How much larger than usual the reader has text. */
function textScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

/** Brings the current row onto the screen, below the sticky header. */
function useInSight(body: { current: HTMLElement | null }, current: number, rowHeight: number): void {
  const before = useRef(current);
  useEffect(() => {
    if (before.current === current || body.current === null) return;
    before.current = current;
    const top = body.current.getBoundingClientRect().top + current * rowHeight;
    const under = 2 * rowHeight + 56;
    if (top < under) scrollBy(0, top - under);
    else if (top + rowHeight > innerHeight) scrollBy(0, top + rowHeight - innerHeight + 8);
  }, [current]);
}

/** As many columns as any table has. */
const MANY = 99;

export function RowsWindow(props: RowsWindowProps) {
  const { label, count, head, columns, render, keyOf, row, selected, rowClass, onWindow } = props;
  const rowHeight = Math.round(props.rowHeight * useState(textScale)[0]);
  const body = useRef<HTMLTableSectionElement>(null);
  const { first, end } = useRowsSeen(body, count, rowHeight);
  useInSight(body, row?.current ?? -1, rowHeight);
  useEffect(() => onWindow?.(first, end), [first, end, count]);

  const rows = [];
  for (let index = first; index < end; index += 1) {
    const current = row?.current === index ? " current" : "";
    rows.push(
      <tr key={keyOf?.(index) ?? index} role="row" aria-rowindex={index + 2} aria-selected={selected?.(index)}
        class={`rows-row${current} ${rowClass?.(index) ?? ""}`} style={{ height: `${rowHeight}px` }}
        onClick={(event) => opensRow(event) && (row?.setCurrent(index), row?.onOpen?.(index))}>
        {render(index)}
      </tr>,
    );
  }
  const gap = (height: number) => height > 0 && <tr aria-hidden="true" style={{ height: `${height}px` }}><td colSpan={columns ?? MANY} /></tr>;
  return (
    <table class={`rows ${props.class ?? ""}`} role={selected === undefined ? "table" : "grid"} aria-label={label}
      aria-rowcount={count + 1} aria-colcount={columns} aria-multiselectable={selected === undefined ? undefined : true}>
      <thead role="rowgroup"><tr role="row" aria-rowindex={1}>{head}</tr></thead>
      <tbody role="rowgroup" ref={body}>
        {gap(first * rowHeight)}
        {rows}
        {gap((count - end) * rowHeight)}
      </tbody>
    </table>
  );
}

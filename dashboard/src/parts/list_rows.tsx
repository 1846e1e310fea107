// The rows of a long list: read as one scrolls, moved through by keys, selected and copied.
//
//   <Rows list={list} props={props} source={source} rowHeight={36} show={list.show} onFirst={setFirst} />
//
// A list has columns where there is width for them; else each row is a card of two lines.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useKeys } from "../data/keys.ts";
import type { LongList, PagesOf } from "../data/pages.ts";
import { whole } from "../lib/numbers.ts";
import { Copy } from "./copy.tsx";
import { setFilter } from "./list_filters.tsx";
import { RowsWindow, useRowKeys } from "./rows_window.tsx";
import { type Column, SortHeader } from "./table.tsx";

export interface ListRowsProps<Item> {
  id: string;
  /** What is counted: "commits". */
  noun: string;
  columns: readonly Column<Item>[];
  /** The two lines of a row on a narrow screen. */
  card: (item: Item) => ComponentChildren;
  /** The words of an item that stands between rows. */
  heading?: (item: Item) => string | undefined;
  sort?: string;
  onOpen: (item: Item) => void;
  /** A selected row as a line of Markdown, and as plain text. */
  markdown: (item: Item) => string;
  plain: (item: Item) => string;
}

export const ROW_PX = 36;
export const CARD_PX = 60;
const MOST_SELECTED = 1_000;

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
      <Copy label="Copy the selected rows" text={() => lines(plain)}>
        Copy
      </Copy>
      <Copy label="Copy as Markdown: the selected rows" text={() => lines((item) => `- ${markdown(item)}`)}>
        Copy as Markdown
      </Copy>
      <button type="button" class="button" onClick={clear}>
        Clear
      </button>
    </div>
  );
}

function Heads<Item>({ columns, sort }: { columns: readonly Column<Item>[]; sort: string }) {
  return (
    <>
      {columns.map((column) =>
        column.sort === true ? (
          <SortHeader key={column.id} {...column} sort={sort} onSort={(next) => setFilter("sort", next)} />
        ) : (
          <th
            key={column.id}
            scope="col"
            role="columnheader"
            class={column.number === true ? "number" : ""}
            title={column.hint}>
            {column.title}
          </th>
        ),
      )}
    </>
  );
}

function Cells<Item>({ item, props, narrow }: { item: Item | undefined; props: ListRowsProps<Item>; narrow: boolean }) {
  const { columns, card, heading } = props;
  const width = narrow ? 1 : columns.length;
  if (item === undefined) {
    return (
      <td class="list-missing" colSpan={width}>
        <span>…</span>
      </td>
    );
  }
  const title = heading?.(item);
  if (title !== undefined) {
    return (
      <th class="list-heading" scope="rowgroup" colSpan={width}>
        {title}
      </th>
    );
  }
  if (narrow) return <td class="list-card">{card(item)}</td>;
  return (
    <>
      {columns.map((column) => (
        <td key={column.id} class={column.number === true ? "number" : ""}>
          {column.cell(item)}
        </td>
      ))}
    </>
  );
}

interface RowsProps<Item> {
  list: LongList<Item>;
  props: ListRowsProps<Item>;
  source: Pick<PagesOf<never, Item>, "key" | "keyOf">;
  rowHeight: number;
  show: (first: number, end: number) => void;
  /** Told the first row on the screen. */
  onFirst?: ((index: number) => void) | undefined;
}

export function Rows<Item>({ list, props, source, rowHeight, show, onFirst }: RowsProps<Item>) {
  const { columns, heading = () => undefined, noun, onOpen, sort = "" } = props;
  const narrow = rowHeight === CARD_PX;
  const { chosen, toggle, clear } = useSelection(source.keyOf, source.key);
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
  const move = (step: number) => () => {
    const next = keys.current + (isHeading(keys.current + step) ? 2 * step : step);
    if (next >= 0) keys.setCurrent(next);
  };
  useKeys([
    { key: "j", act: move(1) },
    { key: "k", act: () => (keys.current >= 0 ? move(-1)() : false) },
    { key: "Escape", act: () => (chosen.size === 0 ? false : clear()) },
  ]);
  const isChosen = (index: number) => {
    const item = list.at(index);
    return item !== undefined && chosen.has(source.keyOf(item) ?? "");
  };
  const width = narrow ? 1 : columns.length;
  const onWindow = (from: number, end: number) => {
    // Some rows above the screen are drawn too.
    onFirst?.(from === 0 ? 0 : from + 12);
    show(from, end);
  };
  return (
    <>
      <RowsWindow
        class={`list-rows list-${props.id}`}
        label={noun}
        count={list.count}
        rowHeight={rowHeight}
        row={keys}
        onWindow={onWindow}
        columns={width}
        selected={isChosen}
        keyOf={(index) => index}
        render={(index) => <Cells item={list.at(index)} props={props} narrow={narrow} />}
        rowClass={(index) => (isHeading(index) ? "list-between" : "")}
        head={
          narrow ? (
            <th scope="col" class="list-one">
              {noun}
            </th>
          ) : (
            <Heads columns={columns} sort={sort} />
          )
        }
      />
      <Selected chosen={chosen} clear={clear} plain={props.plain} markdown={props.markdown} />
    </>
  );
}

// A table of at most some hundred rows. Headers that sort say so; below 640 px each row becomes a card.
//
//   <Table label="Branches" columns={[{ id: "name", title: "Name", cell: (row) => row.name, sort: true }]} rows={rows}
//     keyOf={(row) => row.name} sort="-ahead" onSort={(sort) => go(withQuery(address.value, { sort }))} />
import type { ComponentChildren } from "preact";
import "./table.css";

export interface Column<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ComponentChildren;
  sort?: boolean;
  /** Right-aligned; sorts from the largest first. */
  number?: boolean;
  /** Shows an age and sorts by its time: the order told is that of what is shown. */
  age?: boolean;
  hint?: string;
  /** The heading of a row's card. */
  main?: boolean;
}

/** "-stars" after "stars" and the other way round; a number's first order is the largest first. */
export function nextSort(sort: string, id: string, number: boolean): string {
  if (sort === id) return `-${id}`;
  if (sort === `-${id}`) return id;
  return number ? `-${id}` : id;
}

export function SortHeader({ id, title, hint, number = false, age = false, sort, onSort }: {
  id: string;
  title: string;
  hint?: string | undefined;
  number?: boolean | undefined;
  age?: boolean | undefined;
  sort: string;
  onSort: (sort: string) => void;
}) {
  const order = sort === (age ? `-${id}` : id) ? "ascending" : sort === (age ? id : `-${id}`) ? "descending" : "none";
  return (
    <th scope="col" role="columnheader" class={number ? "number" : ""} aria-sort={order} title={hint}>
      <button type="button" class="table-sort" onClick={() => onSort(nextSort(sort, id, number))}>
        {title}<span aria-hidden="true">{order === "none" ? "" : order === "ascending" ? " ↑" : " ↓"}</span>
      </button>
    </th>
  );
}

interface TableProps<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  label: string;
  sort?: string;
  onSort?: (sort: string) => void;
  onOpen?: (row: Row) => void;
}

/** A press on a row opens it, but for one on a link, a button or chosen text. */
export function opensRow(event: MouseEvent): boolean {
  return (event.target as Element).closest("a, button, input, select, label") === null && getSelection()?.isCollapsed !== false;
}

export function Table<Row>({ columns, rows, keyOf, label, sort = "", onSort, onOpen }: TableProps<Row>) {
  const headers = columns.map((column) =>
    column.sort === true && onSort !== undefined
      ? <SortHeader key={column.id} {...column} sort={sort} onSort={onSort} />
      : <th key={column.id} scope="col" role="columnheader" class={column.number === true ? "number" : ""} title={column.hint}>{column.title}</th>);
  const cells = (row: Row) => columns.map((column) => {
    const kind = `${column.number === true ? "number" : ""}${column.main === true ? " main" : ""}`;
    return <td key={column.id} role="cell" class={kind} data-title={column.title}>{column.cell(row)}</td>;
  });
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={label}>
      <table class="table" role="table" aria-label={label}>
        <thead role="rowgroup"><tr role="row">{headers}</tr></thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row" class={onOpen === undefined ? "" : "opens"}
              onClick={(event) => onOpen !== undefined && opensRow(event) && onOpen(row)}>
              {cells(row)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

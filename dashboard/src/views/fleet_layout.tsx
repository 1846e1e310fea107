// How the fleet is laid out: the room there is, the columns that are shown, and the order on a phone.
import { useEffect, useState } from "preact/hooks";
import { type Window, WINDOWS } from "../data/fleet_index.ts";
import { address, go } from "../data/location.ts";
import { readSetting, writeSetting } from "../data/settings.ts";
import { withQuery } from "../lib/address.ts";
import { columnOf, type Term } from "../lib/filter.ts";
import { Menu } from "../parts/menu.tsx";
import { Select } from "../parts/select.tsx";
import { COLUMNS, columnsOf, type FleetColumnShape } from "./fleet_columns.tsx";

export interface Room {
  /** In pixels of text of the usual size. */
  widthPx: number;
  /** How much larger than usual the reader has text. */
  scale: number;
  cards: boolean;
  /** The menus of the filter stand in one. */
  folded: boolean;
  coarse: boolean;
}

export const FIRST_SORT = "-stars";
/** Addresses of before ask for the last push, in whose place the last commit stands. */
const asNow = (ids: string) => ids.replace("pushed_at", "last_commit_on");
export const sortAsked = (): string => asNow(address.value.query.sort ?? FIRST_SORT);
const WINDOW_NAMES: Record<Window, string> = { "7d": "7 days", "30d": "30 days", "90d": "90 days", "1y": "1 year" };

/** The index has four windows; a longer range is the longest, dates are the usual one. */
export function windowOf(range: string): Window {
  return WINDOWS.find((window) => window === range) ?? (/^(2y|5y|all)$/.test(range) ? "1y" : "90d");
}

export function WindowSelect({ value }: { value: string }) {
  const options = WINDOWS.map((window) => ({ value: window, label: WINDOW_NAMES[window] }));
  return <Select bare label="Time that is looked at" value={value} options={options} onChange={(range) => go(withQuery(address.value, { range }))} />;
}

const PAGE_PX = 1440;

function roomNow(): Room {
  const root = document.documentElement;
  const scale = Number.parseFloat(getComputedStyle(root).fontSize) / 16;
  const widthPx = Math.floor((Math.min(document.body.clientWidth, PAGE_PX * scale) - 32) / scale);
  return { widthPx, scale, cards: widthPx < 608, folded: widthPx < 1080, coarse: matchMedia("(pointer: coarse)").matches };
}

/** Looks again whenever the body's size changes, which it does with the window's width and with the size of text. */
export function useRoom(): Room {
  const [room, setRoom] = useState(roomNow);
  useEffect(() => {
    const observer = new ResizeObserver(() => setRoom((before) => {
      const next = roomNow();
      return JSON.stringify(before) === JSON.stringify(next) ? before : next;
    }));
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  return room;
}

/** Those of the address, else those that this browser remembers, else the usual ones. */
export function useColumns(widthPx: number, sort: string, terms: readonly Term[]): [FleetColumnShape[], (ids: string) => void] {
  const chosen = address.value.query.cols ?? readSetting("fleet.cols");
  const choose = (cols: string) => {
    writeSetting("fleet.cols", cols === "" ? undefined : cols);
    go(withQuery(address.value, { cols }), { replace: true });
  };
  const needed = [sort.replace("-", ""), ...terms.map(({ key }) => columnOf(key) ?? "")];
  return [columnsOf(chosen && asNow(chosen), widthPx, needed), choose];
}

export function ColumnsMenu({ columns, onChoose }: { columns: readonly FleetColumnShape[]; onChoose: (ids: string) => void }) {
  const shown = columns.map(({ id }) => id);
  const toggle = (id: FleetColumnShape["id"]) => {
    const next = shown.includes(id) ? shown.filter((each) => each !== id) : [...shown, id];
    onChoose(next.length === 0 ? shown.join(",") : next.join(","));
  };
  return (
    <Menu align="end" label={<>Columns <span aria-hidden="true">▾</span></>}>
      <div class="fleet-facet">
        {COLUMNS.map(({ id, title, hint }) => (
          <label key={id} title={hint}><input type="checkbox" checked={shown.includes(id)} onChange={() => toggle(id)} /> {title}</label>
        ))}
        <button type="button" class="button" onClick={() => onChoose("")}>The usual ones</button>
      </div>
    </Menu>
  );
}

export function SortSelect({ sort, onSort }: { sort: string; onSort: (sort: string) => void }) {
  const options = [
    { value: "full_name", label: "Name" },
    ...COLUMNS.filter(({ id }) => id !== "topics" && id !== "description").map(({ id, title, number }) => ({ value: number ? `-${id}` : id, label: title })),
  ];
  const known = options.some(({ value }) => value === sort);
  const other = COLUMNS.find(({ id }) => id === sort.replace("-", ""));
  return <Select bare label="Order" value={sort} options={known ? options : [...options, { value: sort, label: `${other?.title ?? sort}, reversed` }]} onChange={onSort} />;
}

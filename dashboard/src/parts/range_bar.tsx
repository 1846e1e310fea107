// What time, in which steps, and of whom: the controls of a page that shows something over time. The address holds them:
// `range`, `interval`, `bots=false`, `all=true` (all branches). The keys [ and ] move the range by its own length.
import { useState } from "preact/hooks";
import "./range_bar.css";
import { useKeys } from "../data/keys.ts";
import { address, go } from "../data/location.ts";
import { serverNow } from "../data/request.ts";
import { type Query, valueOf, withQuery } from "../lib/address.ts";
import { RANGES, readRange, shiftRange, todayOf } from "../lib/range.ts";
import { Dialog } from "./dialog.tsx";
import { Select } from "./select.tsx";
import { zone } from "./zone.ts";

export const RANGE_NAMES: Record<string, string> = {
  "7d": "7 days", "30d": "30 days", "90d": "90 days", "1y": "1 year", "2y": "2 years", "5y": "5 years", all: "All time",
};
const OTHER = "other";

interface RangeBarProps {
  ranges?: readonly string[];
  /** Which intervals may be chosen; true for all. */
  interval?: boolean | readonly string[];
  bots?: boolean;
  branches?: boolean;
}

function set(change: Query): void {
  go(withQuery(address.value, change));
}

function Dates({ onClose }: { onClose: () => void }) {
  const today = todayOf(serverNow(), zone.value);
  const shown = readRange(valueOf(address.value, "range"), serverNow(), zone.value);
  const [since, setSince] = useState(shown.since ?? "");
  const [until, setUntil] = useState(shown.until ?? today);
  const onSubmit = (event: Event) => {
    event.preventDefault();
    set({ range: `${since}..${until}` });
    onClose();
  };
  return (
    <Dialog title="From when until when?" open onClose={onClose}>
      <form class="range-dates" onSubmit={onSubmit}>
        <label>From <input class="field" type="date" required value={since} max={today} onInput={(event) => setSince(event.currentTarget.value)} /></label>
        <label>to <input class="field" type="date" required value={until} max={today} onInput={(event) => setUntil(event.currentTarget.value)} /></label>
        <button class="button main">Show</button>
      </form>
    </Dialog>
  );
}

function Switch({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label class="range-switch">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} /> {label}
    </label>
  );
}

export function RangeBar({ ranges = RANGES, interval = false, bots = false, branches = false }: RangeBarProps) {
  const [choosing, setChoosing] = useState(false);
  const { query } = address.value;
  const range = valueOf(address.value, "range") || "1y";
  const shift = (steps: number) => () => set({ range: shiftRange(range, steps, serverNow(), zone.value) });
  useKeys([
    { key: "[", does: "range back", act: shift(-1) },
    { key: "]", does: "range forward", act: shift(1) },
  ]);
  const named = ranges.includes(range);
  const options = [
    ...ranges.map((value) => ({ value, label: RANGE_NAMES[value] ?? value })),
    ...(named ? [] : [{ value: range, label: readRange(range, serverNow(), zone.value).label }]),
    { value: OTHER, label: "Dates…" },
  ];
  const intervals = interval === true ? ["hour", "day", "week", "month"] : interval === false ? [] : interval;
  return (
    <div class="range-bar" role="group" aria-label="What is shown">
      <Select bare label="Range" value={range} options={options} onChange={(value) => (value === OTHER ? setChoosing(true) : set({ range: value }))} />
      {intervals.length > 0 && (
        <Select bare label="Interval" value={query.interval ?? ""} onChange={(value) => set({ interval: value })}
          options={[{ value: "", label: "fitting steps" }, ...intervals.map((value) => ({ value, label: `by ${value}` }))]} />
      )}
      {branches && <Switch label="All branches" on={query.all === "true"} onChange={(on) => set({ all: on ? "true" : "" })} />}
      {bots && <Switch label="Bots" on={query.bots !== "false"} onChange={(on) => set({ bots: on ? "" : "false" })} />}
      {choosing && <Dates onClose={() => setChoosing(false)} />}
    </div>
  );
}

// Rows stay where they are while the pointer or the focus is among them: a change moves them only afterwards, or when the
// reader says so. What stands in them changes in place.
import { useRef, useState } from "preact/hooks";
import { type FleetIndex, placesOf } from "../lib/fleet_rows.ts";

export interface HeldRows {
  rows: readonly number[];
  /** How many changed since the order was held, where that would move any. */
  waiting: number;
  apply: () => void;
  /** For the element around the rows. */
  watch: { onPointerEnter: () => void; onPointerLeave: () => void; onFocusIn: () => void; onFocusOut: () => void };
}

interface Held {
  index: FleetIndex;
  /** What the reader asked for: another question is answered at once. */
  question: string;
  ids: readonly string[];
  rows: readonly number[];
  changed: Set<string>;
}

export function useHeldRows(index: FleetIndex, rows: readonly number[], question: string): HeldRows {
  const [busy, setBusy] = useState(false);
  const [, redraw] = useState(0);
  const held = useRef<Held | undefined>(undefined);
  const before = held.current;
  const take = () => {
    held.current = { index, question, rows, ids: [], changed: new Set() };
  };
  if (before === undefined || before.question !== question || !busy || before.index.window !== index.window) {
    if (before?.rows !== rows || before.index !== index || before.question !== question) take();
  } else if (before.index !== index) {
    const ids = before.ids.length > 0 ? before.ids : before.rows.map((row) => before.index.columns.id[row]!);
    for (const id of index.changed ?? index.columns.id) before.changed.add(id);
    held.current = { ...before, index, ids, rows: placesOf(index, ids) };
  }
  const shown = held.current!;
  const moved = shown.changed.size > 0 && (shown.rows.length !== rows.length || shown.rows.some((row, at) => row !== rows[at]));
  const apply = () => {
    take();
    redraw((count) => count + 1);
  };
  const [come, go] = [() => setBusy(true), () => setBusy(false)];
  const watch = { onPointerEnter: come, onPointerLeave: go, onFocusIn: come, onFocusOut: go };
  return { rows: shown.rows, waiting: moved ? shown.changed.size : 0, apply, watch };
}

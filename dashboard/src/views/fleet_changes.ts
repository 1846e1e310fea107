// Which values of the fleet's rows have just changed: they get a short underline, and nothing else moves.
import { useEffect, useRef, useState } from "preact/hooks";
import type { FleetColumn, FleetIndex } from "../lib/fleet_rows.ts";

export type Changed = (row: number, column: FleetColumn) => boolean;

const SHOWN_MS = 1_000;

export function useChanges(index: FleetIndex): Changed {
  const before = useRef(index);
  const last = useRef<FleetIndex | undefined>(undefined);
  const [, redraw] = useState(0);
  if (before.current !== index) {
    last.current = before.current.window === index.window ? before.current : undefined;
    before.current = index;
  }
  // Rows that come onto the screen later have nothing new.
  useEffect(() => {
    const timer = setTimeout(() => {
      last.current = undefined;
      redraw((count) => count + 1);
    }, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [index]);
  const old = last.current;
  if (old === undefined || index.changed === undefined) return () => false;
  const changed = new Set(index.changed);
  return (row, column) => {
    const id = index.columns.id[row]!;
    if (!changed.has(id)) return false;
    const place = old.columns.id[row] === id ? row : old.columns.id.indexOf(id);
    return place >= 0 && String(old.columns[column][place]) !== String(index.columns[column][row]);
  };
}

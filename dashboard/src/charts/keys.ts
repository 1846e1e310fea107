// The keyboard over charts. The focused chart has the keys; without any focus the arrows move the cursor of all.
import { useKeys } from "../data/keys.ts";
import { bucketOfCursor, cursor, middleOf, tables } from "./cursor.ts";
import type { PointerOptions } from "./pointer.ts";

export interface KeyOptions extends Omit<PointerOptions, "zoom"> {
  /** The chart with its head and table. */
  root: { current: HTMLElement | null };
  toggleTable: () => void;
}

export function useChartKeys({ id, frame, root, plane, reset, toggleTable }: KeyOptions): void {
  const here = (event: KeyboardEvent) => root.current?.contains(event.target as Node) === true;
  const inAnother = (event: KeyboardEvent) => !here(event) && (event.target as Element).closest(".chart") !== null;
  const anywhere = (event: KeyboardEvent) => plane.current !== null && (here(event) || event.target === document.body);
  const moveTo = (bucket: number) => {
    const last = frame.start.length - 1;
    if (last < 0) return;
    const time = middleOf(frame, Math.min(last, Math.max(0, bucket)));
    cursor.value = { time, age: frame.age === true, from: id, way: "keys", pinned: cursor.value?.pinned === true };
  };
  const step = (by: number) => (event: KeyboardEvent) => {
    if (!anywhere(event)) return false;
    const bucket = bucketOfCursor(frame, cursor.value);
    moveTo(bucket < 0 ? frame.start.length - 1 : bucket + by);
    return undefined;
  };
  useKeys([
    { key: "ArrowLeft", does: "charts: one back", act: step(-1) },
    { key: "ArrowRight", does: "charts: one forward", act: step(1) },
    { key: "Home", act: (event) => (here(event) ? moveTo(0) : false) },
    { key: "End", act: (event) => (here(event) ? moveTo(frame.start.length - 1) : false) },
    { key: "Enter", act: (event) => {
      if (!here(event) || cursor.value === undefined) return false;
      cursor.value = { ...cursor.value, pinned: !cursor.value.pinned };
      return undefined;
    } },
    { key: "Escape", act: () => {
      if (cursor.value === undefined) return false;
      cursor.value = undefined;
      return undefined;
    } },
    { key: "0", does: "charts: the range before the zoom", act: (event) => (anywhere(event) ? reset() : false) },
    { key: "t", does: "charts: table or chart", act: (event) => {
      if (inAnother(event)) return false;
      if (!here(event)) tables.value = !tables.value;
      else {
        toggleTable();
        // What had the focus is gone.
        requestAnimationFrame(() => root.current?.querySelector<HTMLElement>(".chart-plane, .chart-table")?.focus());
      }
      return undefined;
    } },
  ]);
}

// Mouse and finger over a chart: moving shows a bucket, clicking keeps it, dragging chooses a part, double click goes
// back.
import { useRef, useState } from "preact/hooks";
import { cursor, middleOf } from "./cursor.ts";
import type { Shown } from "./overlay.tsx";

const DRAG_FROM_PX = 5;

export interface PointerOptions extends Shown {
  plane: { current: HTMLElement | null };
  zoom: (first: number, last: number) => void;
  reset: () => void;
}

export function usePointer({ id, frame, plot, plane, zoom, reset }: PointerOptions) {
  const began = useRef<number | undefined>(undefined);
  const [part, setPart] = useState<[number, number] | undefined>(undefined);
  const xOf = (event: PointerEvent) => event.clientX - (plane.current?.getBoundingClientRect().left ?? 0);

  const move = (event: PointerEvent, pinned = false) => {
    if (plot === undefined || frame.start.length === 0) return;
    const bucket = plot.bucketAtX(xOf(event));
    const way = event.pointerType === "mouse" ? "mouse" : "touch";
    cursor.value = { time: middleOf(frame, bucket), age: frame.age === true, from: id, way, pinned };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (plot !== undefined && began.current !== undefined && event.pointerType === "mouse") {
      const [from, to] = [began.current, xOf(event)].sort((a, b) => a - b) as [number, number];
      const dragged = part !== undefined || to - from >= DRAG_FROM_PX;
      if (dragged) setPart([Math.max(from, plot.left), Math.min(to, plot.right)]);
    }
    if (cursor.value?.pinned !== true) move(event);
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    began.current = xOf(event);
    if (event.pointerType === "mouse") plane.current?.setPointerCapture(event.pointerId);
  };
  const onPointerUp = (event: PointerEvent) => {
    const chosen = part;
    const clicked = began.current !== undefined && chosen === undefined;
    began.current = undefined;
    setPart(undefined);
    if (chosen !== undefined && plot !== undefined) {
      const [first, last] = [plot.bucketAtX(chosen[0]), plot.bucketAtX(chosen[1])];
      if (last > first) zoom(first, last);
    } else if (clicked && event.pointerType === "mouse") {
      if (cursor.value?.pinned === true) cursor.value = undefined;
      else move(event, true);
    } else if (clicked) move(event);
  };
  const onPointerLeave = (event: PointerEvent) => {
    const mine = cursor.value?.from === id && !cursor.value.pinned;
    if (event.pointerType === "mouse" && mine) cursor.value = undefined;
  };
  const onPointerCancel = () => {
    began.current = undefined;
    setPart(undefined);
  };
  const onDblClick = () => {
    cursor.value = undefined;
    reset();
  };
  return { part, handlers: { onPointerMove, onPointerDown, onPointerUp, onPointerLeave, onPointerCancel, onDblClick } };
}

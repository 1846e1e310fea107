// The one cursor of all charts of a page: each shows the bucket in which its moment lies.
import { signal } from "../data/signals.ts";
import { bucketAt, type Frame } from "../lib/series.ts";

export interface Cursor {
  /** ms; of a chart by age, ms since the first commit. */
  time: number;
  age: boolean;
  /** The chart that moved it. */
  from: string;
  /** How: only a mouse is shown a box, since a finger would hide it. */
  way: "mouse" | "touch" | "keys";
  /** Stays where it is until the next click or Escape. */
  pinned: boolean;
}

export const cursor = signal<Cursor | undefined>(undefined);

/** Whether all charts show their tables. */
export const tables = signal(false);

export function bucketOfCursor(frame: Frame, at: Cursor | undefined): number {
  return at === undefined || at.age !== (frame.age === true) ? -1 : bucketAt(frame, at.time);
}

/** The middle of a bucket: it lies in the same bucket of a chart in another zone. */
export function middleOf(frame: Frame, bucket: number): number {
  return (frame.start[bucket]! + (frame.start[bucket + 1] ?? frame.end)) / 2;
}

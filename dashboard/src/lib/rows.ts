// Which rows of a long table are drawn: those on the screen and some on each side, in steps, so that a little scrolling
// draws nothing.
export interface RowsSeen {
  first: number;
  /** Behind the last. */
  end: number;
}

const BESIDE = 12;
const STEP = 6;

/** `above`: how many pixels of the rows lie over the screen's top; negative where they begin below it. */
export function rowsSeen(above: number, screenHeight: number, rowHeight: number, count: number): RowsSeen {
  const top = Math.floor(above / rowHeight) - BESIDE;
  const first = Math.max(0, Math.min(Math.floor(top / STEP) * STEP, count - 1));
  const shown = Math.ceil(screenHeight / rowHeight) + 2 * BESIDE + STEP;
  return { first, end: Math.max(first, Math.min(count, first + shown)) };
}

// A long list as it was read so far, page by page. Only the pages near the window keep their rows; of the others their
// number of rows stays, and the cursor by which they are read again.
//
//   let list = withPage(NOTHING_READ, 0, page, keyOf);
//   pageToRead(list, 0, 40)      which page is to be read next for these rows; undefined: none
//   itemAt(list, 17)             undefined where its page is to be read again
//
// A list may change between two pages. Each page has the revision that it was read at: where they differ, `changed`
// says so, since rows may have moved; one that comes twice is left out the second time.

export interface ReadPage<T> {
  items: readonly T[];
  next: string | null;
  /** Of what the whole list is made; "" where that is not known. */
  revision: string;
}

export interface Page<T> {
  /** By which it is read; undefined for the first one. */
  cursor: string | undefined;
  next: string | null;
  revision: string;
  /** The place of its first row in the list. */
  start: number;
  count: number;
  /** How many of them have a key: what stands between rows, such as a day, has none. */
  rows: number;
  items: readonly T[] | undefined;
  last: T | undefined;
}

export interface Pages<T> {
  pages: readonly Page<T>[];
  changed: boolean;
}

export const NOTHING_READ: Pages<never> = { pages: [], changed: false };

/** How many pages keep their rows. */
export const KEPT_PAGES = 24;
/** How many rows beyond the window are read before they are asked for. */
const AHEAD = 100;

export function countOf<T>(list: Pages<T>): number {
  const last = list.pages.at(-1);
  return last === undefined ? 0 : last.start + last.count;
}

/** Without what stands between rows. */
export function rowsOf<T>(list: Pages<T>): number {
  return list.pages.reduce((sum, page) => sum + page.rows, 0);
}

/** Whether the end of the list was reached. */
export function isWhole<T>(list: Pages<T>): boolean {
  return list.pages.length > 0 && list.pages.at(-1)!.next === null;
}

function pageOf<T>(list: Pages<T>, index: number): number {
  let low = 0;
  let high = list.pages.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (list.pages[middle]!.start <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function itemAt<T>(list: Pages<T>, index: number): T | undefined {
  const page = list.pages[pageOf(list, index)];
  return page?.items?.[index - page.start];
}

/** The number of the page to read for the rows `first` to `last`: one that let its rows go, or the next one. */
export function pageToRead<T>(list: Pages<T>, first: number, last: number): number | undefined {
  for (let at = pageOf(list, first); at < list.pages.length; at += 1) {
    const page = list.pages[at]!;
    if (page.start > last) return undefined;
    if (page.items === undefined) return at;
  }
  return !isWhole(list) && countOf(list) <= last + AHEAD ? list.pages.length : undefined;
}

/** The cursor of a page that is known, or of the one behind the last. */
export function cursorOf<T>(list: Pages<T>, at: number): string | undefined {
  return at === 0 ? undefined : (list.pages[at - 1]!.next ?? undefined);
}

/** The list with a page that was read, at its end or in a place whose rows were let go. */
export function withPage<T>(
  list: Pages<T>,
  at: number,
  read: ReadPage<T>,
  keyOf: (item: T) => string | undefined,
): Pages<T> {
  const before = list.pages.slice(0, at);
  const behind = list.pages.slice(at + 1);
  const known = new Set<string | undefined>(before.flatMap((page) => page.items?.map(keyOf) ?? []));
  known.delete(undefined);
  const items = read.items.filter((item) => !known.has(keyOf(item)));
  const start = countOf({ pages: before, changed: false });
  const page: Page<T> = {
    cursor: cursorOf(list, at),
    next: read.next,
    revision: read.revision,
    start,
    count: items.length,
    rows: items.filter((item) => keyOf(item) !== undefined).length,
    items,
    last: items.at(-1) ?? before.at(-1)?.last,
  };
  const firstRevision = list.pages[0]?.revision ?? "";
  const changed = list.changed || (firstRevision !== "" && read.revision !== "" && firstRevision !== read.revision);
  const follows =
    behind.length > 0 && behind[0]!.start === start + page.count && behind[0]!.cursor === (page.next ?? undefined);
  // Pages behind one that has changed begin elsewhere now: they are read again in their turn.
  return { pages: [...before, page, ...(follows ? behind : [])], changed };
}

/** Lets rows go that are far from those from `first` to `last`, so that at most KEPT_PAGES pages have theirs. */
export function withoutFar<T>(list: Pages<T>, first: number, last: number, most = KEPT_PAGES): Pages<T> {
  const kept = list.pages.filter((page) => page.items !== undefined);
  if (kept.length <= most) return list;
  const middle = (first + last) / 2;
  const distance = (page: Page<T>) => Math.abs(page.start + page.count / 2 - middle);
  const near = new Set(kept.sort((one, other) => distance(one) - distance(other)).slice(0, most));
  return {
    ...list,
    pages: list.pages.map((page) =>
      page.items === undefined || near.has(page) ? page : { ...page, items: undefined },
    ),
  };
}

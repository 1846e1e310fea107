// A long list that is read page by page as it is scrolled, and kept while its view is away, so that Back draws it at
// once.
//
//   const list = usePages({ key: url, read: (cursor, signal) => …, itemsOf, keyOf });
//   list.show(120, 160);       the rows that can be seen: pages are read for them, and let go far from them
//   list.at(130)               undefined while its page is on its way
//
// One page is read at a time. A page that fails is tried again like a resource, unless the API refused it: then `again`
// does, and for a cursor that is refused `restart`.
import { useEffect, useMemo, useState } from "preact/hooks";
import {
  countOf,
  cursorOf,
  isWhole,
  itemAt,
  NOTHING_READ,
  type Pages,
  pageToRead,
  rowsOf,
  withoutFar,
  withPage,
} from "../lib/pages.ts";
import { keepLatest } from "../lib/latest.ts";
import { asProblem, type Problem, serverNow, valueOrThrow } from "./request.ts";
import { retryDelayMs } from "./resource.ts";
import { me } from "./session.ts";
import { effect } from "./signals.ts";

export interface Answer<Row> {
  rows: readonly Row[];
  next: string | null;
  /** Of the whole list, where the API tells it. */
  total: number | null;
  revision: string;
}

interface ListAnswer {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** A page of a list route; the revision of the project stands in its ETag. */
export function answerOf<Wire, Row>(answer: ListAnswer, rowOf: (wire: Wire) => Row): Answer<Row> {
  const page = valueOrThrow(answer) as { data: Wire[]; next: string | null; total?: number | null };
  const revision = answer.response.headers.get("etag") ?? "";
  return { rows: page.data.map(rowOf), next: page.next, total: page.total ?? null, revision };
}

export interface PagesOf<Row, Item> {
  /** What the list is of; another key is another list. undefined reads nothing. */
  key: string | undefined;
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Answer<Row>>;
  /** The rows of a page with what stands between them; `before` is the last one of the page before. */
  itemsOf: (rows: readonly Row[], before: Item | undefined) => readonly Item[];
  keyOf: (item: Item) => string | undefined;
}

export interface LongList<Item> {
  /** With what stands between rows. */
  count: number;
  /** Read so far. */
  rows: number;
  total: number | null;
  whole: boolean;
  loading: boolean;
  problem: Problem | undefined;
  /** Rows may have moved while it was read, or have changed since. */
  changed: boolean;
  readAt: Date | undefined;
  at: (index: number) => Item | undefined;
  show: (first: number, last: number) => void;
  again: () => void;
  restart: () => void;
  /** Looks whether the list is still what was read. */
  check: () => void;
  /** The same, and shows what it is now where its beginning is on the screen. */
  refresh: () => void;
}

const KEPT_LISTS = 6;
const CHECK_MS = 5_000;
const kept = new Map<string, Reader<unknown, unknown>>();

class Reader<Row, Item> {
  source: PagesOf<Row, Item>;
  list: Pages<Item> = NOTHING_READ;
  total: number | null = null;
  problem: Problem | undefined;
  readAt: Date | undefined;
  redraw: () => void = () => undefined;
  #window = { first: 0, last: 0 };
  #running: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #halted = false;
  #checkedAt = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(source: PagesOf<Row, Item>) {
    this.source = source;
  }

  get loading(): boolean {
    return this.#running !== undefined;
  }

  show(first: number, last: number): void {
    this.#window = { first, last };
    this.#step();
  }

  /** Gives up what is on its way. */
  leave(): void {
    this.#running?.abort();
    this.#running = undefined;
    clearTimeout(this.#timer);
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#halted = false;
    this.list = withoutFar(this.list, this.#window.first, this.#window.last, 8);
  }

  /** What went wrong stays said until a page comes. */
  again(): void {
    this.#halted = false;
    clearTimeout(this.#timer);
    this.#step();
    this.redraw();
  }

  restart(): void {
    this.leave();
    this.list = NOTHING_READ;
    this.problem = undefined;
    this.again();
  }

  /** The first page again, which costs nothing where nothing has changed. */
  async check(mayReplace: boolean): Promise<void> {
    const first = this.list.pages[0];
    if (first === undefined || this.list.changed) return;
    if (this.loading || Date.now() - this.#checkedAt < CHECK_MS) {
      this.#later ??= setTimeout(() => {
        this.#later = undefined;
        void this.check(mayReplace);
      }, CHECK_MS);
      return;
    }
    this.#checkedAt = Date.now();
    try {
      const answer = await this.source.read(undefined, AbortSignal.timeout(30_000));
      if (answer.revision === first.revision || this.list.pages[0] !== first) return;
      if (mayReplace && this.#window.first === 0) this.#take(0, NOTHING_READ, answer);
      else this.list = { ...this.list, changed: true };
      this.redraw();
    } catch {
      // The frame says when the server can't be reached; the list stays as it was read.
    }
  }

  #take(at: number, list: Pages<Item>, { rows, next, total, revision }: Answer<Row>): void {
    const items = this.source.itemsOf(rows, list.pages[at - 1]?.last);
    this.list = withPage(list, at, { items, next, revision }, this.source.keyOf);
    if (at === 0) this.total = total;
    if (list.pages.length === 0) this.readAt = serverNow();
    this.problem = undefined;
    this.#attempt = 0;
  }

  #step(): void {
    if (this.loading || this.#halted) return;
    const { first, last } = this.#window;
    const at = pageToRead(this.list, first, last);
    if (at === undefined) return;
    const controller = (this.#running = new AbortController());
    this.source.read(cursorOf(this.list, at), controller.signal).then(
      (answer) => {
        if (controller.signal.aborted) return;
        this.#running = undefined;
        this.#take(at, this.list, answer);
        this.list = withoutFar(this.list, this.#window.first, this.#window.last);
        this.#step();
        this.redraw();
      },
    ).catch((error: unknown) => this.#failed(error, controller));
  }

  #failed(error: unknown, controller: AbortController): void {
    if (controller.signal.aborted) return;
    this.#running = undefined;
    this.problem = asProblem(error);
    this.#halted = true;
    const { status = 400, retryAfterS } = this.problem ?? {};
    this.#attempt += 1;
    const mayPass = status === 0 || status === 429 || status >= 500;
    if (mayPass) this.#timer = setTimeout(() => this.again(), retryDelayMs(this.#attempt, retryAfterS));
    this.redraw();
  }
}

function readerOf<Row, Item>(source: PagesOf<Row, Item>): Reader<Row, Item> {
  const key = source.key ?? "";
  const reader = (kept.get(key) as Reader<Row, Item> | undefined) ?? new Reader(source);
  reader.source = source;
  keepLatest(kept, key, reader as Reader<unknown, unknown>, KEPT_LISTS);
  return reader;
}

export function usePages<Row, Item>(source: PagesOf<Row, Item>): LongList<Item> {
  const [, redraw] = useState(0);
  const reader = useMemo(() => readerOf(source), [source.key]);
  useEffect(() => {
    if (source.key === undefined) return undefined;
    reader.redraw = () => redraw((count) => count + 1);
    void reader.check(true);
    reader.show(0, 0);
    return () => {
      reader.redraw = () => undefined;
      reader.leave();
    };
  }, [reader]);
  return {
    count: countOf(reader.list),
    rows: rowsOf(reader.list),
    total: reader.total,
    whole: isWhole(reader.list),
    loading: reader.loading || (reader.list.pages.length === 0 && reader.problem === undefined),
    problem: reader.problem,
    changed: reader.list.changed,
    readAt: reader.readAt,
    at: (index) => itemAt(reader.list, index),
    show: (first, last) => reader.show(first, last),
    again: () => reader.again(),
    restart: () => reader.restart(),
    check: () => void reader.check(false),
    refresh: () => void reader.check(true),
  };
}

// Another person who signs in finds nothing that the one before has read.
let whose: string | undefined;
effect(() => {
  const person = me.value;
  const now = person === undefined ? undefined : `${person.access} ${person.key}`;
  if (whose !== undefined && now !== whose) kept.clear();
  whose = now ?? whose;
});

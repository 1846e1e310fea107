// The index of all projects, shared by the fleet, the jump box and Compare: read once, kept up to date by the events, and
// kept in this browser under its revision, so that a reload shows it at once and asks for the changes alone.
//
//   const fleet = useFleetIndex("90d");
//   fleet.value?.columns.full_name[row]         undefined until it was read once
//   fleet.problem?.code === "answer_too_large"  too many projects for one answer: ask GET /v1/projects for pages
//
// It is the same object as long as nothing has changed. What one reader may see is never kept for another one.
import { effect, type Signal, signal } from "./signals.ts";
import { useEffect } from "preact/hooks";
import { type FleetAnswer, type FleetIndex, merged } from "../lib/fleet_rows.ts";
import { useEvents } from "./events.ts";
import { api, asProblem, type Problem, serverNow, valueOrThrow } from "./request.ts";
import { type Resource, retryDelayMs } from "./resource.ts";
import { mayRead, me } from "./session.ts";
import { readSetting, writeSetting } from "./settings.ts";

export type { FleetColumn, FleetColumns, FleetIndex } from "../lib/fleet_rows.ts";
export const WINDOWS = ["7d", "30d", "90d", "1y"] as const;
export type Window = (typeof WINDOWS)[number];

type State = Omit<Resource<FleetIndex>, "reload">;

class Shared {
  readonly state: Signal<State> = signal({ value: undefined, problem: undefined, loading: true, readAt: undefined });
  private users = 0;
  private reading: AbortController | undefined;
  private again = false;
  private attempt = 0;
  private startedAt = 0;
  private dueAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private keepTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly window: Window;

  constructor(window: Window) {
    this.window = window;
  }

  use(): () => void {
    this.users += 1;
    if (this.users === 1) this.read();
    return () => {
      this.users -= 1;
      if (this.users === 0) this.stop();
    };
  }

  private stop(): void {
    this.reading?.abort();
    this.reading = undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Reads soon. Events that pour in neither put it off nor make it more frequent. */
  readonly readSoon = (): void => this.readAt(Math.max(Date.now() + TOGETHER_MS, this.startedAt + PAUSE_MS));

  private readAt(at: number): void {
    if (this.reading !== undefined) this.again = true;
    else if (this.timer === undefined || (at < this.dueAt && this.attempt === 0)) {
      clearTimeout(this.timer);
      this.dueAt = at;
      this.timer = setTimeout(this.read, at - Date.now());
    }
  }

  readonly read = (): void => {
    if (this.users === 0) return;
    this.stop();
    this.startedAt = Date.now();
    const mine = new AbortController();
    this.reading = mine;
    this.again = false;
    if (this.state.value.value === undefined) this.change({ loading: true });
    this.readOnce(mine.signal).then(
      () => {
        this.attempt = 0;
        this.change({ problem: undefined, loading: false, readAt: serverNow() });
      },
      (error: unknown) => {
        const problem = asProblem(error);
        if (problem === undefined || mine.signal.aborted) return;
        this.change({ problem, loading: false });
        if (problem.status === 0 || problem.status === 429 || problem.status >= 500) this.retry(problem);
      },
    ).finally(() => {
      if (this.reading !== mine) return;
      this.reading = undefined;
      if (this.again) this.readSoon();
    });
  };

  forget(): void {
    this.stop();
    this.change({ value: undefined, problem: undefined, readAt: undefined });
    if (mayRead()) this.read();
  }

  private retry(problem: Problem): void {
    const delay = retryDelayMs(this.attempt, problem.retryAfterS);
    this.attempt += 1;
    clearTimeout(this.timer);
    this.dueAt = Date.now() + delay;
    this.timer = setTimeout(() => (document.hidden ? document.addEventListener("visibilitychange", this.read, { once: true }) : this.read()), delay);
  }

  private change(change: Partial<State>): void {
    this.state.value = { ...this.state.value, ...change };
  }

  private async readOnce(signal: AbortSignal): Promise<void> {
    const { window } = this;
    if (this.state.value.value === undefined) {
      const kept = await readKept(window);
      if (kept !== undefined && !signal.aborted) this.change({ value: kept });
    }
    const before = this.state.value.value;
    const after = before === undefined ? {} : { after: before.revision };
    const answer = valueOrThrow(await api.GET("/v1/index", { params: { query: { window, ...after } }, signal })) as FleetAnswer;
    // Reading the answer and drawing the rows are two tasks, so that neither is long.
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return;
    const value = merged(before, answer);
    if (before !== undefined && value.columns === before.columns && value.synced === before.synced) {
      before.revision = value.revision;
      return;
    }
    this.change({ value });
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(() => keep(window, this.state.value.value), KEEP_AFTER_MS);
  }
}

/** Between two readings, however much happens; and what happens together is read together. */
const PAUSE_MS = 2_000;
const TOGETHER_MS = 200;
const KEEP_AFTER_MS = 3_000;
const shared = new Map<Window, Shared>();

function sharedOf(window: Window): Shared {
  let found = shared.get(window);
  if (found === undefined) shared.set(window, (found = new Shared(window)));
  return found;
}

const NOTHING: Resource<FleetIndex> = { value: undefined, problem: undefined, loading: false, readAt: undefined, reload: () => undefined };

/** A window of undefined reads nothing. */
export function useFleetIndex(window: Window | undefined): Resource<FleetIndex> {
  const mine = window === undefined ? undefined : sharedOf(window);
  useEffect(() => mine?.use(), [mine]);
  useEvents(["project"], () => mine?.readSoon());
  return mine === undefined ? NOTHING : { ...mine.state.value, reload: mine.read };
}

/** What the rows that were read say of a project's last commit on its default branch; undefined where none were read. */
export function lastCommitRead(fullName: string): string | null | undefined {
  const index = [...shared.values()].map(({ state }) => state.peek().value).find((value) => value !== undefined);
  const row = index?.columns.full_name.indexOf(fullName) ?? -1;
  return row < 0 ? undefined : index!.columns.last_commit_on[row];
}

// ── kept in the browser ──────────────────────────────────────────────────────────────────────────────────────────────

interface Kept {
  reader: string;
  /** The code that kept it: another version may have other columns. */
  code: string;
  head: Omit<FleetIndex, "columns">;
  /** Each list as JSON, which is read faster than as values. */
  columns: Record<string, string>;
}

/** Says without a database whether there is something to wait for, and of which reader. */
const settingOf = (window: Window) => `index.${window}`;

function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("cpsg", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("index");
    opening.onerror = () => reject(opening.error ?? new Error("no database"));
    opening.onsuccess = () => {
      const database = opening.result;
      try {
        const request = act(database.transaction("index", mode).objectStore("index"));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error("not read"));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      } finally {
        database.close();
      }
    };
  });
}

async function readKept(window: Window): Promise<FleetIndex | undefined> {
  const reader = readSetting(settingOf(window));
  if (reader === undefined) return undefined;
  // What everybody may read is shown at once; what a key showed, when the server has said that it is the same key.
  if (reader !== EVERYBODY && reader !== (await readerKnown())) return undefined;
  try {
    const kept = await inStore<Kept | undefined>("readonly", (store) => store.get(window));
    if (kept?.reader !== reader || kept.code !== import.meta.url) return undefined;
    const columns = Object.entries(kept.columns).map(([name, text]) => [name, JSON.parse(text) as unknown]);
    return { ...kept.head, columns: Object.fromEntries(columns) };
  } catch {
    return undefined;
  }
}

async function keep(window: Window, index: FleetIndex | undefined): Promise<void> {
  const reader = readerNow();
  if (index === undefined || reader === undefined) return;
  const { columns, changed: _, ...head } = index;
  const texts: Record<string, string> = {};
  for (const [name, list] of Object.entries(columns)) {
    await idle();
    texts[name] = JSON.stringify(list);
  }
  if (reader !== readerNow()) return;
  const kept: Kept = { reader, code: import.meta.url, head, columns: texts };
  await inStore("readwrite", (store) => store.put(kept, window)).then(() => writeSetting(settingOf(window), reader), () => undefined);
}

function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(resolve, { timeout: 1_000 });
    else setTimeout(resolve, 20);
  });
}

// ── who reads ────────────────────────────────────────────────────────────────────────────────────────────────────────

const EVERYBODY = "everybody";

function readerNow(): string | undefined {
  const { value } = me;
  if (value === undefined) return undefined;
  return value.key_id === null ? EVERYBODY : `key ${value.key_id}`;
}

function readerKnown(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      const reader = readerNow();
      if (reader === undefined) return;
      resolve(reader);
      queueMicrotask(() => stop());
    });
  });
}

let readerBefore: string | undefined;
effect(() => {
  const reader = readerNow();
  if (reader !== undefined && readerBefore !== undefined && reader !== readerBefore) {
    for (const window of WINDOWS) writeSetting(settingOf(window), undefined);
    inStore("readwrite", (store) => store.clear()).catch(() => undefined);
    for (const each of shared.values()) each.forget();
  }
  readerBefore = reader ?? readerBefore;
});

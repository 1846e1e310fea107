// What a view reads from the API: the kept value at once, the fresh one when it comes, and what went wrong.
//
//   const project = useResource(`project ${owner}/${name}`, (signal) => readProject(owner, name, signal));
//   project.value      undefined until the first answer
//   project.problem    of the last attempt; the value of an earlier one stays beside it, of `project.readAt`
//
// Values are kept by their key for the whole life of the page, so going back draws at once. A failed reading is tried
// again after 1 to 30 seconds while the page can be seen. `useResource` gives a reading up when its view goes away; one
// that is asked for while another is under way comes after it, so that events that pour in put none off.
import { signal } from "./signals.ts";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { keepLatest } from "../lib/latest.ts";
import { asProblem, type Problem, serverNow } from "./request.ts";

export interface Resource<T> {
  value: T | undefined;
  problem: Problem | undefined;
  loading: boolean;
  /** When the value was read. */
  readAt: Date | undefined;
  reload: () => void;
}

interface Kept {
  value: unknown;
  readAt: Date;
}

const KEPT_VALUES = 100;
const kept = new Map<string, Kept>();

function keep(key: string, value: unknown): Kept {
  return keepLatest(kept, key, { value, readAt: serverNow() }, KEPT_VALUES);
}

/** Counts how often all was forgotten: what is shown is then read again. */
export const forgotten = signal(0);

export function forgetValues(): void {
  kept.clear();
  forgotten.value += 1;
}

/** Reads something before it is shown, for example while a pointer rests on a link to it. */
export function prefetch<T>(key: string, read: (signal: AbortSignal) => Promise<T>): void {
  if (kept.has(key)) return;
  const begun = forgotten.peek();
  read(AbortSignal.timeout(10_000)).then((value) => begun === forgotten.peek() && keep(key, value), () => undefined);
}

/** A timer holds 24 days; with more it acts at once. */
const LONGEST_WAIT_MS = 86_400_000;

export function retryDelayMs(attempt: number, retryAfterS = 0): number {
  const own = Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + Math.random() / 2);
  return retryAfterS > 0 ? Math.min(LONGEST_WAIT_MS, retryAfterS * 1_000) : own;
}

interface State {
  key: string | undefined;
  /** Of `forgotten`. */
  era: number;
  problem: Problem | undefined;
  loading: boolean;
  /** Asked for while a reading was under way. */
  again: boolean;
  attempt: number;
}

const beginning = (key: string | undefined, era: number): State => ({ key, era, problem: undefined, loading: true, again: false, attempt: 0 });

const RETRYABLE = (problem: Problem) => problem.status === 0 || problem.status === 429 || problem.status >= 500;

/** A key of undefined reads nothing. */
export function useResource<T>(key: string | undefined, read: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [, redraw] = useState(0);
  const [turn, setTurn] = useState(0);
  const era = forgotten.value;
  const state = useRef(beginning(key, era));
  const latestRead = useRef(read);
  latestRead.current = read;
  if (state.current.key !== key || state.current.era !== era) state.current = beginning(key, era);

  useEffect(() => {
    if (key === undefined) return undefined;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const mine = state.current;
    Object.assign(mine, { loading: true, again: false });
    const again = () => setTurn((count) => count + 1);
    latestRead.current(controller.signal).then(
      (value) => {
        if (controller.signal.aborted) return;
        // Without a value it would be waited for without end.
        if (value === undefined) throw new TypeError("nothing");
        keep(key, value);
        Object.assign(mine, { problem: undefined, loading: false, attempt: 0 });
        if (mine.again) again();
        redraw((count) => count + 1);
      },
    ).catch(
      (error: unknown) => {
        if (controller.signal.aborted) return;
        const problem = asProblem(error);
        Object.assign(mine, { problem, loading: false, attempt: mine.attempt + 1 });
        if (problem !== undefined && RETRYABLE(problem)) timer = setTimeout(() => whenVisible(again, controller.signal), retryDelayMs(mine.attempt, problem.retryAfterS));
        else if (mine.again) again();
        redraw((count) => count + 1);
      },
    );
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [key, turn, era]);

  const entry = key === undefined ? undefined : kept.get(key);
  const reload = useCallback(() => {
    if (state.current.loading) state.current.again = true;
    else setTurn((count) => count + 1);
  }, []);
  const { problem, loading } = state.current;
  return { value: entry?.value as T | undefined, problem, loading, readAt: entry?.readAt, reload };
}

/** Acts at once, or when the page is looked at again. */
export function whenVisible(act: () => unknown, signal?: AbortSignal): void {
  if (!document.hidden) return void act();
  document.addEventListener("visibilitychange", act, { once: true, ...(signal === undefined ? {} : { signal }) });
}

// What a view reads from the API: the kept value at once, the fresh one when it comes, and what went wrong.
//
//   const project = useResource(`project ${owner}/${name}`, (signal) => readProject(owner, name, signal));
//   project.value      undefined until the first answer
//   project.problem    of the last attempt; the value of an earlier one stays beside it, of `project.readAt`
//
// Values are kept by their key for the whole life of the page, so going back draws at once. A failed reading is tried
// again after 1 to 30 seconds while the page can be seen. `useResource` gives a reading up when its view goes away.
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

export function forgetValues(): void {
  kept.clear();
}

/** Reads something before it is shown, for example while a pointer rests on a link to it. */
export function prefetch<T>(key: string, read: (signal: AbortSignal) => Promise<T>): void {
  if (kept.has(key)) return;
  read(AbortSignal.timeout(10_000)).then((value) => keep(key, value), () => undefined);
}

export function retryDelayMs(attempt: number, random = Math.random()): number {
  return Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + random / 2);
}

const RETRYABLE = (problem: Problem) => problem.status === 0 || problem.status === 429 || problem.status >= 500;

/** A key of undefined reads nothing. */
export function useResource<T>(key: string | undefined, read: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [, redraw] = useState(0);
  const [turn, setTurn] = useState(0);
  const state = useRef<{ problem: Problem | undefined; loading: boolean; attempt: number; key: string | undefined }>({
    problem: undefined, loading: true, attempt: 0, key: undefined,
  });
  const latestRead = useRef(read);
  latestRead.current = read;
  if (state.current.key !== key) state.current = { problem: undefined, loading: true, attempt: 0, key };

  useEffect(() => {
    if (key === undefined) return undefined;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const mine = state.current;
    mine.loading = true;
    const again = () => setTurn((count) => count + 1);
    latestRead.current(controller.signal).then(
      (value) => {
        keep(key, value);
        Object.assign(mine, { problem: undefined, loading: false, attempt: 0 });
        redraw((count) => count + 1);
      },
      (error: unknown) => {
        const problem = asProblem(error);
        if (problem === undefined || controller.signal.aborted) return;
        Object.assign(mine, { problem, loading: false, attempt: mine.attempt + 1 });
        if (RETRYABLE(problem)) timer = setTimeout(() => whenVisible(again, controller.signal), (problem.retryAfterS ?? 0) * 1_000 || retryDelayMs(mine.attempt));
        redraw((count) => count + 1);
      },
    );
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [key, turn]);

  const entry = key === undefined ? undefined : kept.get(key);
  const reload = useCallback(() => setTurn((count) => count + 1), []);
  const { problem, loading } = state.current;
  return { value: entry?.value as T | undefined, problem, loading, readAt: entry?.readAt, reload };
}

function whenVisible(act: () => void, signal: AbortSignal): void {
  if (!document.hidden) return act();
  document.addEventListener("visibilitychange", act, { once: true, signal });
}

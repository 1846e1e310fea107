// Acts at most once in so many milliseconds, and once more after the last call: reading again while events pour in.
//
//   const soon = useThrottled(() => status.reload(), 5_000);
import { useEffect, useRef } from "preact/hooks";

export function useThrottled(act: () => void, everyMs: number): () => void {
  const latest = useRef(act);
  latest.current = act;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // What is shown was read when the part came.
  const lastAt = useRef(Date.now());
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    if (timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      lastAt.current = Date.now();
      latest.current();
    }, Math.max(0, lastAt.current + everyMs - Date.now()));
  };
}

/** Acts every so often while the page can be seen. */
export function useEvery(act: () => void, everyMs: number): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && latest.current(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}

// Grey shapes of the final size while something is read; not before 150 ms, so that fast answers don't flicker.
import { useEffect, useState } from "preact/hooks";
import "./loading.css";

const PATIENCE_MS = 150;

/** True once `waiting` has lasted 150 ms. */
export function useLate(waiting: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!waiting) return undefined;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [waiting]);
  return waiting && late;
}

export function Shapes({ height, lines = 1 }: { height: number; lines?: number }) {
  const shown = useLate(true);
  const each = Array.from({ length: lines }, (_, index) => <div key={index} class={shown ? "shapes-line shown" : "shapes-line"} />);
  return <div class="shapes" role="img" aria-label="Loading" style={{ height: `${height}px` }}>{each}</div>;
}

/** In place of a view whose code or data is on its way. */
export function Loading() {
  return <div class="page-body"><Shapes height={34} /><Shapes height={480} lines={3} /></div>;
}

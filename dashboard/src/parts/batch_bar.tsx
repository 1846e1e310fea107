// How far a batch is: a bar of what is done, failed and at work, and the same in words. Each part has its own height as
// well as its colour.
import "./batch_bar.css";
import { type Batch, ended, endText, reasonText } from "../lib/batch.ts";
import { whole } from "../lib/numbers.ts";
import { visibleText } from "../lib/text.ts";
import { now } from "./now.ts";
import { zone } from "./zone.ts";

export function BatchBar({ batch }: { batch: Batch }) {
  const { total, done, failed, running } = batch.progress;
  return (
    <div class="batch-bar" role="progressbar" aria-label={`Progress of ${visibleText(batch.name)}`} aria-valuemin={0} aria-valuemax={total}
      aria-valuenow={ended(batch.progress)} aria-valuetext={`${whole(done)} of ${whole(total)} done, ${whole(failed)} failed`}>
      <svg viewBox={`0 0 ${Math.max(1, total)} 10`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="batch-done" width={done} height="10" />
        <rect class="batch-failed" x={done} y="4" width={failed} height="6" />
        <rect class="batch-running" x={done + failed} y="7" width={running} height="3" />
      </svg>
    </div>
  );
}

/** "6,120 of 10,000 done · 31 failed · ends about 23:40 · waits for budget until 14:20". */
export function BatchWords({ batch }: { batch: Batch }) {
  const { progress } = batch;
  const end = endText(batch, now.value, zone.value);
  // As wide as it will ever be, so that what follows stays where it is.
  const width = { minWidth: `${2 * whole(progress.total).length + 9}ch` };
  return (
    <span class="batch-words">
      <span style={width}><b>{whole(progress.done)} of {whole(progress.total)}</b> done</span>
      {progress.failed > 0 && <span class="tone-error">▲ {whole(progress.failed)} failed</span>}
      {end !== "" && <span>{end}</span>}
      <span class={batch.waiting === null ? "" : "tone-warn"}>{reasonText(batch, now.value, zone.value)}</span>
    </span>
  );
}

// How far a batch is: a bar of what is done, failed and at work, and the same in words.
import "./batch_bar.css";
import { type Batch, ended, endText, reasonText } from "../lib/batch.ts";
import { whole } from "../lib/numbers.ts";
import { now } from "./now.ts";
import { zone } from "./zone.ts";

export function BatchBar({ batch }: { batch: Batch }) {
  const { total, done, failed, running } = batch.progress;
  const part = (count: number) => ({ width: `${total === 0 ? 0 : (count / total) * 100}%` });
  return (
    <div class="batch-bar" role="progressbar" aria-label={`Progress of ${batch.name}`} aria-valuemin={0} aria-valuemax={total} aria-valuenow={ended(batch.progress)}
      aria-valuetext={`${whole(done)} of ${whole(total)} done, ${whole(failed)} failed`}>
      <span class="batch-done" style={part(done)} />
      <span class="batch-failed" style={part(failed)} />
      <span class="batch-running" style={part(running)} />
    </div>
  );
}

/** "6,120 of 10,000 · 31 failed · done about 23:40 · waits for budget until 14:20". */
export function BatchWords({ batch }: { batch: Batch }) {
  const { progress } = batch;
  const end = endText(batch, now.value, zone.value);
  return (
    <span class="batch-words">
      <b>{whole(progress.done)} of {whole(progress.total)}</b>
      {progress.failed > 0 && <span class="tone-error">▲ {whole(progress.failed)} failed</span>}
      {end !== "" && <span>{end}</span>}
      <span class={batch.waiting === null ? "" : "tone-warn"}>{reasonText(batch, now.value, zone.value)}</span>
    </span>
  );
}

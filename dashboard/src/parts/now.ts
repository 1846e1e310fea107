// The present time as a signal: what reads `now.value` is drawn again every 10 seconds while the page can be seen, and once
// the server has told that the clock of this machine is wrong.
import { effect, signal } from "../data/signals.ts";
import { clockOffsetMs, serverNow } from "../data/request.ts";

const STEP_MS = 10_000;

export const now = signal(serverNow());

function step(): void {
  if (!document.hidden) now.value = serverNow();
}
setInterval(step, STEP_MS);
effect(() => {
  void clockOffsetMs.value;
  now.value = serverNow();
});
document.addEventListener("visibilitychange", step);

// The clock of the stand-in: the time of the machine plus a difference that tests may set. Also how GitHub writes
// times.

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export class Clock {
  skewMs = 0;

  nowMs(): number {
    return Date.now() + this.skewMs;
  }
}

/** A time as GitHub writes it: UTC, in whole seconds. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** The same, and null for null. */
export function timestampOrNull(ms: number | null): string | null {
  return ms === null ? null : timestamp(ms);
}

/** The time without its fraction of a second. */
export function toTheSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

/** Ends after `ms`, or at once when the signal is aborted. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms <= 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish);
  });
}

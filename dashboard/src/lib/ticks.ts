// Where the axes of a chart have their numbers: three to five round ones up and down, dates along.
//
//   roundTicks(0, 41, "commits")   [0, 10, 20, 30, 40]
//   timeTicks(frame, 6)            [{ at: 3.5, text: "Nov" }, …], `at` in buckets from the left edge
import { DAY_MS, HOUR_MS, type Interval, localParts, periodsFrom } from "./calendar.ts";
import { compact, duration, whole } from "./numbers.ts";
import { bucketAt, type Frame } from "./series.ts";

const MOST = 5;
const DAY_S = 86_400;
const ROUND_S = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200,
  DAY_S, 2 * DAY_S, 5 * DAY_S, 10 * DAY_S, 20 * DAY_S, 50 * DAY_S, 100 * DAY_S, 200 * DAY_S, 500 * DAY_S,
];

function* roundSteps(unit: string, span: number): Generator<number> {
  if (unit === "seconds") yield* ROUND_S;
  // Things that are counted have no halves; a share or an index may.
  let power = unit === "seconds" ? 1_000 * DAY_S : unit === "" ? 10 ** Math.floor(Math.log10(span || 1) - 1) : 1;
  for (; ; power *= 10) yield* [power, 2 * power, 5 * power];
}

/** Multiples of the smallest round step that gives `most` at most, from `low` to `high`; without a unit fractions too. */
export function roundTicks(low: number, high: number, unit: string, most = MOST): number[] {
  for (const step of roundSteps(unit, high - low)) {
    const first = Math.ceil(low / step - 1e-9);
    const last = Math.floor(high / step + 1e-9);
    if (last - first + 1 > most) continue;
    const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
    return unit === "" ? ticks.map((tick) => Number(tick.toPrecision(12))) : ticks;
  }
  return [];
}

const LOG_S = [1, 10, 60, 600, 3_600, 6 * 3_600, DAY_S, 7 * DAY_S, 30 * DAY_S, 365 * DAY_S, 3_650 * DAY_S];

/** For a logarithmic scale: powers of ten, with 2 and 5 between where these are few. Both bounds are above 0. */
export function logTicks(low: number, high: number, unit: string, most = MOST): number[] {
  const powers: number[] = [];
  for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) powers.push(power);
  const within = (ticks: readonly number[]) => ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  const all = unit === "seconds" ? within(LOG_S) : within(powers);
  if (all.length < 3 && unit !== "seconds") {
    const between = within(powers.flatMap((power) => [power, 2 * power, 5 * power]));
    const every = Math.ceil(between.length / most);
    return between.length >= 2 ? between.filter((_, index) => index % every === 0) : roundTicks(low, high, unit, most);
  }
  const step = Math.ceil(all.length / most);
  return all.filter((_, index) => index % step === 0);
}

/** A stock whose values differ by less than a quarter of the greatest need not begin at 0: nobody would see it move. */
export function mayBreak(low: number, high: number): boolean {
  return low > 0 && high - low < high / 4;
}

/** The bounds of a broken axis: some room around the values, at least enough for three ticks. */
export function brokenBounds(low: number, high: number): [number, number] {
  const room = Math.max((high - low) * 0.1, high * 0.01, 1);
  return [Math.max(0, low - room), high + room];
}

export function tickText(value: number, unit: string): string {
  if (unit === "seconds") return duration(value);
  return unit === "" && Math.abs(value) < 1_000 ? String(value) : compact(value);
}

/** The short form of all, but where two of them would read alike. */
export function tickTexts(ticks: readonly number[], unit: string): string[] {
  const texts = ticks.map((tick) => tickText(tick, unit));
  return new Set(texts).size === texts.length ? texts : ticks.map(whole);
}

export interface TimeTick {
  /** In buckets from the left edge, with fractions: a month may begin within a week. */
  at: number;
  text: string;
}

/** Where a moment lies, in buckets from the left edge. */
export function placeOf(frame: Frame, time: number): number {
  const bucket = bucketAt(frame, time);
  if (bucket < 0) return time < frame.end ? 0 : frame.start.length;
  const start = frame.start[bucket]!;
  return bucket + (time - start) / ((frame.start[bucket + 1] ?? frame.end) - start);
}

type Step = [unit: Interval, every: number, lengthMs: number];
const STEPS: readonly Step[] = [
  ["hour", 1, HOUR_MS], ["hour", 3, 3 * HOUR_MS], ["hour", 6, 6 * HOUR_MS], ["hour", 12, 12 * HOUR_MS],
  ["day", 1, DAY_MS], ["day", 2, 2 * DAY_MS], ["week", 1, 7 * DAY_MS], ["week", 2, 14 * DAY_MS],
  ["month", 1, 30.4 * DAY_MS], ["month", 3, 91.3 * DAY_MS], ["month", 6, 182.6 * DAY_MS],
  ["month", 12, 365.25 * DAY_MS], ["month", 24, 730.5 * DAY_MS], ["month", 60, 1_826 * DAY_MS],
    ["month", 120, 3_652 * DAY_MS],
];
const LENGTH_MS: Record<Interval, number> = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, month: 30.4 * DAY_MS };

function isTick(time: number, index: number, [unit, every]: Step, zone: string): boolean {
  const { year, monthIndex, day, hour, minute } = localParts(time, zone);
  if (unit === "hour") return hour % every === 0 && minute === 0;
  if (unit === "day") return every === 1 || (day % every === 1 && day < 31);
  return unit === "week" ? index % every === 0 : (year * 12 + monthIndex) % every === 0;
}

const two = (n: number) => String(n).padStart(2, "0");

function timeText(time: number, [unit]: Step, zone: string): string {
  const { year, month, monthIndex, day, hour, minute } = localParts(time, zone);
  if (unit === "month") return monthIndex === 0 ? String(year) : month;
  return unit === "hour" && hour + minute > 0 ? `${two(hour)}:${two(minute)}` : `${day} ${month}`;
}

const AGES: readonly [number, string][] = [
  [DAY_MS, "d"], [7 * DAY_MS, "wk"], [30.4375 * DAY_MS, "mo"], [365.25 * DAY_MS, "y"],
];

const MOST_AGES = 8;

/** «0», «6 mo», «12 mo»: ages from a first commit on. */
function ageTicks(frame: Frame, most: number): TimeTick[] {
  const fitting = Math.min(most, MOST_AGES);
  const steps =
    AGES.flatMap(([length, unit]) => [1, 2, 3, 6].map((every) => ({ every, unit, length: every * length })));
  const long = { every: 10, unit: "y", length: 3_652.5 * DAY_MS };
  const step =
    steps.find(({ length }) => length >= LENGTH_MS[frame.interval] * 0.99 && frame.end / length <= fitting) ?? long;
  const count = Math.floor(frame.end / step.length) + 1;
  return Array.from({ length: count }, (_, index) => ({
    at: placeOf(frame, index * step.length), text: index === 0 ? "0" : `${index * step.every} ${step.unit}`,
  }));
}

/** At most `most` dates, on round ones of the zone. The first date names its year where no tick is a year. */
export function timeTicks(frame: Frame, most: number): TimeTick[] {
  if (frame.age === true) return ageTicks(frame, most);
  const from = frame.start[0] ?? 0;
  const step =
    // A year is a little more than two half years.
    STEPS.find(([, , length]) => length >= LENGTH_MS[frame.interval] * 0.99
    && (frame.end - from) / length <= most + 0.1) ?? STEPS.at(-1)!;
  const times = periodsFrom(from, frame.end, step[0], frame.zone)
    .filter((time, index) => time >= from && isTick(time, index, step, frame.zone));
  const ticks = times.map((time) => ({ at: placeOf(frame, time), text: timeText(time, step, frame.zone) }));
  const years = ticks.some(({ text }) => /^\d{4}$/.test(text));
  // An hour alone is no date.
  const dated = ticks.findIndex(({ text }) => /[a-z]/i.test(text));
  if (!years && dated >= 0) ticks[dated]!.text += ` ${localParts(times[dated]!, frame.zone).year}`;
  return ticks;
}

// Hours, days, weeks and months as the clocks of a zone show them: the same rules as those by which the server counts.
//
//   periodsFrom(since, until, "day", "Europe/Berlin")   beginnings in ms: one a day, also of 23 or 25 hours
//
// A local time is a number of ms as well: that of the same date and clock in UTC. An hour ends where the clocks are
// moved; a day whose midnight does not exist begins later; weeks begin on Monday. `author` stands for each author's own
// clock, whose local times the API writes as if they were UTC.
export type Interval = "hour" | "day" | "week" | "month";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

interface Span {
  begin: number;
  end: number;
  offset: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
      hour: "numeric", minute: "numeric", second: "numeric",
    });
    formats.set(zone, format);
  }
  return format;
}

/** How far the zone's clocks are ahead of UTC at a moment, in ms. */
export function offsetAt(time: number, zone: string): number {
  if (zone === "" || zone === "UTC" || zone === "author") return 0;
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (fixed !== null) return (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3])) * 60_000;
  const field: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(time)) field[type] = Number(value);
  const local =
    Date.UTC(field["year"]!, field["month"]! - 1, field["day"], field["hour"], field["minute"], field["second"]);
  return local - Math.floor(time / 1_000) * 1_000;
}

// No zone moves its clocks twice within less than this.
const PROBE_MS = 7 * DAY_MS;

/** The moment of the change between two times of different offsets. */
function changeBetween(low: number, high: number, zone: string): number {
  const before = offsetAt(low, zone);
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000;
    if (offsetAt(middle, zone) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** Stretches without a change of the clocks, which together hold all of `from` to `to`. */
function spansOf(from: number, to: number, zone: string): Span[] {
  const first = Math.floor(from / 1_000) * 1_000;
  const spans: Span[] = [{ begin: -Infinity, end: Infinity, offset: offsetAt(first, zone) }];
  for (let time = first; time < to; time += PROBE_MS) {
    const next = offsetAt(time + PROBE_MS, zone);
    const last = spans.at(-1)!;
    if (next === last.offset) continue;
    last.end = changeBetween(time, time + PROBE_MS, zone);
    spans.push({ begin: last.end, end: Infinity, offset: next });
  }
  return spans;
}

function floorLocal(local: number, interval: Interval): number {
  if (interval === "hour") return Math.floor(local / HOUR_MS) * HOUR_MS;
  const day = Math.floor(local / DAY_MS) * DAY_MS;
  if (interval === "day") return day;
  const date = new Date(day);
  if (interval === "week") return day - ((date.getUTCDay() + 6) % 7) * DAY_MS;
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

function nextLocal(floored: number, interval: Interval): number {
  if (interval === "hour") return floored + HOUR_MS;
  if (interval === "day") return floored + DAY_MS;
  if (interval === "week") return floored + 7 * DAY_MS;
  return floorLocal(floored + 31 * DAY_MS, "month");
}

/** The first moment at which the clocks show this local time or a later one. */
function firstAt(local: number, spans: readonly Span[]): number {
  const span = spans.find((one) => local - one.offset < one.end)!;
  return Math.max(local - span.offset, span.begin);
}

function hoursFrom(from: number, until: number, spans: readonly Span[]): number[] {
  const found: number[] = [];
  for (const { begin, end, offset } of spans) {
    if (end <= from || begin >= until) continue;
    const first = floorLocal(Math.max(begin, from) + offset, "hour") - offset;
    for (let time = first; time < Math.min(end, until); time += HOUR_MS) found.push(Math.max(time, begin));
  }
  return found;
}

/** The beginnings of all periods from the one that `from` lies in up to the last one before `until`. */
export function periodsFrom(from: number, until: number, interval: Interval, zone: string): number[] {
  const spans = spansOf(from - 32 * DAY_MS, until, zone);
  if (interval === "hour") return hoursFrom(from, until, spans);
  const found: number[] = [];
  let local = floorLocal(from + offsetAt(from, zone), interval);
  for (let time = firstAt(local, spans); time < until; time = firstAt(local, spans)) {
    // A date that a zone leaves out, when it changes sides of the date line, has no bucket.
    if (time !== found.at(-1)) found.push(time);
    local = nextLocal(local, interval);
  }
  return found;
}

/** The end of the period that begins at `start`. */
export function endOf(start: number, interval: Interval, zone: string): number {
  return periodsFrom(start, start + 33 * DAY_MS, interval, zone)[1]!;
}

/** The first moment of a date («2026-11-26») in the zone. */
export function dayBegin(date: string, zone: string): number {
  const local = Date.parse(date);
  return firstAt(local, spansOf(local - 2 * DAY_MS, local + 2 * DAY_MS, zone));
}

/** The date of a moment in the zone, «2026-11-26». */
export function dateIn(time: number, zone: string): string {
  return new Date(time + offsetAt(time, zone)).toISOString().slice(0, 10);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export interface LocalParts {
  year: number;
  /** «Nov» */
  month: string;
  monthIndex: number;
  day: number;
  hour: number;
  minute: number;
}

export function localParts(time: number, zone: string): LocalParts {
  const date = new Date(time + offsetAt(time, zone));
  const monthIndex = date.getUTCMonth();
  return {
    year: date.getUTCFullYear(), month: MONTHS[monthIndex]!, monthIndex, day: date.getUTCDate(),
    hour: date.getUTCHours(), minute: date.getUTCMinutes(),
  };
}

const two = (n: number) => String(n).padStart(2, "0");

/** What a period is called: «16 Nov 2026 14:00», «16 Nov 2026», «Week of 16 Nov 2026», «Nov 2026». */
export function periodName(start: number, interval: Interval, zone: string): string {
  const { year, month, day, hour, minute } = localParts(start, zone);
  if (interval === "month") return `${month} ${year}`;
  const date = `${day} ${month} ${year}`;
  if (interval === "week") return `Week of ${date}`;
  return interval === "day" ? date : `${date} ${two(hour)}:${two(minute)}`;
}

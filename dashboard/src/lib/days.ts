// Days and clocks of lists: which day a moment lies in, what the author's own clock
// showed, and the bars of the map above a list of commits.
//
//   dayOf("2026-11-23T00:30:00+02:00", "UTC")      ->  "2026-11-22"
//   ownClock("2026-11-23T02:13:20+02:00")          ->  { day: "2026-11-23", time: "02:13", offset: "+02:00" }

import { DAY_MS, dateIn, dayBegin } from "./calendar.ts";
import { dayText } from "./times.ts";

/** "author" has no days of its own: a list in order of time goes by UTC then. */
export function zoneOfDays(zone: string): string {
  return zone === "author" ? "UTC" : zone;
}

/** The day of a moment; undefined for none and for text that is no moment. */
export function dayOf(iso: string | null, zone: string): string | undefined {
  return iso === null || Number.isNaN(Date.parse(iso)) ? undefined : dayText(iso, zone);
}

/** A range of days as the lists of the API take it: with the zone whose days they are. */
export function daysAsked(range: { since: string | undefined; until: string | undefined }, zone: string): { since?: string; until?: string; tz?: string } {
  const { since, until } = range;
  return {
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(since === undefined && until === undefined ? {} : { tz: zoneOfDays(zone) }),
  };
}

export function addDays(day: string, days: number): string {
  return dateIn(Date.parse(day) + days * DAY_MS, "UTC");
}

/** When a range ends: now, or with its last day, which may have 23 or 25 hours. */
export function rangeEnd(until: string | undefined, now: number, zone: string): number {
  return until === undefined ? now : Math.min(now, dayBegin(addDays(until, 1), zone));
}

export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** "Mon 2026-11-23", with "Today" or "Yesterday" before it. */
export function dayHeading(day: string, today: string): string {
  const named = `${WEEKDAYS[new Date(day).getUTCDay()]} ${day}`;
  if (day === today) return `Today, ${named}`;
  return day === addDays(today, -1) ? `Yesterday, ${named}` : named;
}

export interface OwnClock {
  day: string;
  time: string;
  offset: string;
}

/** What the person's own clock showed; undefined where the time is not known. */
export function ownClock(iso: string | null): OwnClock | undefined {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(iso ?? "");
  if (match === null) return undefined;
  const [, day = "", time = "", offset = ""] = match;
  return { day, time, offset: offset === "Z" ? "+00:00" : offset.replace("-", "\u2212") };
}

/** The time within a list under day headings: with its day where that is not the heading's. */
export function clockUnderDay(iso: string | null, heading: string | undefined): string {
  const clock = ownClock(iso);
  if (clock === undefined) return "–";
  return `${clock.day === heading ? "" : `${clock.day} `}${clock.time} ${clock.offset}`;
}

export interface DayCount {
  day: string;
  count: number;
}

export interface MapBar {
  /** The first and the last day of the bar. */
  from: string;
  to: string;
  count: number;
}

export interface DayMap {
  bars: MapBar[];
  /** The days whose commits are left out, for they are further away than all the others are from one another. */
  outside: number;
}

/** Wrong clocks: days at either end that are further from the next one than half of the whole time. */
function withoutStrays(days: readonly DayCount[]): readonly DayCount[] {
  let first = 0;
  let last = days.length - 1;
  const at = (index: number) => days[index]!.day;
  while (last - first > 2) {
    const half = daysBetween(at(first), at(last)) / 2;
    if (half < 366) break;
    if (daysBetween(at(first), at(first + 1)) > half) first += 1;
    else if (daysBetween(at(last - 1), at(last)) > half) last -= 1;
    else break;
  }
  return days.slice(first, last + 1);
}

/** The days, oldest first, as at most `most` bars of equally many days. */
export function dayMap(days: readonly DayCount[], most: number): DayMap {
  const kept = withoutStrays(days);
  const first = kept[0]?.day;
  const last = kept.at(-1)?.day;
  if (first === undefined || last === undefined) return { bars: [], outside: 0 };
  const length = Math.ceil((daysBetween(first, last) + 1) / most);
  const bars: MapBar[] = [];
  // The last bar ends with the last day, so that only the first one may have fewer days.
  for (let to = last; to >= first; to = addDays(to, -length)) {
    const from = addDays(to, 1 - length);
    bars.unshift({ from: from < first ? first : from, to, count: 0 });
  }
  for (const { day, count } of kept)
    bars[bars.length - 1 - Math.floor(daysBetween(day, last) / length)]!.count += count;
  return { bars, outside: sum(days) - sum(kept) };
}

function sum(days: readonly DayCount[]): number {
  return days.reduce((total, { count }) => total + count, 0);
}

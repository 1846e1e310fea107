// Times as people read them, in the zone that the page shows.
//
//   relative("2026-11-26T14:02:00Z", now)            "6 min ago"; the date once it is 7 days old
//   momentText("2026-11-26T14:02:00Z", zone)         "2026-11-26 15:02"
//   momentText("2026-11-26T14:02:00-08:00", "author")  "2026-11-26 14:02", the clock that the time itself names
//
// The page's zone is `zoneOf` of what the address says as `tz`: nothing for the reader's own zone, "UTC", "author", or a
// name of the IANA database.
import { duration, UNKNOWN } from "./numbers.ts";

export const READERS_ZONE: string = Intl.DateTimeFormat().resolvedOptions().timeZone;
const WEEK_MS = 7 * 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const options: Intl.DateTimeFormatOptions = {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", weekday: "short", hourCycle: "h23",
  };
  const format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: isZone(zone) ? zone : "UTC" });
  formats.set(zone, format);
  return format;
}

export function isZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

/** The zone that the API is asked with: a name, an offset, or "author". */
export function zoneOf(tz: string | undefined): string {
  if (tz === undefined || tz === "") return READERS_ZONE;
  return tz === "author" || isZone(tz) ? tz : "UTC";
}

export function zoneName(tz: string | undefined): string {
  const zone = zoneOf(tz);
  return zone === "author" ? "authors’ own clocks" : zone.replaceAll("_", " ");
}

interface Clock {
  day: string;
  time: string;
  weekday: string;
}

/** The zone "author" reads the clock that the text itself shows; other times have none and are shown in UTC. */
function clockOf(at: Date | string, zone: string): Clock | undefined {
  const date = at instanceof Date ? at : new Date(at);
  if (Number.isNaN(date.getTime())) return undefined;
  if (zone === "author") {
    const offset = typeof at === "string" ? (/[+-]\d\d:\d\d$/.exec(at)?.[0] ?? "UTC") : "UTC";
    return clockOf(date, offset === "-00:00" ? "UTC" : offset);
  }
  const parts: Record<string, string> = {};
  for (const { type, value } of formatOf(zone).formatToParts(date)) parts[type] = value;
  const day = `${(parts["year"] ?? "").padStart(4, "0")}-${parts["month"]}-${parts["day"]}`;
  return { day, time: `${parts["hour"]}:${parts["minute"]}`, weekday: parts["weekday"] ?? "" };
}

const DATE_ALONE = /^\d{4}-\d\d-\d\d$/;

export function dayText(at: string | Date | null | undefined, zone: string = READERS_ZONE): string {
  if (at === null || at === undefined) return UNKNOWN;
  if (typeof at === "string" && DATE_ALONE.test(at)) return at;
  return clockOf(at, zone)?.day ?? UNKNOWN;
}

export function clockText(at: string | Date | null | undefined, zone: string = READERS_ZONE): string {
  return at === null || at === undefined ? UNKNOWN : (clockOf(at, zone)?.time ?? UNKNOWN);
}

export function momentText(at: string | Date | null | undefined, zone: string = READERS_ZONE): string {
  const clock = at === null || at === undefined ? undefined : clockOf(at, zone);
  return clock === undefined ? UNKNOWN : `${clock.day} ${clock.time}`;
}

/** As near as one says it: "14:20" today, "Mon 14:20" within a week, else the date. Past and future alike. */
export function untilText(at: string | Date | null | undefined, now: Date, zone: string = READERS_ZONE): string {
  const clock = at === null || at === undefined ? undefined : clockOf(at, zone);
  if (clock === undefined || at === null || at === undefined) return UNKNOWN;
  if (clock.day === clockOf(now, zone)?.day) return clock.time;
  const away = Math.abs(new Date(at).getTime() - now.getTime());
  return away < WEEK_MS - 86_400_000 ? `${clock.weekday} ${clock.time}` : clock.day;
}

/** In one unit: ages are read at a glance. */
function oneUnit(seconds: number): string {
  const unit = seconds >= 86_400 ? 86_400 : seconds >= 3_600 ? 3_600 : seconds >= 60 ? 60 : 1;
  return duration(Math.floor(seconds / unit) * unit);
}

/** How long ago, or in what time; the date from 7 days on. */
export function relative(then: string | Date | null | undefined, now: Date, zone: string = READERS_ZONE): string {
  const at = then === null || then === undefined ? Number.NaN : new Date(then).getTime();
  if (Number.isNaN(at)) return UNKNOWN;
  const away = Math.abs(now.getTime() - at);
  if (away >= WEEK_MS) return dayText(new Date(at), zone);
  if (away < 1_000) return "now";
  return at <= now.getTime() ? `${oneUnit(away / 1_000)} ago` : `in ${oneUnit(away / 1_000)}`;
}

/** From one moment to another. */
export function secondsBetween(from: string, to: string | Date): number {
  return (new Date(to).getTime() - Date.parse(from)) / 1_000;
}

/** Of a clock that is behind, none rather than less than none. */
export const secondsSince = (from: string, now: Date) => Math.max(0, secondsBetween(from, now));

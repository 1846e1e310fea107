// Numbers as people read them. What is not known is "–", never "0".
//
//   whole(12400)  "12,400"      compact(12400)  "12.4k"      delta(312, 12088)  "+312 (2.6 %)"
//   whole(null)   "–"           percent(0.981)  "98 %"       duration(100_800)  "1 d 4 h"

export type Unknown = null | undefined;
export const UNKNOWN = "–";
const MINUS = "−";
/** Below this a percentage says more than its base can bear. */
const LEAST_BASE = 20;

const formats = new Map<number, Intl.NumberFormat>();

function formatted(n: number, digits: number): string {
  let format = formats.get(digits);
  if (format === undefined) formats.set(digits, (format = new Intl.NumberFormat(undefined, { maximumFractionDigits: digits })));
  return format.format(n === 0 ? 0 : n).replace("-", MINUS);
}

function known(n: number | Unknown): n is number {
  return typeof n === "number" && Number.isFinite(n);
}

/** With the reader's separators; of a fraction at most one digit. */
export function whole(n: number | Unknown): string {
  return known(n) ? formatted(n, Math.abs(n) < 10 ? 1 : 0) : UNKNOWN;
}

/** "1 sync", "2 syncs". */
export const counted = (count: number | Unknown, one: string, many = `${one}s`): string => `${whole(count)} ${count === 1 ? one : many}`;

function scaled(n: number, step: number, units: readonly string[], gap: string): string {
  let size = Math.abs(n);
  let unit = 0;
  // 999,950 is 1M, not 1,000k.
  while (unit < units.length - 1 && size >= step * (unit === 0 ? 1 : 0.9995)) {
    size /= step;
    unit += 1;
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : 1;
  return `${n < 0 ? MINUS : ""}${formatted(size, digits)}${gap}${units[unit] ?? ""}`;
}

/** At most four characters and a unit: for axes and tiles. */
export function compact(n: number | Unknown): string {
  if (!known(n)) return UNKNOWN;
  return Math.abs(n) < 1_000 ? whole(n) : scaled(n, 1_000, ["", "k", "M", "B"], "");
}

export function bytes(n: number | Unknown): string {
  return known(n) ? scaled(n, 1_000, ["B", "kB", "MB", "GB", "TB"], " ") : UNKNOWN;
}

/** Of a share between 0 and 1. A little is never "0 %", and nearly all is never "100 %". */
export function percent(share: number | Unknown): string {
  if (!known(share)) return UNKNOWN;
  const value = Math.abs(share) * 100;
  const sign = share < 0 ? MINUS : "";
  if (value === 0) return "0 %";
  if (value < 0.1) return `<${sign}${formatted(0.1, 1)} %`;
  if (value > 99.5 && value < 100) return `${sign}${formatted(Math.min(99.9, value), 1)} %`;
  return `${sign}${formatted(value, value < 9.95 ? 1 : 0)} %`;
}

/** A change, with its share of what there was before (`base`) where that is enough to speak of shares. */
export function delta(n: number | Unknown, base?: number | null): string {
  if (!known(n)) return UNKNOWN;
  if (n === 0) return "±0";
  const signed = n > 0 ? `+${whole(n)}` : whole(n);
  return known(base) && base >= LEAST_BASE ? `${signed} (${percent(Math.abs(n) / base)})` : signed;
}

const DAY_S = 86_400;

/** In at most two units; from a month on in days alone. */
export function duration(seconds: number | Unknown): string {
  if (!known(seconds)) return UNKNOWN;
  const sign = seconds < 0 ? MINUS : "";
  const size = Math.abs(seconds);
  if (size > 0 && size < 1) return `<${sign}1 s`;
  return sign + durationOf(size);
}

function durationOf(size: number): string {
  const total = Math.round(size < 3_600 ? size : Math.round(size / 60) * 60);
  if (total >= 30 * DAY_S) return `${whole(Math.round(total / DAY_S))} d`;
  const parts: [number, string][] = [
    [Math.floor(total / DAY_S), "d"], [Math.floor((total % DAY_S) / 3_600), "h"],
    [Math.floor((total % 3_600) / 60), "min"], [total % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return "0 s";
  return parts.slice(first, first + 2).filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(" ");
}

// A list of projects that somebody pastes: what the server takes its lines for, what it costs, and the same as a command.
//
//   bodyBytes(text) > BODY_MAX_BYTES             too long for one request
//   withoutLines(text, plan.lines, places)       the text without some of the plan's lines
//   forecastText(plan.forecast)                  "It takes 829 of 3,412 usable points, 35 min (40 sizes unknown)."
//   commandLine("all of ours", newNames(plan))   cpsg batch create 'all of ours' acme/graph …
import type { components } from "../data/api_types.ts";
import { bytes, counted, duration, whole } from "./numbers.ts";
import { dayText } from "./times.ts";

export type Plan = components["schemas"]["plan"];
export type PlanLine = Plan["lines"][number];
export type Forecast = Plan["forecast"];
export type Verdict = PlanLine["verdict"];

export const BODY_MAX_BYTES = 2 * 1024 * 1024;
/** Of one plan, as the server has them. */
export const LINES_MAX = 20_000;
/** So many may be followed one by one, without a batch. */
export const NOW_MAX = 20;
export const VERDICTS: Record<Verdict, string> = { new: "new", known: "known", twice: "twice", invalid: "unreadable" };

/** Of the request that asks about the text: JSON needs more than the text where it is quoted. */
export function bodyBytes(text: string): number {
  // Nothing becomes longer than six bytes ("\u0000"), so most texts need no second look.
  if (text.length * 6 + 16 <= BODY_MAX_BYTES) return text.length;
  return new TextEncoder().encode(JSON.stringify({ text })).length;
}

export function newNames(plan: Pick<Plan, "lines">): string[] {
  return plan.lines.flatMap(({ verdict, full_name }) => (verdict === "new" && full_name !== null ? [full_name] : []));
}

/**
 * The text without some of the plan's lines, named by their places in it. Where a line of the text has several, or the
 * text is a file of npm's, which lines can't be cut out of, what is left becomes a list of names.
 */
export function withoutLines(text: string, lines: readonly PlanLine[], places: ReadonlySet<number>): string {
  const removed = new Set<number>();
  const left = new Set<number>();
  lines.forEach(({ line }, place) => (places.has(place) ? removed : left).add(line));
  const isFile = text.trimStart().startsWith("{");
  if (!isFile && ![...removed].some((line) => left.has(line))) {
    return text.split("\n").filter((_, place) => !removed.has(place + 1)).join("\n");
  }
  return lines.filter((_, place) => !places.has(place)).map(({ full_name, input }) => full_name ?? input).join("\n");
}

/** What it costs, in one sentence; what nobody told is not there, and said. */
export function forecastText({ points, points_now, bytes: size, seconds, unknown_sizes }: Forecast, count: number): string {
  const parts: string[] = [];
  if (points !== null) parts.push(`${whole(Math.ceil(points))}${points_now === null ? "" : ` of ${whole(Math.floor(points_now))} usable`} points`);
  if (size !== null) parts.push(`about ${bytes(size)}`);
  if (seconds !== null) parts.push(duration(seconds));
  if (parts.length === 0) {
    const usable = points_now === null ? "" : ` ${whole(Math.floor(points_now))} points can be used now.`;
    return `${unknown_sizes === 1 ? "Its size is" : "Their sizes are"} not known yet.${usable}`;
  }
  const sizes = unknown_sizes === count ? "no size is known" : `${whole(unknown_sizes)} sizes unknown`;
  const unknown = unknown_sizes === 0 ? "" : ` (${sizes})`;
  return `It takes ${parts.join(", ")}${unknown}.`;
}

export function defaultName(count: number, now: Date, zone: string): string {
  return `${counted(count, "project")}, ${dayText(now.toISOString(), zone)}`;
}

function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) && !word.startsWith("-") ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

const INLINE_NAMES = 8;

/** For a shell: with the names behind it, or as its input where they are many. */
export function commandLine(name: string, names: readonly string[]): string {
  const start = `cpsg batch create ${quoted(name.startsWith("-") ? ` ${name}` : name)}`;
  if (names.length <= INLINE_NAMES) return [start, ...names.map(quoted)].join(" ");
  return `${start} --file - <<'END'\n${names.join("\n")}\nEND`;
}

const ADDRESS_LENGTH = 1_500;

/** The text as the address has it: names between commas; undefined where it is longer or says more. */
export function listOfText(text: string): string | undefined {
  if (text.length > 2 * ADDRESS_LENGTH) return undefined;
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const list = lines.join(",");
  return list.length <= ADDRESS_LENGTH && lines.every((line) => /^[\w.-]+\/[\w.-]+$/.test(line)) ? list : undefined;
}

export function textOfList(list: string): string {
  return list.split(",").join("\n");
}

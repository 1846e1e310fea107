// What the address of a live chart for other pages asks for: /embed/acme/graph/stars?range=1y&theme=dark
import { type Interval, RANGES } from "./range.ts";
import { isZone } from "./times.ts";

export const KINDS = ["stars", "commits", "people", "lead-time"] as const;
export type Kind = (typeof KINDS)[number];

export interface EmbedPage {
  owner: string;
  name: string;
  kind: Kind;
  range: string;
  theme: "light" | "dark" | "auto";
  /** As the API takes it; "" is the reader's own. */
  tz: string;
  bots: boolean;
  /** undefined: as the range and the width have it. */
  interval: Interval | undefined;
}

const INTERVALS = ["hour", "day", "week", "month"] as const;

function oneOf<Value extends string>(value: string | null, known: readonly Value[]): Value | undefined {
  return known.find((one) => one === value);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** undefined where the path names no chart; options that are not known are as if they were not there. */
export function parseEmbed(path: string, search: string): EmbedPage | undefined {
  const [family, owner, name, last, more] = path.split("/").filter((part) => part !== "").map(decoded);
  const kind = oneOf(last ?? "", KINDS);
  if (family !== "embed" || owner === undefined || name === undefined || kind === undefined
    || more !== undefined) return undefined;
  const query = new URLSearchParams(search);
  const range = query.get("range") ?? "";
  const tz = query.get("tz") ?? "";
  return {
    owner, name, kind,
    range: (RANGES as readonly string[]).includes(range) || /^\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/.test(range) ? range
      : "1y",
    theme: oneOf(query.get("theme"), ["light", "dark"] as const) ?? "auto",
    tz: tz === "author" || (tz !== "" && isZone(tz)) ? tz : "",
    bots: query.get("bots") !== "false",
    interval: oneOf(query.get("interval"), INTERVALS),
  };
}

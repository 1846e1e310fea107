// Addresses of badges, cards, charts and live charts of a project, and the lines that put them into a page elsewhere.
//
//   pictureUrl(origin, "acme", "graph", readKind("badge/stars"), { style: "plain" })
//       ->  ".../badge/acme/graph/stars.svg?style=plain"
//   snippet("markdown", { url, dark, light, link, alt })                     "[![…](…)](…)"
//
// Options that say what holds anyway are left out, so that addresses stay short and caches share them.

import { isDay } from "./range.ts";
import { isZone } from "./times.ts";

export const BADGES: Readonly<Record<string, string>> = {
  stars: "stars",
  "stars-30d": "stars in 30 days",
  forks: "forks",
  issues: "open issues",
  pulls: "open pulls",
  "lead-time": "lead time",
  "first-review": "first review",
  commits: "commits",
  "commits-30d": "commits in 30 days",
  "people-90d": "people in 90 days",
  branches: "branches",
  "release-age": "age of the last release",
  synced: "last sync",
  coverage: "coverage",
};
export const CHARTS: Readonly<Record<string, string>> = {
  stars: "stars",
  commits: "commits",
  people: "active people",
  "lead-time": "lead time",
};
export const COLOURS = [
  "accent",
  "ok",
  "warn",
  "error",
  "idle",
  "series-1",
  "series-2",
  "series-3",
  "series-4",
  "series-5",
] as const;
export const SPARKS = ["commits", "people", "stars", "none"] as const;
export const RANGES = ["7d", "30d", "90d", "1y", "5y", "all"] as const;
export const FORMS: Readonly<Record<string, string>> = {
  picture: "Light and dark",
  markdown: "Markdown",
  html: "HTML",
  asciidoc: "AsciiDoc",
  shields: "by shields.io",
};
export const DEFAULT_METRICS = "stars,commits-30d,lead-time";
export const METRICS_MAX = 4;
export const LABEL_MAX = 40;
export const WIDTHS = { least: 240, most: 1_200 } as const;

export type Family = "badge" | "card" | "chart" | "embed";
export type Option =
  | "label"
  | "style"
  | "color"
  | "width"
  | "tz"
  | "bots"
  | "metrics"
  | "spark"
  | "range"
  | "vs"
  | "scale"
  | "by"
  | "theme";
export type Options = Partial<Record<Option, string>>;

export interface Kind {
  family: Family;
  /** Of a badge or chart: which one. */
  of: string;
}

/** "badge/stars", "card", "chart/lead-time", "embed/commits"; what is not known is the first of its family. */
export function readKind(text: string): Kind {
  const [family = "", of = ""] = text.split("/");
  if (family === "card") return { family, of: "" };
  if (family === "chart" || family === "embed") return { family, of: Object.hasOwn(CHARTS, of) ? of : "stars" };
  return { family: "badge", of: family === "badge" && Object.hasOwn(BADGES, of) ? of : "stars" };
}

export function printKind({ family, of }: Kind): string {
  return family === "card" ? family : `${family}/${of}`;
}

const OF_ALL: readonly Option[] = ["label", "style", "color", "tz", "bots"];
const OF_CHART: readonly Option[] = ["range", "vs", "scale", "by"];
const TAKEN: Record<Family, readonly Option[]> = {
  badge: OF_ALL,
  card: ["metrics", "spark", ...OF_ALL, "width"],
  chart: [...OF_CHART, ...OF_ALL, "width"],
  embed: ["range", "tz", "bots"],
};

export function takes(family: Family, option: Option): boolean {
  return TAKEN[family].includes(option);
}

const USUAL: Options = {
  style: "flat",
  metrics: DEFAULT_METRICS,
  spark: "commits",
  scale: "linear",
  by: "date",
};

/** Whether the server takes the value; one that it would refuse is left out. By age a range has a name, and no dates. */
function isGood(option: Option, value: string, byAge: boolean): boolean {
  if (option === "range") {
    const [first = "", last = "", more] = value.split("..");
    const dates = !byAge && isDay(first) && isDay(last) && first <= last && more === undefined;
    return dates || (RANGES as readonly string[]).includes(value);
  }
  if (option === "width") return /^\d+$/.test(value) && Number(value) >= WIDTHS.least && Number(value) <= WIDTHS.most;
  if (option === "label")
    return [...value].length <= LABEL_MAX && new TextEncoder().encode(value).length <= 3 * LABEL_MAX;
  if (option === "color") return (COLOURS as readonly string[]).includes(value);
  if (option === "vs")
    return value.split(",").every((name) => /^[^\s/]+\/[^\s/]+$/.test(name)) && value.split(",").length <= 4;
  // With bots is usual, and `only` is for lists.
  if (option === "bots") return value === "false";
  return option !== "tz" || isZone(value);
}

/** The options that the picture takes, that the server would not refuse, and that do not hold anyway. */
function written(kind: Kind, options: Options): [Option, string][] {
  const found: [Option, string][] = [];
  const byAge = kind.family === "chart" && options.by === "age";
  for (const option of [...TAKEN[kind.family], "theme"] as Option[]) {
    const value = option === "vs" ? options.vs?.replaceAll(" ", "") : options[option]?.trim();
    if (value !== undefined && value !== "" && value !== USUAL[option] && isGood(option, value, byAge))
      found.push([option, value]);
  }
  return found;
}

/** The address of the picture; `theme` goes in where one is given. */
export function pictureUrl(origin: string, owner: string, name: string, kind: Kind, options: Options): string {
  const project = `${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  const paths: Record<Family, string> = {
    badge: `/badge/${project}/${kind.of}.svg`,
    card: `/card/${project}.svg`,
    chart: `/chart/${project}/${kind.of}.svg`,
    embed: `/embed/${project}/${kind.of}`,
  };
  const parts = written(kind, options).map(
    ([option, value]) => `${option}=${encodeURIComponent(value).replace(/%2C/g, ",").replace(/%2F/g, "/")}`,
  );
  return `${origin}${paths[kind.family]}${parts.length === 0 ? "" : `?${parts.join("&")}`}`;
}

const quoted = (word: string) => (/^[\w.,/:+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The command that writes the same picture into a file, where no server can be reached. */
export function commandOf(fullName: string, kind: Kind, options: Options): string {
  const word = kind.family === "chart" ? `chart-${kind.of}` : kind.family === "badge" ? kind.of : kind.family;
  const more = written(kind, options)
    .map(([option, value]) => ` --${option} ${quoted(value)}`)
    .join("");
  return `cpsg badge ${quoted(fullName)} ${word}${more} > ${word}.svg`;
}

/** The address by which shields.io reads a badge, to draw it in its own look. */
export function endpointUrl(origin: string, owner: string, name: string, kind: Kind, options: Options): string {
  const { style: _, theme: __, ...rest } = options;
  return pictureUrl(origin, owner, name, kind, rest).replace(/\.svg(?=$|\?)/, ".json");
}

const escapedHtml = (text: string) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
const escapedMarkdown = (text: string) => text.replace(/[\\[\]`*_<>&]/g, "\\$&");
const escapedAsciidoc = (text: string) => text.replace(/"/g, "'").replace(/\]/g, "\\]");

export interface Pictured {
  /** For readers of either ground. */
  url: string;
  light: string;
  dark: string;
  /** For shields.io; of badges alone. */
  endpoint?: string;
  /** The page that a press leads to. */
  link: string;
  alt: string;
}

export function snippet(form: string, { url, light, dark, endpoint, link, alt }: Pictured): string {
  const text = escapedHtml(alt);
  const [href, auto, onLight, onDark] = [link, url, light, dark].map(escapedHtml);
  if (form === "markdown") return `[![${escapedMarkdown(alt)}](${url})](${link})`;
  if (form === "shields" && endpoint !== undefined) {
    return `[![${escapedMarkdown(alt)}](https://img.shields.io/endpoint?url=${encodeURIComponent(endpoint)})](${link})`;
  }
  if (form === "html") return `<a href="${href}"><img alt="${text}" src="${auto}"></a>`;
  if (form === "asciidoc") return `image:${url}["${escapedAsciidoc(alt)}",link="${link}"]`;
  return [
    `<a href="${href}">`,
    "  <picture>",
    `    <source media="(prefers-color-scheme: dark)" srcset="${onDark}">`,
    `    <source media="(prefers-color-scheme: light)" srcset="${onLight}">`,
    `    <img alt="${text}" src="${onLight}">`,
    "  </picture>",
    "</a>",
  ].join("\n");
}

/** A live chart for a page elsewhere. */
export function frameSnippet(url: string, title: string, widthPx: number, heightPx: number): string {
  const size = `width="${widthPx}" height="${heightPx}"`;
  return `<iframe src="${escapedHtml(url)}" title="${escapedHtml(title)}" ${size} loading="lazy"></iframe>`;
}

/** Who can ask that host for a picture: its own machine, its network, or (as far as a name tells) everybody. */
export function reachOf(host: string): "machine" | "network" | "public" {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  if (name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^127(\.\d+){3}$/.test(name))
    return "machine";
  const inner = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|f[cd][0-9a-f]{2}:|fe80:)/.test(name);
  return inner || !/[.:]/.test(name) || /\.(local|internal|lan|home\.arpa)$/.test(name) ? "network" : "public";
}

// The menu of a block or tile: what its numbers mean, and how to take them along. The key `.` opens that of the block that
// has the focus or the pointer.
import "./block_menu.css";
import { address, hrefOf } from "../data/location.ts";
import { serverNow } from "../data/request.ts";
import { toView, valueOf, withQuery } from "../lib/address.ts";
import { pinnedRange } from "../lib/range.ts";
import { copyText } from "./copy.tsx";
import { Menu } from "./menu.tsx";
import { zone } from "./zone.ts";

export interface ApiCall {
  /** With the values in it: "/v1/projects/acme/graph/activity". */
  path: string;
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
}

export interface BlockMenu {
  definition?: string | undefined;
  call?: ApiCall | undefined;
  /** The address of the whole list; by default the call with `format=csv`. false where there is none. */
  csv?: string | false | undefined;
  /** The chart as a picture: its SVG text, and its PNG. */
  svg?: (() => string | undefined) | undefined;
  png?: (() => Promise<Blob | undefined>) | undefined;
}

/** The call as a path with its query. */
export function urlOf({ path, query = {} }: ApiCall, more: Record<string, string> = {}): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...query, ...more })) {
    for (const one of Array.isArray(value) ? (value as string[]) : [value]) {
      if (one !== undefined) parameters.append(key, String(one));
    }
  }
  const search = parameters.toString().replace(/%2F/g, "/").replace(/%3A/g, ":").replace(/%2C/g, ",");
  return search === "" ? path : `${path}?${search}`;
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function nameOf(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "chart";
}

/** The menu of the block that has the focus, else of that under the pointer. */
export function openBlockMenu(): boolean {
  const around = ".block, .tile";
  const block = document.activeElement?.closest(around) ?? [...document.querySelectorAll(`:is(${around}):hover`)].at(-1);
  const button = block?.querySelector<HTMLElement>(".block-menu > button");
  button?.click();
  return button !== null && button !== undefined;
}

/** The page with dates in place of a range that moves on; undefined where it has none. */
function pinnedLink(): string | undefined {
  const range = valueOf(address.value, "range");
  const pinned = pinnedRange(range, serverNow(), zone.value);
  if (range === "" || pinned === range) return undefined;
  return location.origin + hrefOf(withQuery(address.value, { range: pinned, tz: zone.value }));
}

export function BlockMenuButton({ title, menu }: { title: string; menu: BlockMenu }) {
  const { definition, call, svg, png } = menu;
  const csv = menu.csv ?? (call === undefined ? false : urlOf(call, { format: "csv" }));
  const curl = () => call !== undefined && copyText(`curl '${location.origin}${urlOf(call).replaceAll("'", "%27")}'`, "The call");
  const saveSvg = () => {
    const text = svg?.();
    if (text !== undefined) save(new Blob([text], { type: "image/svg+xml" }), `${nameOf(title)}.svg`);
  };
  const savePng = () => void png?.().then((blob) => blob !== undefined && save(blob, `${nameOf(title)}.png`));
  const pinned = pinnedLink();
  const reference = () => hrefOf(toView(address.value, "reference", { query: { block: urlOf(call!) } }));
  return (
    <Menu plain align="end" class="block-menu" label="⋯" name={`About “${title}”: definition, API call, CSV`}
      items={[
        call !== undefined && { label: "Copy the API call", note: "as curl", act: curl },
        pinned !== undefined && { label: "Copy link as of now", note: "to this page, with its dates", act: () => copyText(pinned, "The link") },
        call !== undefined && { label: "Open in the reference", note: "with all values filled in", href: reference() },
        call !== undefined && { label: "JSON", href: urlOf(call), download: true },
        csv !== false && { label: "CSV", href: csv, download: true },
        svg !== undefined && { label: "Save the chart as SVG", act: saveSvg },
        png !== undefined && { label: "Save the chart as PNG", act: savePng },
      ]}>
      {definition === undefined ? null : <p class="block-definition">{definition}</p>}
    </Menu>
  );
}

// The menu of a block or tile: what its numbers mean, and how to take them along; the frame's key `.` opens it.
import "./block_menu.css";
import { address, hrefOf } from "../data/location.ts";
import { serverNow } from "../data/request.ts";
import { readable, toView, valueOf, withQuery } from "../lib/address.ts";
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
  /** false where the call has no CSV: it is the whole list. */
  csv?: false | undefined;
  /** The chart as SVG text and as PNG, once it is drawn. */
  picture?: { svg?: () => string; png?: () => Promise<Blob> } | undefined;
}

/** The call as a path with its query. */
export function urlOf({ path, query = {} }: ApiCall, more: ApiCall["query"] = {}): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...query, ...more })) {
    for (const one of Array.isArray(value) ? (value as string[]) : [value]) {
      if (one !== undefined) parameters.append(key, String(one));
    }
  }
  const search = readable(parameters.toString());
  return search === "" ? path : `${path}?${search}`;
}

export function save(blob: Blob, name: string): void {
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

/** The page with dates in place of a range that moves on; undefined where it has none. */
function pinnedLink(): string | undefined {
  const range = valueOf(address.value, "range");
  const pinned = pinnedRange(range, serverNow(), zone.value);
  if (range === "" || pinned === range) return undefined;
  return location.origin + hrefOf(withQuery(address.value, { range: pinned, tz: zone.value }));
}

export function BlockMenuButton({ title, menu }: { title: string; menu: BlockMenu }) {
  const { definition, call, picture } = menu;
  // `change` is told beside the list, so not in CSV.
  const csv = (spreadsheet?: true) => urlOf(call!, { format: "csv", change: undefined, spreadsheet });
  const hasCsv = call !== undefined && menu.csv !== false;
  const curl = () => call !== undefined && copyText(`curl '${location.origin}${urlOf(call).replaceAll("'", "%27")}'`, "The call");
  const saveSvg = () => {
    const text = picture?.svg?.();
    if (text !== undefined) save(new Blob([text], { type: "image/svg+xml" }), `${nameOf(title)}.svg`);
  };
  const savePng = () => void picture?.png?.().then((blob) => save(blob, `${nameOf(title)}.png`));
  const pinned = pinnedLink();
  const reference = () => hrefOf(toView(address.value, "reference", { query: { block: urlOf(call!) } }));
  return (
    <Menu plain align="end" class="block-menu" label="⋯" name={`About “${title}”: definition, API call, CSV`}
      items={[
        call !== undefined && { label: "Copy the API call", note: "as curl", act: curl },
        pinned !== undefined && { label: "Copy link as of now", note: "to this page, with its dates", act: () => copyText(pinned, "The link") },
        call !== undefined && { label: "Open in the reference", note: "with all values filled in", href: reference() },
        call !== undefined && { label: "JSON", href: urlOf(call), download: true },
        hasCsv && { label: "CSV", href: csv(), download: true },
        hasCsv && { label: "CSV for a spreadsheet", href: csv(true), download: true },
        picture !== undefined && { label: "Save the chart as SVG", act: saveSvg },
        picture !== undefined && { label: "Save the chart as PNG", act: savePng },
      ]}>
      {definition === undefined ? null : <p class="block-definition">{definition}</p>}
    </Menu>
  );
}

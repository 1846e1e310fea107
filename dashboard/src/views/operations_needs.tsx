// The lines that need a person; when there is none, it says so, and what comes next.
import { toView } from "../lib/address.ts";
import { type Need, needsOf, type Trouble } from "../lib/needs.ts";
import { REMEDY, STATES } from "../lib/status.ts";
import { relative } from "../lib/times.ts";
import { visibleText } from "../lib/text.ts";
import { address, hrefOf } from "../data/location.ts";
import type { Resource } from "../data/resource.ts";
import { Block } from "../parts/block.tsx";
import { ErrorNote } from "../parts/error_note.tsx";
import { now } from "../parts/now.ts";
import { Past } from "../parts/past.tsx";
import { Shape } from "../parts/status.tsx";
import { zone } from "../parts/zone.ts";
import type { Status } from "./operations_data.ts";

export function Needs({ status, troubles }: { status: Resource<Status>; troubles: Resource<Trouble[]> }) {
  const needs = status.value === undefined ? [] : needsOf(status.value, troubles.value, now.value, zone.value);
  const known = status.value !== undefined && troubles.value !== undefined;
  const next = status.value?.queue?.next_due_at;
  const title = needs.length === 0 ? "What needs you?" : `What needs you? (${needs.length})`;
  return (
    <Block id="needs" title={title} resource={status} height={44} menu={{
      definition: "What the server warns of, and projects that are not up to date, by what is wrong.",
      call: { path: "/v1/status" }, csv: false,
    }}>
      {needs.length > 0 && <ul class="operations-needs">{needs.map((need) => <Line key={need.key} need={need} />)}</ul>}
      {known && needs.length === 0 && (
        <p class="operations-well"><Shape name="full" tone="ok" /> All well. {next != null && `Next sync ${nextText(next)}.`}</p>
      )}
      {troubles.value === undefined && troubles.problem !== undefined && (
        <ErrorNote problem={troubles.problem} what="projects in trouble" onAgain={troubles.reload} />
      )}
    </Block>
  );
}

function nextText(at: string): string {
  return Date.parse(at) <= now.value.getTime() ? "now" : relative(at, now.value, zone.value);
}

function Line({ need }: { need: Need }) {
  const shape = STATES[need.list ?? (need.key === "late" ? "late" : "")]?.shape ?? "triangle";
  const remedy = need.remedy ?? REMEDY[need.code] ?? "";
  const link = linkOf(need);
  return (
    <li class="operations-need">
      <Shape name={shape} tone={need.tone} />
      <div>
        <p><b><bdi>{visibleText(need.text)}</bdi></b> {need.since !== null && <span class="note">since <Past at={need.since} /></span>}</p>
        {remedy !== "" && <p class="quiet">{remedy}</p>}
      </div>
      <a class="button" href={link.href} aria-label={`${link.text}: ${visibleText(need.text)}`}>{link.text}</a>
    </li>
  );
}

/** To the projects, or to the part of this page that tells more. */
function linkOf({ key, list, code }: Need): { text: string; href: string } {
  const fleet = (query: { state?: string; q?: string }) => ({ text: "List", href: hrefOf(toView(address.value, "fleet", { query })) });
  if (key === "late") return fleet({ state: "late" });
  if (list === undefined) {
    const part = code.startsWith("store") ? "server" : code === "rate_limited" || code === "unauthorized" ? "budget" : "failures";
    return { text: "More", href: `#${part}` };
  }
  return fleet({ state: list, ...(list === "failing" && code !== "" ? { q: `code:${code}` } : {}) });
}

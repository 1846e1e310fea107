// A time as its distance from now, with the moment itself in the title: <Age at={project.status.last_synced_at} />.
import { momentText, relative } from "../lib/times.ts";
import { now } from "./now.ts";
import { zone } from "./zone.ts";

export function Age({ at, unknown = "not known" }: { at: string | null | undefined; unknown?: string }) {
  if (at === null || at === undefined) return <span title={unknown}>–</span>;
  const shown = zone.value;
  const title = `${momentText(at, shown)} ${shown === "author" ? "" : shown}`.trim();
  return <time datetime={at} title={title}>{relative(at, now.value, shown)}</time>;
}

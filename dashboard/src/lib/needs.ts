// What needs a person: warnings of the server, and projects that are not brought up to date, by what is wrong.
//
//   needsOf(status, troubles, now, zone)    the worst first; empty when all is well
import { duration, whole } from "./numbers.ts";
import { untilText } from "./times.ts";

export interface Warning {
  code: string;
  severity: "warning" | "error";
  since: string | null;
  account: string | null;
  text: string;
  remedy: string;
}

export interface TroubledProject {
  full_name: string;
  status: { state: string; code: string | null; since: string | null };
}

export interface Troubles {
  projects: readonly TroubledProject[];
  /** Of all of them, also where `projects` is the beginning; null where it was not counted. */
  total: number | null;
}

export interface Need {
  key: string;
  tone: "error" | "warn";
  text: string;
  code: string;
  /** undefined: that of the code. */
  remedy: string | undefined;
  since: string | null;
  /** State of the projects to list, or the part of the page that tells more. */
  list: string | undefined;
  /** The one that it is about, where it is one. */
  project: string | undefined;
}

const STATES: Record<string, string> = {
  failing: "failing", no_access: "not found, or private", sso_required: "need single sign-on", gone: "gone", blocked: "blocked",
};
/** Failing comes first: the others may stay as they are for good. */
const ORDER = Object.keys(STATES);

/** Projects that have the same state and code are one line. */
export function groupTroubles({ projects, total }: Troubles): Need[] {
  const groups = new Map<string, TroubledProject[]>();
  for (const project of projects) {
    const key = `${project.status.state} ${project.status.code ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), project]);
  }
  const isWhole = total === null || total <= projects.length;
  const needs = [...groups].map(([key, members]): Need => {
    const { state, code } = members[0]!.status;
    const since = members.map((member) => member.status.since).filter((at) => at !== null).sort()[0] ?? null;
    const one = members.length === 1 ? members[0]!.full_name : undefined;
    const count = `${isWhole ? "" : "at least "}${whole(members.length)} ${members.length === 1 ? "project" : "projects"}`;
    const what = state === "failing" && code !== null ? code : (STATES[state] ?? state);
    return {
      key, tone: state === "failing" ? "error" : "warn", text: `${one ?? count}: ${what}`, code: code ?? "", remedy: undefined, since,
      list: state, project: one,
    };
  });
  const place = (need: Need) => ORDER.indexOf(need.list ?? "");
  return needs.sort((a, b) => place(a) - place(b));
}

/** The server writes times in UTC; people read them on their own clock. */
export function onClock(text: string, now: Date, zone: string): string {
  return text.replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z/g, (time) => untilText(time, now, zone));
}

export function needsOf(
  status: { warnings: readonly Warning[]; queue: { late: number; oldest_due_at: string | null } | null },
  troubles: Troubles | undefined,
  now: Date,
  zone: string,
): Need[] {
  const needs = status.warnings.map(({ code, severity, since, account, text, remedy }): Need => ({
    key: `warning ${code} ${account ?? ""} ${text}`, tone: severity === "error" ? "error" : "warn",
    text: onClock(text, now, zone), code, remedy, since, list: undefined, project: undefined,
  }));
  if (troubles !== undefined) needs.push(...groupTroubles(troubles));
  const { late = 0, oldest_due_at = null } = status.queue ?? {};
  if (late > 0) {
    const oldest = oldest_due_at === null ? "" : `, the oldest by ${duration((now.getTime() - Date.parse(oldest_due_at)) / 1_000)}`;
    needs.push({
      key: "late", tone: "warn", text: `${whole(late)} ${late === 1 ? "project is" : "projects are"} late${oldest}`, code: "", since: oldest_due_at,
      remedy: "The workers don't keep up, or budget is short: raise sync.parallel, or add a token.", list: undefined, project: undefined,
    });
  }
  return needs.sort((a, b) => Number(a.tone !== "error") - Number(b.tone !== "error"));
}

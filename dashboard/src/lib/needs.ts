// What needs a person: warnings of the server, and projects that are not brought up to date, by what is wrong.
//
//   needsOf(status, troubles, now, zone)    the worst first; empty when all is well
import { counted, duration } from "./numbers.ts";
import { STATES } from "./status.ts";
import { secondsBetween, untilText } from "./times.ts";

export interface Warning {
  code: string;
  severity: "warning" | "error";
  since: string | null;
  account: string | null;
  text: string;
  remedy: string;
}

/** Projects that are in the same state for the same reason. */
export interface Trouble {
  state: string;
  code: string | null;
  projects: number;
  since: string | null;
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
}

/**
 * What puts a project into its state; any other code is of a later try, and helps nobody with the state. Failing comes
 * first: the others may stay as they are for good.
 */
const CODES: Record<string, readonly string[]> = {
  failing: [], no_access: ["not_found", "forbidden", "unauthorized"], sso_required: ["sso_required"],
  gone: ["gone", "not_found"], blocked: ["blocked"],
};
const ORDER = Object.keys(CODES);

const projects = (count: number) => counted(count, "project");

function ofState(troubles: readonly Trouble[]): Trouble[] {
  const found = new Map<string, Trouble>();
  for (const trouble of troubles) {
    const codes = CODES[trouble.state] ?? [];
    const code = codes.includes(trouble.code ?? "") ? trouble.code : (codes[0] ?? trouble.code);
    const key = `${trouble.state} ${code}`;
    const { projects: count = 0, since = null } = found.get(key) ?? {};
    const first = since === null || (trouble.since !== null && trouble.since < since) ? trouble.since : since;
    found.set(key, { state: trouble.state, code, projects: count + trouble.projects, since: first });
  }
  return [...found.values()];
}

function needOf({ state, code, projects: count, since }: Trouble): Need {
  const what = state === "failing" && code !== null ? code : (STATES[state]?.word.toLowerCase() ?? state);
  return {
    key: `${state} ${code}`, tone: state === "failing" ? "error" : "warn", text: `${projects(count)}: ${what}`, code: code ?? "",
    remedy: undefined, since, list: state,
  };
}

/** The server writes times in UTC; people read them on their own clock. */
export function onClock(text: string, now: Date, zone: string): string {
  return text.replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z/g, (time) => untilText(time, now, zone));
}

export function needsOf(
  status: { warnings: readonly Warning[]; queue: { late: number; oldest_due_at: string | null } | null },
  troubles: readonly Trouble[] | undefined,
  now: Date,
  zone: string,
): Need[] {
  const needs = status.warnings.map(({ code, severity, since, account, text, remedy }): Need => ({
    key: `warning ${code} ${account ?? ""} ${text}`, tone: severity === "error" ? "error" : "warn",
    text: onClock(text, now, zone), code, remedy, since, list: undefined,
  }));
  const place = ({ state }: Trouble) => ORDER.indexOf(state);
  needs.push(...ofState(troubles ?? []).sort((a, b) => place(a) - place(b)).map(needOf));
  const { late = 0, oldest_due_at = null } = status.queue ?? {};
  if (late > 0) {
    const oldest = oldest_due_at === null ? "" : `, the oldest by ${duration(secondsBetween(oldest_due_at, now))}`;
    needs.push({
      key: "late", tone: "warn", text: `${projects(late)} ${late === 1 ? "is" : "are"} late${oldest}`, code: "", since: oldest_due_at,
      remedy: "The workers don't keep up, or budget is short: raise sync.parallel, or add a token.", list: undefined,
    });
  }
  return needs.sort((a, b) => Number(a.tone !== "error") - Number(b.tone !== "error"));
}

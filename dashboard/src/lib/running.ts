// The syncs that run, from a list of them and from the events after it; and those that ended while somebody looked.
//
//   const shown = withSync(start(list), event, now)      shown.running[0].words, shown.ended[0].words
import { bytes, counted, duration, percent, whole } from "./numbers.ts";

export interface Running {
  project: string;
  phase: string | null;
  /** Of the phase, 0 to 1; null where nobody knows. */
  share: number | null;
  words: string;
}

export interface Ended {
  project: string;
  ok: boolean;
  code: string | null;
  words: string;
  at: string;
}

export interface Shown {
  running: Running[];
  /** The latest first. */
  ended: Ended[];
}

export type SyncTold = { full_name: string } & (
  | { phase: "ended"; ok: boolean; code: string | null; seconds: number; new: { commits: number; branches: number; pull_requests: number } }
  | { phase: string; done: number; total: number | null; received_bytes: number }
);

const ENDED_KEPT = 5;
const PHASES: Record<string, string> = {
  waiting: "waits for budget", refs: "reads branches", commits: "commits", publishing: "publishes", statistics: "statistics",
  pulls: "pull requests", audit: "compares counts", enriching: "lines and logins",
};

function phaseWord(phase: string | null): string {
  return phase === null ? "at work" : (PHASES[phase] ?? phase);
}

export function start(list: readonly { project: string; phase: string | null; percent: number | null }[]): Running[] {
  return list.map(({ project, phase, percent: share }) => {
    const known = share === null ? null : share / 100;
    return { project, phase, share: known, words: `${phaseWord(phase)}${known === null ? "" : ` ${percent(known)}`}` };
  });
}

/** "+6 commits, +1 branch". */
export function broughtWords(brought: { commits: number; branches: number; pull_requests: number }): string {
  const { commits, branches, pull_requests } = brought;
  const parts = ([[commits, "commit"], [branches, "branch", "branches"], [pull_requests, "pull request"]] as const)
    .filter(([count]) => count > 0).map(([count, one, many]) => `+${counted(count, one, many)}`);
  return parts.length === 0 ? "nothing new" : parts.join(", ");
}

export function withSync(shown: Shown, told: SyncTold, now: Date): Shown {
  const others = shown.running.filter((each) => each.project !== told.full_name);
  if (!("done" in told)) {
    const words = told.ok ? `${broughtWords(told.new)} in ${duration(told.seconds)}` : (told.code ?? "failed");
    const ended = { project: told.full_name, ok: told.ok, code: told.code, words, at: now.toISOString() };
    const before = shown.ended.filter((each) => each.project !== told.full_name);
    return { running: others, ended: [ended, ...before].slice(0, ENDED_KEPT) };
  }
  const share = told.total === null || told.total === 0 ? null : Math.min(1, told.done / told.total);
  const counted = told.done === 0 ? "" : ` ${whole(told.done)}${told.total === null ? "" : ` of ${whole(told.total)}`}`;
  const received = told.phase === "commits" && told.received_bytes > 0 ? `, ${bytes(told.received_bytes)}` : "";
  const running = { project: told.full_name, phase: told.phase, share, words: `${phaseWord(told.phase)}${counted}${received}` };
  const at = shown.running.findIndex((each) => each.project === told.full_name);
  // A line keeps its place while it runs.
  const lines = at < 0 ? [...shown.running, running] : shown.running.map((each, place) => (place === at ? running : each));
  return { running: lines, ended: shown.ended };
}

// What a project's state is called, and which shape stands for it. Shape and word say it; the colour comes third.
//
//   statusOf({ state: "waiting_quota", next_sync_at: "…" }, now)
//       ->  { shape: "quarter", word: "Waiting for budget until 14:20", tone: "warn", detail: "…" }
import { duration, percent } from "./numbers.ts";
import { READERS_ZONE, untilText } from "./times.ts";

export type ShapeName =
  | "full" | "ring" | "half" | "quarter" | "clock" | "triangle" | "slashed" | "key" | "cross" | "square" | "diamond" | "check";
export type Tone = "ok" | "warn" | "error" | "idle";

export interface StatusFacts {
  state: string;
  code?: string | null | undefined;
  /** When the state last changed. */
  since?: string | null | undefined;
  next_sync_at?: string | null | undefined;
  /** The server's own sentence. */
  reason?: string | null | undefined;
  /** Of the sync that runs, between 0 and 1. */
  progress?: number | null | undefined;
}

export interface ShownStatus {
  shape: ShapeName;
  word: string;
  tone: Tone;
  /** A sentence: why, and what helps. */
  detail: string;
}

/** How long a sync may be overdue before it is called late. */
const LATE_MS = 10 * 60_000;

export const STATES: Readonly<Record<string, { shape: ShapeName; word: string; tone: Tone }>> = {
  ok: { shape: "full", word: "Up to date", tone: "ok" },
  pending: { shape: "ring", word: "Waiting for first sync", tone: "idle" },
  syncing: { shape: "half", word: "Syncing", tone: "ok" },
  waiting_quota: { shape: "quarter", word: "Waiting for budget", tone: "warn" },
  late: { shape: "clock", word: "Late", tone: "warn" },
  failing: { shape: "triangle", word: "Failing", tone: "error" },
  no_access: { shape: "slashed", word: "No access", tone: "error" },
  sso_required: { shape: "key", word: "Needs single sign-on", tone: "warn" },
  gone: { shape: "cross", word: "Gone", tone: "idle" },
  blocked: { shape: "square", word: "Blocked", tone: "idle" },
};

export const DETAILS: Readonly<Record<string, string>> = {
  ok: "Everything that can be read is stored.",
  pending: "It is in line for its first sync.",
  syncing: "New data is being read.",
  waiting_quota: "GitHub’s budget of requests is used up.",
  late: "Its next sync is overdue: the server has more to do than it can, or is not running.",
  failing: "The last sync failed; it is tried again.",
  no_access: "Not found, or private: GitHub answers both alike.",
  sso_required: "The organisation wants the token to be authorised for its single sign-on.",
  gone: "The repository was deleted.",
  blocked: "The repository was taken down for legal reasons.",
};

export function lateMs(facts: StatusFacts, now: Date): number {
  if (facts.state !== "ok" && facts.state !== "pending") return 0;
  const due = Date.parse(facts.next_sync_at ?? "");
  const late = Number.isNaN(due) ? 0 : now.getTime() - due;
  return late > LATE_MS ? late : 0;
}

function wordOf(name: string, word: string, facts: StatusFacts, now: Date, zone: string): string {
  const until = facts.next_sync_at;
  if (name === "late") return `${word} ${duration(lateMs(facts, now) / 1_000)}`;
  if (name === "syncing" && typeof facts.progress === "number") return `${word} ${percent(facts.progress)}`;
  if (name === "waiting_quota" && typeof until === "string") return `${word} until ${untilText(until, now, zone)}`;
  if (name === "failing" && typeof facts.since === "string") return `${word} since ${untilText(facts.since, now, zone)}`;
  return word;
}

export function statusOf(facts: StatusFacts, now: Date, zone: string = READERS_ZONE): ShownStatus {
  const name = lateMs(facts, now) > 0 ? "late" : facts.state;
  const { shape, word, tone } = STATES[name] ?? { shape: "ring", word: facts.state, tone: "idle" as Tone };
  const remedy = typeof facts.code === "string" ? REMEDY[facts.code] : undefined;
  const detail = [facts.reason ?? DETAILS[name] ?? "", name === "failing" ? (remedy ?? "") : ""].filter((part) => part !== "").join(" ");
  return { shape, tone, detail, word: wordOf(name, word, facts, now, zone) };
}

export interface PullFacts {
  state: string;
  draft?: boolean | null | undefined;
}

export function pullShape(pull: PullFacts): { shape: ShapeName; word: string; tone: Tone } {
  if (pull.state === "merged") return { shape: "check", word: "Merged", tone: "ok" };
  if (pull.state === "closed") return { shape: "cross", word: "Closed", tone: "idle" };
  return pull.draft === true ? { shape: "diamond", word: "Draft", tone: "idle" } : { shape: "ring", word: "Open", tone: "ok" };
}

/** What to do, for each code of docs/errors.md and for what a browser itself finds. */
export const REMEDY: Readonly<Record<string, string>> = {
  internal: "A bug: please report it with the request’s number.",
  usage: "See cpsg --help.",
  config_invalid: "Mend the configuration: the message names the key.",
  url_invalid: "Give a repository of the configured host: owner/name, or its URL.",
  request_invalid: "Change what was asked for: the message names the field.",
  answer_too_large: "Choose a longer interval, a shorter range or fewer projects.",
  host_refused: "Add this host name to server.hosts, or use the IP address.",
  origin_refused: "Add this origin to server.cors_origins.",
  key_missing: "Sign in with a key; cpsg keys create makes one.",
  key_refused: "Sign in with another key: this one is unknown, has ended, or may not.",
  too_many_requests: "Wait a moment, then ask again.",
  precondition_failed: "It was changed meanwhile: read it again.",
  conflict: "The name is taken: choose another one.",
  output_failed: "Check that the output can be written.",
  not_found: "Check the name; for a private repository, give the token access to it.",
  unauthorized: "Set a valid GitHub token.",
  forbidden: "Give the token the permission, or allow this address.",
  sso_required: "Authorise the token for the organisation’s single sign-on.",
  gone: "Nothing to do: the repository was deleted.",
  blocked: "Nothing to do: the repository was taken down.",
  rate_limited: "Nothing to do: it goes on at the time that GitHub named.",
  network: "Check the network and the proxy.",
  tls: "Check net.ca_file: the certificate is not trusted.",
  timeout: "Nothing to do: it is tried again by itself.",
  remote_error: "Nothing to do: it is tried again by itself.",
  bad_data: "If it stays, please report it.",
  limit_exceeded: "The repository is larger than the bounds allow.",
  unsupported_remote: "The remote must allow protocol version 2 and filters.",
  remote_damaged: "Only the repository’s owner can repair it.",
  busy: "Wait: another process syncs it.",
  overloaded: "Wait a moment, then ask again.",
  store_locked: "Close the other program that locks the database.",
  store_full: "Make room on the server’s disk.",
  store_newer: "Use the version of cpsg that wrote it, or a newer one.",
  store_corrupt: "Restore a copy of the database.",
  store_io: "Check the database’s path and its permissions.",
  cancelled: "Nothing to do: the next sync repeats the work.",
  unreachable: "Check that the server runs, and the network.",
  unreadable: "Load the page again; if it stays, check the proxy.",
};

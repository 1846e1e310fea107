// Faults that the control port orders: which requests they hit, how often, and what they do.
import type { RequestKind } from "../rules/report.ts";
import type { Request } from "./message.ts";

export interface Match {
  readonly kind?: RequestKind;
  readonly method?: string;
  /** A regular expression on the path without the API's prefix. */
  readonly path?: string;
  /** Text in the request's body: an operation's name, a cursor, an oid. */
  readonly contains?: string;
}

/** Puts something else at a place of a JSON answer; `*` in the pointer stands for every key or index. */
export interface JsonEdit {
  readonly pointer: string;
  readonly value?: unknown;
  /** JSON text as it is, valid or not. */
  readonly raw?: string;
  /** An array nested so deep. */
  readonly deep?: number;
  /** A string so long. */
  readonly huge?: number;
  readonly lone_surrogate?: boolean;
  readonly remove?: boolean;
}

export interface Action {
  /** Answers this instead of what was asked for. */
  readonly status?: number;
  readonly body?: string;
  /** Headers of that answer, or of the usual one. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers GitHub's HTML page of an error. */
  readonly page?: number;
  readonly redirect?: { readonly location: string; readonly status?: number };
  readonly secondary_limit?: { readonly retry_after_s?: number | null; readonly status?: number };
  /** Empties the budget, so that this and later requests meet its end. */
  readonly primary_limit?: boolean;
  /** The token stops working for this request ("refused"), or for good. */
  readonly token?: "refused" | "expired" | "revoked";
  readonly sso?: boolean;
  /** GitHub's 10 seconds are over: 502 and extra points. */
  readonly timeout?: boolean;
  /** GraphQL: all but the first so many fields of the answer become null with RESOURCE_LIMITS_EXCEEDED. */
  readonly resource_limits?: number;
  /** GraphQL: what pages say of themselves. `same_cursor` ends every page where it began. */
  readonly pages?: "always_more" | "never_more" | "same_cursor" | "no_cursor" | "short" | "null_nodes";
  readonly json?: readonly JsonEdit[];
  /** Cuts the body in the middle and ends it properly. */
  readonly malformed?: boolean;
  readonly delay_s?: number;
  readonly bytes_per_s?: number;
  /** Flips a byte of the body. */
  readonly corrupt_at?: number;
  /** The connection ends, is reset or stalls after so many bytes of the body. */
  readonly truncate_at?: number;
  readonly reset_at?: number;
  readonly stall_at?: number;
}

export interface Fault {
  readonly id: number;
  readonly match: Match;
  /** Lets so many matching requests pass first. */
  skip: number;
  /** Null for every one. */
  times: number | null;
  hits: number;
  readonly action: Action;
}

const ACTION_KEYS: readonly (keyof Action)[] = [
  "status",
  "headers",
  "body",
  "page",
  "redirect",
  "secondary_limit",
  "primary_limit",
  "token",
  "sso",
  "timeout",
  "resource_limits",
  "pages",
  "json",
  "malformed",
  "delay_s",
  "bytes_per_s",
  "corrupt_at",
  "truncate_at",
  "reset_at",
  "stall_at",
];
const MATCH_KEYS: readonly (keyof Match)[] = ["kind", "method", "path", "contains"];

export class Faults {
  private list: Fault[] = [];
  private nextId = 1;

  /** From JSON; throws with what is wrong. */
  add(order: unknown): Fault {
    if (!isRecord(order)) throw new Error("a fault is an object with `match`, `times`, `skip` and `action`");
    const { match = {}, times = 1, skip = 0, action } = order;
    if (!isRecord(match) || !isRecord(action)) throw new Error("a fault needs an object `action`, and `match` is one");
    refuseUnknown(order, ["match", "times", "skip", "action"]);
    refuseUnknown(match, MATCH_KEYS);
    refuseUnknown(action, ACTION_KEYS);
    if ((times !== null && typeof times !== "number") || typeof skip !== "number")
      throw new Error("`times` and `skip` are numbers");
    if (typeof match["path"] === "string") new RegExp(match["path"]);
    const fault: Fault = { id: this.nextId++, match, times, skip, hits: 0, action };
    this.list.push(fault);
    return fault;
  }

  /** The first that fits is used up by one. */
  choose(request: Request): Fault | null {
    for (const fault of this.list) {
      if ((fault.times !== null && fault.hits >= fault.times) || !fits(fault.match, request)) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.hits += 1;
      return fault;
    }
    return null;
  }

  all(): readonly Fault[] {
    return this.list;
  }

  remove(id: number): boolean {
    const before = this.list.length;
    this.list = this.list.filter((fault) => fault.id !== id);
    return this.list.length < before;
  }

  clear(): void {
    this.list = [];
  }
}

function fits(match: Match, request: Request): boolean {
  return (
    (match.kind === undefined || match.kind === request.kind) &&
    (match.method === undefined || match.method === request.method) &&
    (match.path === undefined || new RegExp(match.path).test(request.path)) &&
    (match.contains === undefined || request.body.includes(match.contains))
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuseUnknown(value: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new Error(`unknown key '${unknown}'; there are: ${known.join(", ")}`);
}

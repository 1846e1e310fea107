// Faults that the control port orders: which requests they meet, how often, and what they do.
import { isRecord } from "../base/json.ts";
import type { Request, RequestKind } from "../http/message.ts";

export interface Match {
  readonly kind?: RequestKind;
  readonly method?: string;
  /** A regular expression on the path without the API's prefix. */
  readonly path?: string;
  /** Text in the request's body: an operation's name, a cursor, an oid. */
  readonly contains?: string;
  /** The number of things that a GraphQL query asks for, by `first`, `ids` or numbered variables, if more than this. */
  readonly asks_more_than?: number;
}

/** A change at a place of a JSON answer; `*` in the pointer stands for every key or index. */
export interface JsonEdit {
  readonly pointer: string;
  readonly value?: unknown;
  /** Text that is written as it is, even if it is not JSON. */
  readonly raw?: string;
  /** An array with so many levels. */
  readonly deep?: number;
  /** A string of so many characters. */
  readonly huge?: number;
  readonly lone_surrogate?: boolean;
  readonly remove?: boolean;
}

export interface Action {
  /** Answers this in place of the usual answer. */
  readonly status?: number;
  readonly body?: string;
  /** Headers of that answer, or of the usual one. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers GitHub's HTML page of an error. */
  readonly page?: number;
  readonly redirect?: { readonly location: string; readonly status?: number };
  readonly secondary_limit?: { readonly retry_after_s?: number | null; readonly status?: number };
  /** Spends the rest of the budget before the request is answered. */
  readonly primary_limit?: boolean;
  /** The token stops working for this request ("refused"), or for good. */
  readonly token?: "refused" | "expired" | "revoked";
  readonly sso?: boolean;
  /** Only where the usual answer holds this pull request, in more than its number: then the rest of the action. */
  readonly poisoned_pull?: number;
  /** As if the request exceeded GitHub's 10 seconds: 502 and extra points. */
  readonly timeout?: boolean;
  /** GraphQL: all but the first so many fields of the answer become null with RESOURCE_LIMITS_EXCEEDED. */
  readonly resource_limits?: number;
  /** GraphQL: what is wrong with pages. With `same_cursor` a page ends with the cursor that the query went on from. */
  readonly pages?: "always_more" | "never_more" | "same_cursor" | "no_cursor" | "short" | "null_nodes";
  readonly json?: readonly JsonEdit[];
  /** Sends only half of the body, as if it were all of it. */
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
  /** How many matching requests pass first. */
  skip: number;
  /** How often it is used; null for every matching request. */
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
  "poisoned_pull",
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
const MATCH_KEYS: readonly (keyof Match)[] = ["kind", "method", "path", "contains", "asks_more_than"];

export class Faults {
  private list: Fault[] = [];
  private nextId = 1;

  /** Adds a fault given as JSON. Throws an error that says what is wrong with it. */
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

  /** The first fault that matches the request; it is counted as used once. */
  choose(request: Request): Fault | null {
    for (const fault of this.list) {
      if ((fault.times !== null && fault.hits >= fault.times) || !matches(fault.match, request)) continue;
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

function matches(match: Match, request: Request): boolean {
  return (
    (match.kind === undefined || match.kind === request.kind) &&
    (match.method === undefined || match.method === request.method) &&
    (match.path === undefined || new RegExp(match.path).test(request.path)) &&
    (match.contains === undefined || request.body.includes(match.contains)) &&
    (match.asks_more_than === undefined || thingsAskedFor(request) > match.asks_more_than)
  );
}

/** How many things a GraphQL query asks for: a page's `first`, its `ids`, or its variables like `n0`, `c12`. */
function thingsAskedFor(request: Request): number {
  if (request.kind !== "graphql") return 0;
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString("utf8"));
  } catch {
    return 0;
  }
  const variables = isRecord(body) && isRecord(body["variables"]) ? body["variables"] : {};
  const { first, ids } = variables;
  if (typeof first === "number") return first;
  if (Array.isArray(ids)) return ids.length;
  return Object.keys(variables).filter((name) => /^[cn]\d+$/.test(name)).length;
}

/** Whether a JSON answer holds the pull request with its title. */
export function holdsPull(value: unknown, number: number): boolean {
  if (Array.isArray(value)) return value.some((inner) => holdsPull(inner, number));
  if (!isRecord(value)) return false;
  if (value["number"] === number && "title" in value) return true;
  return Object.values(value).some((inner) => holdsPull(inner, number));
}

function refuseUnknown(value: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new Error(`unknown key '${unknown}'; there are: ${known.join(", ")}`);
}

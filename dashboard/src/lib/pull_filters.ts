// The filters of the list of pull requests: what the address says, what the API is asked, and what people read.
//
//   pullRequest({ state: "open", review: "none", sort: "created" }, range, "UTC")
//       ->  { state: "open", review: "none", sort: "created", order: "asc" }
import type { operations } from "../data/api_types.ts";
import type { Query, QueryKey } from "./address.ts";
import { daysAsked } from "./days.ts";

export const PULL_SORTS = [
  ["-created", "newest first"],
  ["created", "oldest first"],
  ["-updated", "last changed first"],
  ["updated", "longest unchanged first"],
  ["-merged", "last merged first"],
  ["-lead", "longest lead first"],
  ["lead", "shortest lead first"],
  ["-size", "most lines first"],
  ["size", "fewest lines first"],
  ["-number", "number, downwards"],
  ["number", "number, upwards"],
] as const;
export type PullSort = (typeof PULL_SORTS)[number][0];
export const DEFAULT_PULL_SORT: PullSort = "-created";

export const STATES = ["open", "closed", "merged", "all"] as const;
const TIMES = ["created", "merged", "updated"] as const;
const REVIEWS = ["none", "some"] as const;
const DECISIONS = ["approved", "changes_requested", "review_required", "none"] as const;

type Asked = Omit<
  NonNullable<operations["list_pulls"]["parameters"]["query"]>, "limit" | "cursor" | "fields" | "format" | "spreadsheet" | "total"
>;
export type PullRequestQuery = Asked & Required<Pick<Asked, "state" | "sort" | "order">>;

/** One of the values that there are; an address may say anything. */
function oneOf<T extends string>(values: readonly T[], value: string | undefined): T | undefined {
  return values.find((known) => known === value);
}

/** A parameter of a request; none where there is nothing to ask for. */
export function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined || value === "" ? {} : ({ [key]: value } as Record<K, V>);
}

/** "true" and "false" of an address; undefined for all else. */
export function readFlag(value: string | undefined): boolean | undefined {
  return value === "true" ? true : value === "false" ? false : undefined;
}

/** A sort of the address and the API's two parameters for it: "-created" is created, downwards. */
export function readSort<T extends string>(
  text: string | undefined,
  members: readonly T[],
  fallback: string,
): { sort: T; order: "asc" | "desc" } {
  const known = oneOf(members, (text ?? "").replace(/^-/, "")) === undefined ? fallback : (text ?? fallback);
  return { sort: known.replace(/^-/, "") as T, order: known.startsWith("-") ? "desc" : "asc" };
}

interface Days {
  since: string | undefined;
  until: string | undefined;
}

export function pullRequest(query: Query, range: Days, zone: string): PullRequestQuery {
  const days = daysAsked(range, zone);
  return {
    state: oneOf(STATES, query.state) ?? "open",
    ...readSort(query.sort, ["number", "created", "updated", "merged", "lead", "size"], DEFAULT_PULL_SORT),
    ...given("q", query.q?.trim()),
    ...given("author", query.author),
    ...given("label", query.label),
    ...given("base", query.base),
    ...given("draft", readFlag(query.draft)),
    // The key that goes from page to page says whether bots count; here it may also ask for them alone.
    ...given("bot", query.bots === "only" ? true : query.bots === "false" ? false : undefined),
    ...given("review", oneOf(REVIEWS, query.review)),
    ...given("decision", oneOf(DECISIONS, query.decision)),
    ...(days.tz === undefined ? {} : given("by", oneOf(TIMES, query.by))),
    ...days,
  };
}

const WORDS: Partial<Record<QueryKey, (value: string) => string>> = {
  q: (value) => `“${value}”`,
  author: (value) => `by ${value}`,
  label: (value) => `label ${value}`,
  base: (value) => `into ${value}`,
  branch: (value) => `on ${value}`,
  draft: (value) => (value === "true" ? "drafts" : "no drafts"),
  bots: (value) => (value === "only" ? "bots alone" : "without bots"),
  review: (value) => (value === "none" ? "no review yet" : "reviewed"),
  decision: (value) => (value === "none" ? "no decision" : value.replaceAll("_", " ")),
  merged: (value) => (value === "true" ? "merged" : "not merged"),
  idle: (value) => `idle for ${value} days`,
  state: (value) => value,
  range: (value) => (value.includes("..") ? value.replace("..", " – ") : `the last ${value}`),
};

export interface Filter {
  key: QueryKey;
  text: string;
}

/** The filters of a list that take something away, in words, each of which can be removed. */
export function filtersOf(query: Query, keys: readonly QueryKey[]): Filter[] {
  return keys.flatMap((key) => {
    const value = query[key];
    const words = WORDS[key];
    return value === undefined || value === "" || value === "all" || words === undefined
      ? []
      : [{ key, text: words(value) }];
  });
}

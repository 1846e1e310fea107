// The filter of the fleet, as people type it and as the address keeps it.
//
//   graph lang:go,rust state:failing stars:>1000 idle:>90d -archived "two words"
//
// Words must each be somewhere in the name, the description or the topics. All else is a term of the form key:value, and
// all terms must hold; values behind one another with commas are alternatives. "-" in front turns a term or a word round.
// A value that is not known holds no comparison; `none` finds it. The address has the terms of its own keys there
// (`lang=go,rust`) and everything else in `q`.
import type { FleetColumn, FleetIndex } from "./fleet_rows.ts";
import { ownerOf } from "./fleet_rows.ts";

export interface Term {
  /** "" for a word. */
  key: string;
  negated: boolean;
  /** Of a word the word, else alternatives in lower case. */
  values: readonly string[];
  /** Bounds of a comparison, both included. */
  low?: number;
  high?: number;
  /** It can't be read as what its key takes, and so finds everything. */
  unreadable?: boolean;
  /** It is being typed: values that begin so are found too. */
  open?: boolean;
}

type Row = (index: FleetIndex, row: number, now: number) => unknown;

const column = (name: keyof FleetIndex["columns"]): Row => (index, row) => index.columns[name][row];

/** A sync is called late when it is overdue by so much, as in the overview. */
const LATE_S = 600;

const SETS: Record<string, Row> = {
  owner: (index, row) => ownerOf(index.columns.full_name[row]!),
  state: column("state"), lang: column("language"), topic: column("topics"), license: column("license"),
  visibility: column("visibility"), code: column("code"),
};
const NUMBERS: Record<string, FleetColumn> = {
  stars: "stars", delta: "stars_d", forks: "forks", issues: "open_issues", commits: "commits_w", total: "commits", people: "people_w",
  pulls: "pulls_open", merged: "merged_w", branches: "branches",
};
const DURATIONS: Record<string, FleetColumn> = { idle: "last_commit_on", seen: "last_synced_at", lead: "lead_p50_s" };
const DAY_S = 86_400;
/** In what steps an age is counted: of the last commit the UTC day alone is known, and the server counts such days too. */
const STEPS_S: Record<string, number> = { idle: DAY_S, seen: 1 };
const FLAGS: Record<string, Row> = { archived: column("archived"), fork: column("fork") };
const ALIASES: Record<string, string> = { language: "lang", open: "pulls", δ: "delta" };

/** The column whose numbers or times a key compares. */
export const columnOf = (key: string): FleetColumn | undefined => NUMBERS[key] ?? DURATIONS[key];

const UNITS: Record<string, number> = { s: 1, min: 60, h: 3_600, d: 86_400, w: 604_800, mo: 2_629_800, y: 31_557_600 };
const SCALES: Record<string, number> = { "": 1, k: 1e3, m: 1e6 };

/** Of "90d" the seconds; a number alone is days. Of "1.5k" the number. */
function amountOf(text: string, key: string): number {
  const [, digits, unit] = /^(-?[\d_]+(?:\.\d+)?)([a-z]*)$/.exec(text) ?? [];
  const scale = key in DURATIONS ? UNITS[unit === "" ? "d" : (unit ?? "?")] : SCALES[unit ?? "?"];
  return digits === undefined || scale === undefined ? Number.NaN : Number(digits.replaceAll("_", "")) * scale;
}

function comparison(key: string, text: string): Partial<Term> {
  const [, sign, rest = ""] = /^(>=|<=|>|<|)(.*)$/.exec(text)!;
  const [from = "", to] = rest.split("..");
  const low = from === "" && to !== undefined ? -Infinity : amountOf(from, key);
  const high = to === undefined ? low : to === "" ? Infinity : amountOf(to, key);
  if (Number.isNaN(low) || Number.isNaN(high) || (sign !== "" && to !== undefined)) return { unreadable: true };
  // Bounds are included; the next number up or down excludes one.
  const near = Math.max(1e-9, Math.abs(low) * 1e-12);
  if (sign === ">" || sign === ">=") return { low: sign === ">" ? low + near : low, high: Infinity };
  if (sign === "<" || sign === "<=") return { low: -Infinity, high: sign === "<" ? low - near : low };
  return { low, high };
}

function termOf(text: string): Term {
  const negated = text.length > 1 && text.startsWith("-");
  const body = negated ? text.slice(1) : text;
  if (body.startsWith('"')) return { key: "", negated, values: [body.replaceAll('"', "").toLowerCase()] };
  const lower = body.toLowerCase();
  if (lower in FLAGS) return { key: lower, negated, values: [] };
  const colon = lower.indexOf(":");
  const typed = lower.slice(0, Math.max(0, colon));
  const key = ALIASES[typed] ?? typed;
  const value = lower.slice(colon + 1).replaceAll('"', "");
  const numeric = key in NUMBERS || key in DURATIONS;
  if (colon < 1 || !(numeric || key in SETS)) return { key: "", negated, values: [lower] };
  const values = value.split(",").filter((each) => each !== "");
  if (values.length === 0) return { key, negated, values, unreadable: true };
  return { key, negated, values, ...(numeric && value !== "none" ? comparison(key, value) : {}) };
}

const same = (a: Term, b: Term) => a.key === b.key && a.negated === b.negated;
const isSet = (term: Term) => term.key in SETS && !term.negated && term.unreadable !== true;

/** Terms of the same kind are alternatives, so that a second language widens the first one. */
function added(terms: readonly Term[], term: Term): Term[] {
  const place = isSet(term) ? terms.findIndex((each) => isSet(each) && same(each, term)) : -1;
  if (place < 0) return [...terms, term];
  const values = [...new Set([...terms[place]!.values, ...term.values])];
  return terms.map((each, at) => (at === place ? { ...each, ...term, values } : each));
}

/** Both, with those of the same kind as alternatives. */
export function joined(terms: readonly Term[], more: readonly Term[]): Term[] {
  return more.reduce<Term[]>(added, [...terms]);
}

/** A word stands in the search box; everything else is a chip beside it. */
export const isWord = (term: Term): boolean => term.key === "" && !term.negated;

/** With `typing` the last term may not be whole yet: no blank follows it. */
export function readTerms(text: string, typing = false): Term[] {
  const parts = (text.match(/-?(?:[^\s":]+:)?"[^"]*"?|\S+/g) ?? []).filter((part) => part !== "-" && part !== '""');
  const terms = parts.map(termOf);
  const last = terms.at(-1);
  if (typing && last !== undefined && !/\s$/.test(text)) terms.push({ ...terms.pop()!, open: true });
  return terms.reduce<Term[]>(added, []);
}

export function printTerm(term: Term): string {
  const sign = term.negated ? "-" : "";
  const value = term.values.join(",");
  const quoted = /\s/.test(value) || (term.key === "" && (value in FLAGS || value.includes(":") || value.startsWith("-"))) ? `"${value}"` : value;
  if (term.key === "") return sign + quoted;
  return term.key in FLAGS ? sign + term.key : `${sign}${term.key}:${quoted}`;
}

// ── the address ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The keys of the address that hold terms. */
export const FILTER_QUERY = ["q", "owner", "state", "lang", "topic", "arch"] as const;
export type FilterQuery = Partial<Record<(typeof FILTER_QUERY)[number], string>>;
const OWN = ["owner", "state", "lang", "topic"] as const;

export function termsOf(query: FilterQuery): Term[] {
  let terms = readTerms(query.q ?? "");
  for (const key of OWN) {
    const values = (query[key] ?? "").toLowerCase().split(",").filter((value) => value !== "");
    if (values.length > 0) terms = added(terms, { key, negated: false, values });
  }
  if (query.arch === "0" || query.arch === "1") terms.push({ key: "archived", negated: query.arch === "0", values: [] });
  return terms;
}

/** All keys of the filter, empty where they say nothing. */
export function queryOf(terms: readonly Term[]): Required<FilterQuery> {
  const query: Required<FilterQuery> = { q: "", owner: "", state: "", lang: "", topic: "", arch: "" };
  const rest: string[] = [];
  for (const term of terms) {
    const own = OWN.find((key) => key === term.key);
    if (own !== undefined && isSet(term)) query[own] = term.values.join(",");
    else if (term.key === "archived") query.arch = term.negated ? "0" : "1";
    else rest.push(printTerm(term));
  }
  return { ...query, q: rest.join(" ") };
}

/** The terms with a value of a key chosen, or not chosen any more. */
export function toggled(terms: readonly Term[], key: string, value: string): Term[] {
  const lower = value.toLowerCase();
  const place = terms.findIndex((term) => term.key === key && isSet(term));
  const before = terms[place];
  if (before === undefined) return [...terms, { key, negated: false, values: [lower] }];
  const values = before.values.includes(lower) ? before.values.filter((each) => each !== lower) : [...before.values, lower];
  if (values.length === 0) return terms.filter((_, at) => at !== place);
  return terms.map((term, at) => (at === place ? { ...term, values } : term));
}

export function chosenOf(terms: readonly Term[], key: string): readonly string[] {
  return terms.find((term) => term.key === key && isSet(term))?.values ?? [];
}

// ── matching ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const texts = new WeakMap<FleetIndex["columns"], string[]>();

function textsOf(index: FleetIndex): string[] {
  let found = texts.get(index.columns);
  if (found === undefined) {
    const { full_name, description, topics } = index.columns;
    found = full_name.map((name, row) => `${name}\n${description[row] ?? ""}\n${topics[row]?.join("\n") ?? ""}`.toLowerCase());
    texts.set(index.columns, found);
  }
  return found;
}

function isLate(index: FleetIndex, row: number, now: number): boolean {
  const { state, next_sync_at } = index.columns;
  const due = next_sync_at[row];
  return due != null && (state[row] === "ok" || state[row] === "pending") && now - Date.parse(due) > LATE_S * 1_000;
}

type Test = (row: number) => boolean;

function testOf(term: Term, index: FleetIndex, now: number): Test {
  const { key, values, low, high } = term;
  if (key === "") {
    const all = textsOf(index);
    const word = values[0]!;
    return (row) => all[row]!.includes(word);
  }
  if (key in FLAGS) return (row) => FLAGS[key]!(index, row, now) === true;
  const read = SETS[key] ?? column(columnOf(key)!);
  if (low !== undefined && high !== undefined) {
    const step = STEPS_S[key] ?? 1;
    return (row) => {
      const told = read(index, row, now);
      const value = typeof told === "string" ? Math.floor((now - Date.parse(told)) / 1_000 / step) * step : told;
      return typeof value === "number" && value >= low && value <= high;
    };
  }
  const wanted = new Set(values);
  const last = term.open === true ? values.at(-1) : undefined;
  const has = (value: string) => wanted.has(value) || (last !== undefined && value.startsWith(last));
  return (row) => {
    if (key === "state" && wanted.has("late") && isLate(index, row, now)) return true;
    const value = read(index, row, now) as string | number | string[] | null | undefined;
    if (value == null || (Array.isArray(value) && value.length === 0)) return wanted.has("none");
    return Array.isArray(value) ? value.some((each) => has(each.toLowerCase())) : has(String(value).toLowerCase());
  };
}

/** Those of the rows for which every term holds, in their order. */
export function matching(index: FleetIndex, rows: readonly number[], terms: readonly Term[], now: Date): number[] {
  const tests = terms.filter((term) => term.unreadable !== true).map((term): Test => {
    const test = testOf(term, index, now.getTime());
    return term.negated ? (row) => !test(row) : test;
  });
  return rows.filter((row) => tests.every((test) => test(row)));
}

// ── the same at the server ───────────────────────────────────────────────────────────────────────────────────────────

const SERVER_SETS: Record<string, string> = { owner: "owner", state: "state", lang: "language", topic: "topic", license: "license", visibility: "visibility" };

/** Whether it bounds how long ago the last commit was. The server takes the lower bound alone, so that of a range more are found. */
export const isIdle = ({ key, negated, low }: Term): boolean => key === "idle" && !negated && low !== undefined;

/** What `quiet_days` takes. */
const MOST_DAYS = 100_000;

/** Parameters of GET /v1/projects, and the terms that it can't be asked for. */
export function serverFilter(terms: readonly Term[]): { parameters: Record<string, string>; left: Term[] } {
  const parameters: Record<string, string> = {};
  const words: string[] = [];
  const left: Term[] = [];
  for (const term of terms) {
    const { key, negated, values } = term;
    const name = SERVER_SETS[key];
    const lacks = key === "state" && (values.includes("late") || values.includes("none"));
    if (term.unreadable === true) continue;
    if (key === "" && !negated && !/\s/.test(values[0]!)) words.push(values[0]!);
    else if (name !== undefined && !negated && !lacks && !(key === "owner" && values.includes("none"))) parameters[name] = values.join(",");
    else if (key in FLAGS) parameters[key] = String(!negated);
    else {
      const quietFrom = isIdle(term) ? Math.ceil(term.low! / DAY_S) : undefined;
      if (quietFrom !== undefined) parameters["quiet_days"] = String(Math.min(MOST_DAYS, Math.max(0, quietFrom)));
      if (quietFrom === undefined || term.high !== Infinity) left.push(term);
    }
  }
  if (words.length > 0) parameters["q"] = words.join(" ");
  return { parameters, left };
}

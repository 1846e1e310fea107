// The address of a view: what the URL says, and the URL that says it. The URL is the truth of a view's state.
//
//   parseAddress("/p/acme/graph/pulls", "?review=none")  ->  { view: "pulls", owner: "acme", name: "graph", query: … }
//   printAddress(address)                                ->  "/p/acme/graph/pulls?review=none"
//
// Keys of the query are written in the order of QUERY_KEYS, and left out where they say what the view does anyway.

export const PROJECT_VIEWS = ["project", "branches", "commits", "people", "pulls", "embed"] as const;
export type ProjectView = (typeof PROJECT_VIEWS)[number];
export type View = "fleet" | ProjectView | "compare" | "operations" | "batch" | "add" | "reference" | "not_found";

const QUERY_KEYS = [
  "q", "owner", "state", "lang", "topic", "arch", "sort", "cols", "range", "tz", "interval", "branch", "bots", "all",
  "p", "by", "scale", "per", "author", "label", "base", "draft", "review", "decision", "merged", "idle", "deleted",
  "oid", "number", "kind", "list", "block", "form", "style", "color", "width", "metrics", "spark", "vs", "since",
] as const;
export type QueryKey = (typeof QUERY_KEYS)[number];

/** The keys that go along from page to page. */
const SHARED_KEYS: readonly QueryKey[] = ["range", "tz", "bots"];

export type Query = Partial<Record<QueryKey, string>>;

export interface Address {
  view: View;
  owner: string;
  name: string;
  /** Of a batch. */
  id: string;
  /** Projects to compare, in order. */
  projects: readonly string[];
  query: Query;
  /** Without the "#". */
  hash: string;
}

const DEFAULTS: Partial<Record<View, Query>> = {
  fleet: { range: "90d" },
  project: { range: "1y" },
  commits: { range: "all" },
  people: { range: "all" },
  pulls: { state: "open", range: "all" },
  compare: { range: "2y", by: "date", scale: "linear", per: "count" },
};

/** What the view takes for a key that its address leaves out. */
function defaultOf(view: View, key: QueryKey): string {
  return DEFAULTS[view]?.[key] ?? "";
}

/** What the address says of a key, or what its view takes for it. */
export function valueOf(address: Address, key: QueryKey): string {
  return address.query[key] ?? defaultOf(address.view, key);
}

const EMPTY: Address = { view: "not_found", owner: "", name: "", id: "", projects: [], query: {}, hash: "" };

/** As the server takes it. */
const NAME = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;

function parsePath(path: string): Partial<Address> {
  const parts = path.split("/").filter((part) => part !== "").map(decoded);
  const [first = "", second = "", third = "", fourth] = parts;
  if (parts.length === 0) return { view: "fleet" };
  if (first === "p" && parts.length >= 3 && parts.length <= 4) {
    const view = fourth ?? "project";
    const known = (PROJECT_VIEWS as readonly string[]).includes(view) && fourth !== "project";
    if (!known) return {};
    return { view: NAME.test(`${second}/${third}`) ? (view as ProjectView) : "not_found", owner: second, name: third };
  }
  if (first === "ops" && parts.length === 1) return { view: "operations" };
  if (first === "ops" && second === "batches" && third !== "" && parts.length === 3) return { view: "batch", id: third };
  const single: Partial<Record<string, View>> = { compare: "compare", add: "add", reference: "reference" };
  const view = parts.length === 1 ? single[first] : undefined;
  return view === undefined ? {} : { view };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function parseAddress(path: string, search: string, hash = ""): Address {
  const parameters = new URLSearchParams(search);
  const query: Query = {};
  for (const key of QUERY_KEYS) {
    const value = parameters.get(key);
    if (key !== "p" && value !== null) query[key] = value;
  }
  // The case of names says nothing.
  const named = parameters.getAll("p");
  const lower = named.map((name) => name.toLowerCase());
  const projects = named.filter((_, place) => lower.indexOf(lower[place]!) === place).slice(0, 8);
  return { ...EMPTY, ...parsePath(path), projects, query, hash: decoded(hash.replace(/^#/, "")) };
}

function printPath(address: Address): string {
  const { view, owner, name, id } = address;
  if ((PROJECT_VIEWS as readonly string[]).includes(view)) {
    const project = `/p/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
    return view === "project" ? project : `${project}/${view}`;
  }
  if (view === "batch") return `/ops/batches/${encodeURIComponent(id)}`;
  if (view === "operations") return "/ops";
  return view === "fleet" || view === "not_found" ? "/" : `/${view}`;
}

/** "/", ":" and "," may stand in a query as they are, which keeps names and dates readable. */
export function readable(query: string): string {
  return query.replace(/%2F/g, "/").replace(/%3A/g, ":").replace(/%2C/g, ",");
}

function encoded(value: string): string {
  return readable(encodeURIComponent(value)).replace(/%20/g, "+");
}

export function printAddress(address: Address): string {
  const parts: string[] = [];
  for (const key of QUERY_KEYS) {
    if (key === "p") parts.push(...address.projects.map((project) => `p=${encoded(project)}`));
    const value = address.query[key];
    if (value !== undefined && value !== defaultOf(address.view, key)) parts.push(`${key}=${encoded(value)}`);
  }
  const search = parts.length === 0 ? "" : `?${parts.join("&")}`;
  return printPath(address) + search + (address.hash === "" ? "" : `#${encodeURIComponent(address.hash)}`);
}

/** Another view with the range, zone and bots of this one; `query` adds to them. */
export function toView(from: Address, view: View, change: Partial<Omit<Address, "view">> = {}): Address {
  const shared: Query = {};
  for (const key of SHARED_KEYS) {
    const value = from.query[key];
    if (value !== undefined) shared[key] = value;
  }
  return { ...EMPTY, view, ...change, query: { ...shared, ...change.query } };
}

/** The page of a project, or another of its views. */
export function toProject(from: Address, fullName: string, view: View = "project"): Address {
  const [owner = "", name = ""] = fullName.split("/");
  return toView(from, view, { owner, name });
}

/** The same view with some keys changed; an empty value removes a key. */
export function withQuery(address: Address, change: Query): Address {
  const query: Query = { ...address.query };
  for (const [key, value] of Object.entries(change) as [QueryKey, string | undefined][]) {
    if (value === undefined || value === "") delete query[key];
    else query[key] = value;
  }
  return { ...address, query };
}

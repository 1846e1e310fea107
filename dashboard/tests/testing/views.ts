// Every page and state that the suites look at, with the path that shows it in the demo's world.
export interface View {
  name: string;
  path: string;
}

export const VIEWS: readonly View[] = [
  { name: "fleet", path: "/" },
  { name: "fleet, filtered", path: "/?q=api&sort=-commits" },
  { name: "fleet, nothing matches", path: "/?q=lang:cobol" },
  { name: "project", path: "/p/demo/orchard" },
  { name: "project without bots, all branches", path: "/p/demo/harbour?bots=false&all=true" },
  { name: "project without commits", path: "/p/demo/hollow" },
  { name: "project without access", path: "/p/demo/vanished" },
  { name: "project that nobody follows", path: "/p/demo/orchrad" },
  { name: "branches", path: "/p/demo/loom/branches" },
  { name: "commits", path: "/p/demo/orchard/commits" },
  { name: "commits with odd dates and texts", path: "/p/demo/lighthouse/commits" },
  { name: "people", path: "/p/demo/atlas/people" },
  { name: "pulls", path: "/p/demo/orchard/pulls" },
  { name: "pulls that wait for a review", path: "/p/demo/orchard/pulls?review=none" },
  { name: "pulls, none", path: "/p/demo/hollow/pulls" },
  { name: "embed", path: "/p/demo/orchard/embed" },
  { name: "compare", path: "/compare?p=demo/orchard&p=demo/atlas" },
  { name: "compare, by age, log", path: "/compare?p=demo/orchard&p=demo/beacon&p=demo/nowhere&by=age&scale=log" },
  { name: "compare, empty", path: "/compare" },
  { name: "operations", path: "/ops" },
  { name: "batch that does not exist", path: "/ops/batches/nothing" },
  { name: "add", path: "/add" },
  { name: "reference", path: "/reference" },
  { name: "no such page", path: "/nothing/here" },
];

export const WIDTHS = [320, 768, 1440] as const;
export const THEMES = ["light", "dark"] as const;
/** The long form: each view at each width in each theme. */
export const FULL = process.env["CPSG_TEST_FULL"] === "1";

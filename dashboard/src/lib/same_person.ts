// People who may be the same: the same login at GitHub, or the same name. It is a guess, so the lists say «maybe the
// same» and merge in view only.
//
//   const groups = samePeople(people);          lists of places in `people`, of two and more, in their order
//   const one = mergedPerson(groups[0].map((place) => people[place]));

export interface Person {
  name: string | null;
  login: string | null;
  bot: boolean;
  commits: number;
  commits_all: number;
  commits_in_range: number | null;
  first_commit_at: string | null;
  last_commit_at: string | null;
}

// Names that programs put in where nobody gave one.
const NO_NAMES = new Set([
  "",
  "root",
  "unknown",
  "user",
  "admin",
  "ubuntu",
  "your name",
  "no author",
  "(no author)",
  "none",
  "you",
]);

function keysOf(person: Person): string[] {
  const keys: string[] = [];
  // A program and a person are never the same.
  const kind = person.bot ? "bot" : "person";
  const name = (person.name ?? "").normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
  if (person.login !== null && person.login !== "") keys.push(`${kind} login ${person.login.toLowerCase()}`);
  if (!NO_NAMES.has(name) && !name.includes("\ufffd")) keys.push(`${kind} name ${name}`);
  return keys;
}

export function samePeople(people: readonly Person[]): number[][] {
  const parent = people.map((_, place) => place);
  const rootOf = (place: number): number => {
    let root = place;
    while (parent[root] !== root) root = parent[root]!;
    while (parent[place] !== root) [parent[place], place] = [root, parent[place]!];
    return root;
  };
  const firstWith = new Map<string, number>();
  people.forEach((person, place) => {
    for (const key of keysOf(person)) {
      const first = firstWith.get(key);
      if (first === undefined) firstWith.set(key, place);
      else {
        const [a, b] = [rootOf(first), rootOf(place)];
        parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
  });
  const groups = new Map<number, number[]>();
  people.forEach((_, place) => {
    const root = rootOf(place);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [place]);
    else group.push(place);
  });
  return [...groups.values()].filter((group) => group.length > 1);
}

/** Null stays null: a sum of what is not known is not known. */
function added(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

function extreme(times: readonly (string | null)[], later: boolean): string | null {
  const known = times.filter((time) => time !== null);
  if (known.length === 0) return null;
  return known.reduce((best, time) => (Date.parse(time) > Date.parse(best) === later ? time : best));
}

/** Several as one: named as the one with the most commits; each commit is of one of them alone, so they add up. */
export function mergedPerson<P extends Person>(people: readonly P[]): P {
  const main = people.reduce((best, person) => (person.commits_all > best.commits_all ? person : best));
  return {
    ...main,
    login: main.login ?? people.find((person) => person.login !== null)?.login ?? null,
    commits: people.reduce((sum, person) => sum + person.commits, 0),
    commits_all: people.reduce((sum, person) => sum + person.commits_all, 0),
    commits_in_range: added(people.map((person) => person.commits_in_range)),
    first_commit_at: extreme(
      people.map((person) => person.first_commit_at),
      false,
    ),
    last_commit_at: extreme(
      people.map((person) => person.last_commit_at),
      true,
    ),
  };
}

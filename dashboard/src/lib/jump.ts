// What a few letters mean in the jump box: projects and pages, the likeliest first.
//
//   jumpTargets("gra pu", ["acme/graph"], PAGES)  ->  [{ text: "acme/graph · Pulls", name: "acme/graph", page: "pulls" }]
//
// Each word must be in the name; a last word that begins the name of a list leads to that list of the project.
export interface JumpTarget {
  text: string;
  /** Of a project; a page of its own has none. */
  name?: string;
  page: string;
}

const LISTS = ["branches", "commits", "people", "pulls", "embed"];
const MOST = 20;

/** Smaller is likelier: the name begins so, a part of it begins so, it is somewhere within. */
function rankOf(name: string, words: readonly string[]): number {
  let rank = 0;
  for (const word of words) {
    const place = name.indexOf(word);
    if (place < 0) return Infinity;
    const project = name.indexOf("/") + 1;
    if (place === project || name.startsWith(word, project)) rank += 1;
    else if (place === 0) rank += 2;
    else rank += /[^a-z0-9]/.test(name[place - 1]!) ? 3 : 4;
  }
  return rank;
}

function best(names: readonly string[], words: readonly string[]): string[] {
  return names.map((name) => ({ name, rank: rankOf(name.toLowerCase(), words) })).filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank || a.name.length - b.name.length || (a.name < b.name ? -1 : 1)).slice(0, MOST).map(({ name }) => name);
}

const wordsOf = (typed: string) => typed.toLowerCase().split(/\s+/).filter((word) => word !== "");

/** The names with all of the words, the likeliest first. */
export const likeliest = (names: readonly string[], typed: string): string[] => best(names, wordsOf(typed));

export function jumpTargets(typed: string, names: readonly string[], pages: readonly JumpTarget[]): JumpTarget[] {
  const words = wordsOf(typed);
  const found: JumpTarget[] = pages.filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)));
  const last = words.at(-1);
  const list = words.length > 1 ? LISTS.find((each) => each.startsWith(last!)) : undefined;
  if (list !== undefined) {
    const title = list[0]!.toUpperCase() + list.slice(1);
    for (const name of best(names, words.slice(0, -1)).slice(0, MOST / 2)) found.push({ text: `${name} · ${title}`, name, page: list });
  }
  for (const name of best(names, words)) found.push({ text: name, name, page: "project" });
  return found.slice(0, MOST);
}

// The people of a project: who commits, since when, until when. No ranks. Who may be the same person is marked, and
// merged in view only, on request.
import { useState } from "preact/hooks";
import "./people.css";
import type { components } from "../data/api_types.ts";
import { address, go, hrefOf } from "../data/location.ts";
import { type Answer, answerOf, type PagesOf } from "../data/pages.ts";
import { useProject } from "../data/project.ts";
import { api, serverNow } from "../data/request.ts";
import { type Address, toView, valueOf } from "../lib/address.ts";
import { daysAsked } from "../lib/days.ts";
import { counted, whole } from "../lib/numbers.ts";
import { given, readSort } from "../lib/pull_filters.ts";
import { readRange } from "../lib/range.ts";
import { mergedPerson, samePeople } from "../lib/same_person.ts";
import { safeUrl, visibleText } from "../lib/text.ts";
import { Age } from "../parts/age.tsx";
import { Side } from "../parts/dialog.tsx";
import { Check, Pick, Search, Word } from "../parts/list_filters.tsx";
import { ListPage } from "../parts/list_page.tsx";
import { RangeBar } from "../parts/range_bar.tsx";
import type { Column } from "../parts/table.tsx";
import { zone } from "../parts/zone.ts";

type Contributor = components["schemas"]["contributor"];

/** One row: a contributor with those who may be the same, or all of these as one. */
interface Person extends Contributor {
  alike: readonly Contributor[];
  merged: boolean;
}

const SORTS = ["commits_in_range", "commits_all", "commits", "name", "first", "last"] as const;
type Sort = (typeof SORTS)[number];
const DEFINITION =
  "Authors of commits: those with the same e-mail are one. Who has the same login or the same name may be the same " +
  "person; that is shown, never stored.";
const ORDERS: readonly (readonly [string, string])[] = [
  ["", "most commits first"],
  ["name", "name"],
  ["-last", "last seen first"],
  ["last", "longest away first"],
  ["first", "first seen first"],
  ["-first", "newest first"],
];
/** So many are read to find who may be the same. */
const MOST_MERGED = 5_000;
const PAGE = 1_000;

function request(here: Address) {
  const days = daysAsked(readRange(valueOf(here, "range"), serverNow(), zone.value), zone.value);
  const { q, branch = "", bots, sort } = here.query;
  const bounded = days.tz !== undefined || branch !== "";
  return {
    ...readSort(sort, bounded ? SORTS : SORTS.slice(1), bounded ? "-commits_in_range" : "-commits_all"),
    ...days,
    // Who committed in a day of the authors' own clocks can be told.
    ...given("tz", days.tz && zone.value),
    ...given("q", q?.trim()),
    ...given("branch", branch),
    ...given("bots", bots === "false" ? false : undefined),
  };
}

const VALUES: Record<Sort, (person: Contributor) => string | number | null> = {
  commits_in_range: (person) => person.commits_in_range,
  commits_all: (person) => person.commits_all,
  commits: (person) => person.commits,
  name: (person) => (person.name ?? "").toLowerCase(),
  first: (person) => (person.first_commit_at === null ? null : Date.parse(person.first_commit_at)),
  last: (person) => (person.last_commit_at === null ? null : Date.parse(person.last_commit_at)),
};

/** The people in the order asked for, which merging changes: what is not known comes last. */
function inOrder(people: readonly Person[], sort: Sort, order: "asc" | "desc"): Person[] {
  const valueOf = VALUES[sort];
  const sign = order === "asc" ? 1 : -1;
  return [...people].sort((one, other) => {
    const [a, b] = [valueOf(one), valueOf(other)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return a === b ? 0 : a < b ? -sign : sign;
  });
}

function marked(rows: readonly Contributor[]): Person[] {
  const people = rows.map((row): Person => ({ ...row, alike: [], merged: false }));
  for (const group of samePeople(rows))
    for (const place of group) people[place]!.alike = group.map((other) => rows[other]!);
  return people;
}

function mergedRows(rows: readonly Contributor[], sort: Sort, order: "asc" | "desc"): Person[] {
  const people = marked(rows);
  const firsts = people.filter(({ alike }, place) => alike.length === 0 || alike[0] === rows[place]);
  return inOrder(
    firsts.map((person) =>
      person.alike.length === 0 ? person : { ...mergedPerson(person.alike), alike: person.alike, merged: true },
    ),
    sort,
    order,
  );
}

const whoOf = (person: Contributor) => person.login ?? person.name;

function commitsOf(person: Contributor): Address | undefined {
  const { owner, name, query } = address.value;
  const who = whoOf(person);
  if (who === null || who === "") return undefined;
  return toView(address.value, "commits", {
    owner,
    name,
    query: { author: who, ...(query.branch === undefined ? {} : { branch: query.branch }) },
  });
}

function nameOf(person: Contributor): string {
  const name = visibleText(person.name ?? "");
  return name !== ""
    ? name
    : person.login !== null
      ? visibleText(person.login)
      : person.name === null
        ? "name not stored"
        : "no name";
}

function Name({
  person,
  host,
  onAlike,
}: {
  person: Person;
  host: string | undefined;
  onAlike: (person: Person) => void;
}) {
  const target = commitsOf(person);
  const others = person.alike.length - (person.merged ? 0 : 1);
  return (
    <span class="list-line">
      {target === undefined ? (
        <span class="quiet">{nameOf(person)}</span>
      ) : (
        <a href={hrefOf(target)} title={`${nameOf(person)}: all commits`}>
          <bdi>{nameOf(person)}</bdi>
        </a>
      )}
      {person.bot && <span class="list-mark">bot</span>}
      {others > 0 && (
        <button type="button" class="list-mark people-alike" onClick={() => onAlike(person)}>
          {person.merged ? `${whole(others)} as one` : `maybe the same as ${whole(others)} more`}
        </button>
      )}
      {host !== undefined && person.login !== null && (
        <a
          href={`${host}/${encodeURIComponent(person.login.replace(/\[bot\]$/, ""))}`}
          class="people-login quiet"
          rel="noreferrer"
          target="_blank"
          aria-label={`${person.login} at GitHub`}>
          <bdi>@{visibleText(person.login)}</bdi>
        </a>
      )}
    </span>
  );
}

function columnsOf(bounded: boolean, name: (person: Person) => preact.ComponentChildren): Column<Person>[] {
  return [
    { id: "name", title: "Name", sort: true, cell: name },
    ...(bounded
      ? [
          {
            id: "commits_in_range",
            title: "In range",
            sort: true,
            number: true,
            hint: "commits in the range, on the branch or else on all live branches",
            cell: (person: Person) => whole(person.commits_in_range),
          },
        ]
      : []),
    {
      id: "commits_all",
      title: "All commits",
      sort: true,
      number: true,
      hint: "ever, on all live branches",
      cell: (person) => whole(person.commits_all),
    },
    {
      id: "commits",
      title: "On default",
      sort: true,
      number: true,
      hint: "ever, on the default branch",
      cell: (person) => whole(person.commits),
    },
    {
      id: "first",
      title: "First",
      sort: true,
      number: true,
      hint: "the earliest commit",
      cell: (person) => <Age at={person.first_commit_at} />,
    },
    {
      id: "last",
      title: "Last",
      sort: true,
      number: true,
      hint: "the latest commit",
      cell: (person) => <Age at={person.last_commit_at} />,
    },
  ];
}

function AlikePanel({ person, onClose }: { person: Person; onClose: () => void }) {
  return (
    <Side title="Maybe the same person" onClose={onClose}>
      <p class="quiet">The same login at GitHub, or the same name. It is a guess: nothing stored is changed by it.</p>
      <ul class="people-alikes">
        {person.alike.map((one) => {
          const target = commitsOf(one);
          return (
            <li key={one.email ?? one.name}>
              {target === undefined ? (
                nameOf(one)
              ) : (
                <a href={hrefOf(target)}>
                  <bdi>{nameOf(one)}</bdi>
                </a>
              )}
              <span class="note">
                <bdi>{one.login === null ? "no login known" : `@${visibleText(one.login)}`}</bdi> ·{" "}
                {counted(one.commits_all, "commit")} · last <Age at={one.last_commit_at} />
              </span>
            </li>
          );
        })}
      </ul>
    </Side>
  );
}

async function readPage(
  owner: string,
  name: string,
  query: object,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Answer<Contributor>> {
  const answer = await api.GET("/v1/projects/{owner}/{name}/contributors", {
    params: {
      path: { owner, name },
      query: { ...query, limit: PAGE, total: true, ...(cursor === undefined ? {} : { cursor }) },
    },
    signal,
  });
  return answerOf<Contributor, Contributor>(answer, (person) => person);
}

/** Several pages as one, so that people of different pages are found to be the same. */
async function readMany(
  read: (cursor: string | undefined) => Promise<Answer<Contributor>>,
  cursor: string | undefined,
): Promise<Answer<Contributor>> {
  let answer = await read(cursor);
  while (answer.next !== null && answer.rows.length < MOST_MERGED) {
    const more = await read(answer.next);
    answer = { ...answer, rows: [...answer.rows, ...more.rows], next: more.next };
  }
  // The total counts each by itself.
  return { ...answer, total: null };
}

function sourceOf(here: Address): PagesOf<Contributor, Person> & { asked: ReturnType<typeof request>; path: string } {
  const { owner, name } = here;
  const asked = request(here);
  const path = `/v1/projects/${owner}/${name}/contributors`;
  const merging = here.query.by === "same";
  return {
    asked,
    path,
    key: `${path} ${merging} ${JSON.stringify(asked)}`,
    read: (cursor, signal) => {
      const read = (at: string | undefined) => readPage(owner, name, asked, at, signal);
      return merging ? readMany(read, cursor) : read(cursor);
    },
    itemsOf: (rows) => (merging ? mergedRows(rows, asked.sort, asked.order) : marked(rows)),
    keyOf: (person) => `${person.email} ${person.name} ${person.login}`,
  };
}

export function View() {
  const here = address.value;
  const { owner, name, query } = here;
  const project = useProject(owner, name).value;
  const [alike, setAlike] = useState<Person | undefined>(undefined);
  const source = sourceOf(here);
  const { asked, path } = source;
  const bounded = asked.tz !== undefined || asked.branch !== undefined;
  const site = safeUrl(project?.html_url);
  const host = site === undefined ? undefined : new URL(site).origin;
  const Named = (person: Person) => <Name person={person} host={host} onAlike={setAlike} />;
  const open = (person: Person) => {
    const target = commitsOf(person);
    if (person.merged) setAlike(person);
    else if (target !== undefined) go(target);
  };
  return (
    <ListPage
      id="people"
      title="Who works on it?"
      noun="people"
      source={source}
      call={{ path, query: asked }}
      columns={columnsOf(bounded, Named)}
      definition={DEFINITION}
      card={(person) => (
        <>
          <div>
            <span class="list-grow">{Named(person)}</span>
            <b class="number">{whole(bounded ? person.commits_in_range : person.commits_all)}</b>
          </div>
          <div>
            <span class="list-grow">
              {bounded ? `${whole(person.commits_all)} in all` : `${whole(person.commits)} on default`}
            </span>
            <span>
              last <Age at={person.last_commit_at} />
            </span>
          </div>
        </>
      )}
      sort={`${asked.order === "desc" ? "-" : ""}${asked.sort}`}
      filterKeys={["q", "branch", "bots", "range"]}
      empty="No people: there is no commit yet."
      controls={<RangeBar bots />}
      note={() =>
        query.by === "same"
          ? `merged in view: same login or same name, among the first ${whole(MOST_MERGED)}`
          : undefined
      }
      filters={
        <>
          <Search label="Search people" />
          <Word name="branch" label="Branch" hint="all branches" />
          <Check name="by" value="same" label="Merge who may be the same" />
        </>
      }
      order={<Pick name="sort" label="Order" options={ORDERS} />}
      onOpen={open}
      plain={(person) => nameOf(person)}
      markdown={(person) => {
        const login = person.login === null ? "" : ` (@${person.login})`;
        return `${nameOf(person)}${login}: ${counted(bounded ? person.commits_in_range : person.commits_all, "commit")}`;
      }}>
      {alike !== undefined && <AlikePanel person={alike} onClose={() => setAlike(undefined)} />}
    </ListPage>
  );
}

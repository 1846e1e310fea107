// The commits of a project, newest first, under the days on which they were committed; each date as its author's own
// clock showed it. The hash of the address is the day at which the list begins, chosen on the map of days.
import "./commits.css";
import type { components } from "../data/api_types.ts";
import { address, go, hrefOf } from "../data/location.ts";
import { answerOf, type PagesOf } from "../data/pages.ts";
import { useProject } from "../data/project.ts";
import { api, serverNow, valueOrThrow } from "../data/request.ts";
import { useResource } from "../data/resource.ts";
import { type Address, valueOf, withQuery } from "../lib/address.ts";
import { clockUnderDay, type DayCount, dayHeading, dayOf, daysAsked, zoneOfDays } from "../lib/days.ts";
import { given } from "../lib/pull_filters.ts";
import { isDay, readRange } from "../lib/range.ts";
import { siteOf, visibleText } from "../lib/text.ts";
import { dayText, momentText } from "../lib/times.ts";
import { CommitPanel } from "../parts/commit_panel.tsx";
import { DayMap } from "../parts/day_map.tsx";
import { Lines } from "../parts/lines.tsx";
import { Word } from "../parts/list_filters.tsx";
import { ListPage, useNarrow } from "../parts/list_page.tsx";
import { openPanel } from "../parts/list_panel.tsx";
import { RangeBar } from "../parts/range_bar.tsx";
import type { Column } from "../parts/table.tsx";
import { zone } from "../parts/zone.ts";

type Wire = components["schemas"]["commit"];

/** What a row shows. */
interface Commit {
  oid: string;
  subject: string;
  author: string | null;
  login: string | null;
  date: string | null;
  committed: string | null;
  additions: number | null;
  deletions: number | null;
  bot: boolean;
  merge: boolean;
  /** Under which it stands; undefined where git can't read the time. */
  day: string | undefined;
}

interface Day {
  heading: string | undefined;
}

type Item = Commit | Day;

const FIELDS = "oid,parents,author,committer,message,additions,deletions,bot";
const DEFINITION =
  "All commits that a live branch reaches, newest first by committer time. Days are of the page’s zone; each date is " +
  "the author’s own clock. Lines come from GitHub and are «–» until read.";

const isDayItem = (item: Item): item is Day => "heading" in item;

function commitOf(wire: Wire): Commit {
  const { oid, parents, author, committer, message, additions, deletions, bot } = wire;
  return {
    oid,
    subject: message.trim(),
    author: author.name,
    login: author.login,
    date: author.date,
    committed: committer.date,
    additions,
    deletions,
    bot,
    merge: parents.length > 1,
    day: dayOf(committer.date, zoneOfDays(zone.value)),
  };
}

/** A heading wherever another day begins. */
function withDays(rows: readonly Commit[], before: Item | undefined): Item[] {
  let day = before === undefined ? null : isDayItem(before) ? before.heading : before.day;
  return rows.flatMap((commit) => {
    if (commit.day === day) return [commit];
    day = commit.day;
    return [{ heading: commit.day }, commit];
  });
}

function request(here: Address) {
  const range = readRange(valueOf(here, "range"), serverNow(), zone.value);
  const { branch, author, bots } = here.query;
  return {
    ...daysAsked(range, zone.value),
    ...given("branch", branch),
    ...given("author", author),
    ...given("bots", bots === "false" ? false : undefined),
  };
}

/** The list from a day on downwards, where the hash names one. */
function fromDay(asked: ReturnType<typeof request>, hash: string): ReturnType<typeof request> {
  if (!isDay(hash)) return asked;
  return { ...asked, until: asked.until !== undefined && asked.until < hash ? asked.until : hash, tz: zoneOfDays(zone.value) };
}

function useDays(owner: string, name: string, asked: ReturnType<typeof request>): readonly DayCount[] {
  const query = {
    ...asked,
    interval: "day",
    format: "columns",
    fields: "start,commits,commits_all",
    tz: zoneOfDays(zone.value),
  } as const;
  const key = `days ${owner}/${name} ${JSON.stringify(query)}`;
  const days = useResource(key, async (signal) => {
    const read = valueOrThrow(
      await api.GET("/v1/projects/{owner}/{name}/activity", { params: { path: { owner, name }, query }, signal }),
    );
    const {
      start,
      commits,
      commits_all: all,
    } = (read as { data: Record<string, unknown> }).data as {
      start: string[];
      commits: number[];
      commits_all: (number | null)[];
    };
    return start.map((moment, index) => ({ day: moment.slice(0, 10), count: all[index] ?? commits[index] ?? 0 }));
  });
  return days.value ?? [];
}

function Author({ commit }: { commit: Commit }) {
  const who = commit.login ?? commit.author;
  const shown = commit.author === null ? undefined : visibleText(commit.author);
  if (who === null || who === "")
    return (
      <span class="quiet" title="may not be stored, or has no name">
        {shown === undefined || shown === "" ? "–" : shown}
      </span>
    );
  return (
    <span class="list-line">
      <a
        href={hrefOf({ ...withQuery(address.value, { author: who }), hash: "" })}
        title={`${shown ?? who}${commit.login === null ? "" : ` (${commit.login})`}: all commits`}>
        <bdi>{shown ?? visibleText(who)}</bdi>
      </a>
      {commit.bot && <span class="list-mark">bot</span>}
    </span>
  );
}

function Subject({ commit }: { commit: Commit }) {
  const subject = visibleText(commit.subject);
  return (
    <span class="list-line">
      <bdi title={subject} class={subject === "" ? "quiet" : ""}>
        {subject === "" ? "no message" : subject}
      </bdi>
      {commit.merge && <span class="list-mark">merge</span>}
    </span>
  );
}

function Clock({ commit }: { commit: Commit }) {
  const title =
    commit.date === null
      ? "git cannot read the author’s date"
      : `written ${momentText(commit.date, "author")}, committed ${momentText(commit.committed, "author")}`;
  return (
    <time datetime={commit.date ?? undefined} title={title}>
      {clockUnderDay(commit.date, commit.day)}
    </time>
  );
}

function Oid({ oid, site }: { oid: string; site: string | undefined }) {
  const short = oid.slice(0, 8);
  return site === undefined ? (
    <code>{short}</code>
  ) : (
    <a class="mono" href={`${site}/commit/${oid}`} rel="noreferrer" target="_blank" aria-label={`${short} at GitHub`}>
      {short}
    </a>
  );
}

const row = (draw: (commit: Commit) => preact.ComponentChildren) => (item: Item) =>
  isDayItem(item) ? null : draw(item);

function columnsOf(site: string | undefined): Column<Item>[] {
  return [
    { id: "subject", title: "Message", cell: row((commit) => <Subject commit={commit} />) },
    { id: "author", title: "Author", cell: row((commit) => <Author commit={commit} />) },
    {
      id: "lines",
      title: "Lines",
      number: true,
      hint: "added and removed",
      cell: row((commit) => <Lines {...commit} />),
    },
    {
      id: "date",
      title: "Author’s own clock",
      number: true,
      hint: "when it was written, on the clock that its author had",
      cell: row((commit) => <Clock commit={commit} />),
    },
    { id: "oid", title: "Commit", cell: row((commit) => <Oid oid={commit.oid} site={site} />) },
  ];
}

function Card({ commit, site }: { commit: Commit; site: string | undefined }) {
  return (
    <>
      <div>
        <span class="list-grow">
          <Subject commit={commit} />
        </span>
        <Lines {...commit} />
      </div>
      <div>
        <span class="list-grow">
          <Author commit={commit} />
        </span>
        <Clock commit={commit} />
        <span class="list-wide">
          <Oid oid={commit.oid} site={site} />
        </span>
      </div>
    </>
  );
}

function Begins({ day }: { day: string }) {
  return (
    <p class="list-changed">
      <span>The list begins at {day}.</span>
      <button type="button" class="button" onClick={() => go({ ...address.value, hash: "" })}>
        Back to the newest
      </button>
    </p>
  );
}

function sourceOf(owner: string, name: string, asked: ReturnType<typeof request>): PagesOf<Commit, Item> {
  return {
    key: `${owner}/${name} commits ${zone.value} ${JSON.stringify(asked)}`,
    read: async (cursor, signal) =>
      answerOf(
        await api.GET("/v1/projects/{owner}/{name}/commits", {
          params: {
            path: { owner, name },
            query: { ...asked, limit: 200, fields: FIELDS, message: "subject", total: true, ...(cursor === undefined ? {} : { cursor }) },
          },
          signal,
        }),
        commitOf,
      ),
    itemsOf: withDays,
    keyOf: (item) => (isDayItem(item) ? undefined : item.oid),
  };
}

function headingOf(item: Item): string | undefined {
  if (!isDayItem(item)) return undefined;
  if (item.heading === undefined) return "No date that git can read";
  return dayHeading(item.heading, dayText(serverNow(), zoneOfDays(zone.value)));
}

function jump(day: string): void {
  go({ ...address.value, hash: day });
  scrollTo(0, 0);
}

const subjectOf = (item: Item) => (isDayItem(item) ? "" : visibleText(item.subject));

export function View() {
  const here = address.value;
  const { owner, name, query, hash } = here;
  const project = useProject(owner, name).value;
  const narrow = useNarrow();
  const all = request(here);
  const asked = fromDay(all, hash);
  const days = useDays(owner, name, all);
  const site = siteOf(project);
  const dayAt = (item: Item | undefined) => (item === undefined || isDayItem(item) ? item?.heading : item.day);
  const ofZone = `days of ${zoneOfDays(zone.value).replaceAll("_", " ")}`;
  return (
    <ListPage
      id="commits"
      title="What was committed?"
      noun="commits"
      source={sourceOf(owner, name, asked)}
      call={{ path: `/v1/projects/${owner}/${name}/commits`, query: asked }}
      columns={columnsOf(site)}
      definition={DEFINITION}
      card={row((commit) => (
        <Card commit={commit} site={site} />
      ))}
      heading={headingOf}
      filterKeys={["branch", "author", "bots", "range"]}
      empty="No commits yet."
      controls={<RangeBar bots />}
      filters={
        <>
          <Word name="branch" label="Branch" hint="all branches" />
          <Word name="author" label="Author" hint="login, name or e-mail" />
        </>
      }
      note={() => (query.branch === undefined ? `on all branches · ${ofZone}` : ofZone)}
      above={(first) => (
        <>
          <DayMap days={days} narrow={narrow} noun="commits" onJump={jump} at={dayAt(first)} />
          {isDay(hash) && <Begins day={hash} />}
        </>
      )}
      onOpen={(item) => !isDayItem(item) && openPanel("oid", item.oid)}
      markdown={(item) => (isDayItem(item) ? "" : `\`${item.oid.slice(0, 8)}\` ${subjectOf(item)}`)}
      plain={(item) => (isDayItem(item) ? "" : `${item.oid} ${subjectOf(item)}`)}>
      {query.oid !== undefined && <CommitPanel owner={owner} name={name} oid={query.oid} site={site} />}
    </ListPage>
  );
}

// The pull requests of a project: what waits, for how long, for whom; and what was merged, and how fast.
import "./pulls.css";
import type { components } from "../data/api_types.ts";
import { address, hrefOf } from "../data/location.ts";
import { answerOf, type LongList, type PagesOf } from "../data/pages.ts";
import { useProject } from "../data/project.ts";
import { api, serverNow } from "../data/request.ts";
import { valueOf, withQuery } from "../lib/address.ts";
import { duration, whole } from "../lib/numbers.ts";
import { DEFAULT_PULL_SORT, PULL_SORTS, pullRequest } from "../lib/pull_filters.ts";
import { readRange } from "../lib/range.ts";
import { pullShape } from "../lib/status.ts";
import { siteOf, visibleText } from "../lib/text.ts";
import { momentText, secondsBetween, secondsSince } from "../lib/times.ts";
import { Lines } from "../parts/lines.tsx";
import { Pick as Choose, Search, Word } from "../parts/list_filters.tsx";
import { ListPage, useNarrow } from "../parts/list_page.tsx";
import { openPanel } from "../parts/list_panel.tsx";
import { Menu } from "../parts/menu.tsx";
import { now } from "../parts/now.ts";
import { firstReviewOf, PullPanel } from "../parts/pull_panel.tsx";
import { RangeBar } from "../parts/range_bar.tsx";
import { Shape } from "../parts/status.tsx";
import type { Column } from "../parts/table.tsx";
import { zone } from "../parts/zone.ts";

type Wire = components["schemas"]["pull_request"];
type Pull = Pick<
  Wire,
  | "number"
  | "title"
  | "state"
  | "draft"
  | "author"
  | "bot"
  | "created_at"
  | "closed_at"
  | "additions"
  | "deletions"
  | "changed_files"
  | "reviews"
  | "labels"
  | "first_review_at"
  | "lead_time_s"
>;

const FIELDS =
  "number,title,state,draft,author,bot,created_at,closed_at,additions,deletions,changed_files,reviews,labels," +
  "first_review_at,lead_time_s";
const DEFINITION =
  "Pull requests as GitHub tells of them. Lead time: creation to merge, drafts included. First review: creation to " +
  "the first submitted review. «–»: not known.";
const FILTER_KEYS = ["q", "author", "label", "base", "draft", "bots", "review", "decision", "range"] as const;
const MORE_KEYS = ["author", "label", "base", "draft", "bots", "decision"] as const;
const STATES = [
  ["open", "open"],
  ["merged", "merged"],
  ["closed", "closed"],
  ["all", "all"],
] as const;
const REVIEWS = [
  ["", "any"],
  ["none", "no review yet"],
  ["some", "reviewed"],
] as const;
const DECISIONS = [
  ["", "any"],
  ["approved", "approved"],
  ["changes_requested", "changes requested"],
  ["review_required", "review required"],
  ["none", "none"],
] as const;
const DRAFTS = [
  ["", "any"],
  ["true", "drafts"],
  ["false", "no drafts"],
] as const;
const BOTS = [
  ["", "any"],
  ["false", "no bots"],
  ["only", "bots alone"],
] as const;
const TIMES = [
  ["", "created"],
  ["merged", "merged"],
  ["updated", "last changed"],
] as const;
const ORDERS = PULL_SORTS.map(([value, text]) => [value === DEFAULT_PULL_SORT ? "" : value, text] as const);

/** How long it took, or how long it has been open. */
function Time({ pull }: { pull: Pull }) {
  const ended = pull.closed_at === null ? "" : `, ${pull.state} ${momentText(pull.closed_at, zone.value)}`;
  const title = `opened ${momentText(pull.created_at, zone.value)}${ended}`;
  const seconds =
    pull.state === "open"
      ? secondsSince(pull.created_at, now.value)
      : (pull.lead_time_s ??
        (pull.closed_at === null ? null : secondsBetween(pull.created_at, pull.closed_at)));
  return <span title={title}>{duration(seconds)}</span>;
}

function Title({ pull }: { pull: Pull }) {
  const { shape, word, tone } = pullShape(pull);
  const title = visibleText(pull.title);
  return (
    <span class="list-line pulls-title">
      <span class="pulls-state" title={word}>
        <Shape name={shape} tone={tone} />
        <span class="hidden">{word}</span>
      </span>
      <span class="quiet">#{pull.number}</span>
      <a
        href={hrefOf(withQuery(address.value, { number: String(pull.number) }))}
        title={title}
        onClick={(event) => {
          if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          openPanel("number", String(pull.number));
        }}>
        <bdi>{title === "" ? "no title" : title}</bdi>
      </a>
      <span class="pulls-labels">
        {pull.labels.map((label) => (
          <a
            key={label}
            class="list-mark"
            href={hrefOf(withQuery(address.value, { label }))}
            title={`label ${visibleText(label)}`}>
            <bdi>{visibleText(label)}</bdi>
          </a>
        ))}
      </span>
    </span>
  );
}

function Author({ pull }: { pull: Pull }) {
  if (pull.author === null)
    return (
      <span class="quiet" title="the account is gone">
        –
      </span>
    );
  return (
    <span class="list-line">
      <a href={hrefOf(withQuery(address.value, { author: pull.author }))}>
        <bdi>{visibleText(pull.author)}</bdi>
      </a>
      {pull.bot && <span class="list-mark">bot</span>}
    </span>
  );
}

function Review({ pull }: { pull: Pull }) {
  const { text, why } = firstReviewOf(pull);
  return <span title={why}>{text}</span>;
}

function columnsOf(state: string): Column<Pull>[] {
  const time: Partial<Column<Pull>> =
    state === "open"
      ? { id: "created", title: "Open for", age: true, hint: "since it was opened" }
      : {
          id: "lead",
          title: state === "merged" ? "Lead time" : "Age or lead",
          hint: "open: since it was opened; merged: creation to merge, drafts included; closed: creation to closing",
        };
  return [
    { id: "number", title: "Pull request", sort: true, cell: (pull) => <Title pull={pull} /> },
    { id: "author", title: "Author", cell: (pull) => <Author pull={pull} /> },
    { sort: true, cell: (pull) => <Time pull={pull} />, ...time } as Column<Pull>,
    {
      id: "review",
      title: "First review",
      hint: "from creation to the first review",
      cell: (pull) => <Review pull={pull} />,
    },
    {
      id: "size",
      title: "Lines",
      sort: true,
      number: true,
      hint: "added and removed",
      cell: (pull) => <Lines {...pull} />,
    },
    { id: "files", title: "Files", number: true, cell: (pull) => whole(pull.changed_files) },
  ];
}

function Card({ pull }: { pull: Pull }) {
  return (
    <>
      <div>
        <span class="list-grow">
          <Title pull={pull} />
        </span>
        <Time pull={pull} />
      </div>
      <div>
        <span class="list-grow">
          <Author pull={pull} />
        </span>
        <span>
          review <Review pull={pull} />
        </span>
        <span class="list-wide">
          <Lines {...pull} />
        </span>
      </div>
    </>
  );
}

function MoreFilters() {
  return (
    <>
      <Word name="author" label="Author" />
      <Word name="label" label="Label" />
      <Word name="base" label="Into branch" />
      <Choose name="decision" label="Decision" options={DECISIONS} />
      <Choose name="draft" label="Drafts" options={DRAFTS} />
      <Choose name="bots" label="Bots" options={BOTS} />
    </>
  );
}

function Filters() {
  const narrow = useNarrow();
  const { query } = address.value;
  const chosen = MORE_KEYS.filter((key) => (query[key] ?? "") !== "").length;
  return (
    <>
      <Choose name="state" label="State" options={STATES} />
      <Choose name="review" label="Review" options={REVIEWS} />
      <Search label="Search title, author, number" />
      {narrow ? (
        <MoreFilters />
      ) : (
        <Menu label={chosen === 0 ? "More filters" : `More filters · ${chosen}`}>
          <div class="list-more">
            <MoreFilters />
          </div>
        </Menu>
      )}
      {(query.range ?? "all") !== "all" && <Choose name="by" label="Range of" options={TIMES} />}
    </>
  );
}

/** Without a token GitHub tells neither lines nor reviews: a page of dashes wants a reason. */
function unknownNote(list: LongList<Pull>): string | undefined {
  const seen = Array.from({ length: Math.min(50, list.count) }, (_, index) => list.at(index)).filter(
    (pull) => pull !== undefined,
  );
  return seen.length > 0 && seen.every((pull) => pull.additions === null)
    ? "lines and reviews are not known: reading them needs a GitHub token"
    : undefined;
}

export function View() {
  const here = address.value;
  const { owner, name, query } = here;
  const project = useProject(owner, name).value;
  const asked = pullRequest(query, readRange(valueOf(here, "range") || "all", serverNow(), zone.value), zone.value);
  const path = `/v1/projects/${owner}/${name}/pulls`;
  const source: PagesOf<Pull, Pull> = {
    key: `${path} ${JSON.stringify(asked)}`,
    read: async (cursor, signal) =>
      answerOf<Pull, Pull>(
        await api.GET("/v1/projects/{owner}/{name}/pulls", {
          params: {
            path: { owner, name },
            query: { ...asked, limit: 200, fields: FIELDS, total: true, ...(cursor === undefined ? {} : { cursor }) },
          },
          signal,
        }),
        (pull) => pull,
      ),
    itemsOf: (rows) => rows,
    keyOf: (pull) => String(pull.number),
  };
  const site = siteOf(project);
  const number = /^[1-9]\d{0,9}$/.test(query.number ?? "") ? Number(query.number) : undefined;
  return (
    <ListPage
      id="pulls"
      title={
        query.review === "none" && asked.state === "open"
          ? "Who waits for a first review?"
          : "What waits, and what was merged?"
      }
      noun={asked.state === "all" ? "pull requests" : `${asked.state} pull requests`}
      source={source}
      call={{ path, query: { ...asked } }}
      columns={columnsOf(asked.state)}
      card={(pull) => <Card pull={pull} />}
      definition={DEFINITION}
      sort={`${asked.order === "desc" ? "-" : ""}${asked.sort}`}
      filterKeys={FILTER_KEYS}
      note={unknownNote}
      empty={asked.state === "all" ? "No pull requests." : `No pull request is ${asked.state}.`}
      controls={<RangeBar ranges={["all", "7d", "30d", "90d", "1y", "2y", "5y"]} />}
      filters={<Filters />}
      order={<Choose name="sort" label="Order" options={ORDERS} />}
      onOpen={(pull) => openPanel("number", String(pull.number))}
      plain={(pull) => `#${pull.number} ${visibleText(pull.title)}`}
      markdown={(pull) =>
        `#${pull.number} ${visibleText(pull.title)} (${pull.author ?? "account gone"}, ${pull.state})`
      }>
      {number !== undefined && <PullPanel owner={owner} name={name} number={number} site={site} />}
    </ListPage>
  );
}

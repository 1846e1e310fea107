// One pull request beside the list: what it is, and its line of time: created, first review, merged or closed.
import type { components } from "../data/api_types.ts";
import { api, valueOrThrow } from "../data/request.ts";
import { useResource } from "../data/resource.ts";
import { counted, duration } from "../lib/numbers.ts";
import { pullShape, type ShapeName } from "../lib/status.ts";
import { visibleText } from "../lib/text.ts";
import { momentText, secondsBetween, secondsSince } from "../lib/times.ts";
import { Age } from "./age.tsx";
import { Lines } from "./lines.tsx";
import { ListPanel } from "./list_panel.tsx";
import { now } from "./now.ts";
import { Shape } from "./status.tsx";
import { zone } from "./zone.ts";

type Pull = components["schemas"]["pull_request"];

/** How long until the first review; that there is none is another answer than that it is not known. */
export function firstReviewOf(pull: Pick<Pull, "created_at" | "first_review_at" | "reviews">): {
  text: string;
  why: string;
} {
  if (pull.first_review_at !== null)
    return {
      text: duration(secondsBetween(pull.created_at, pull.first_review_at)),
      why: "from creation to the first review",
    };
  return pull.reviews === 0
    ? { text: "none", why: "no review was submitted" }
    : { text: "–", why: "not read from GitHub yet" };
}

interface Event {
  shape: ShapeName;
  what: string;
  at: string | null;
  note: string;
}

function eventsOf(pull: Pull): Event[] {
  const end = pull.merged_at ?? pull.closed_at;
  const review = firstReviewOf(pull);
  const first: Event = {
    shape: "ring",
    what: `Created${pull.author === null ? "" : ` by ${visibleText(pull.author)}`}`,
    at: pull.created_at,
    note: "",
  };
  const reviewed: Event = {
    shape: "half",
    at: pull.first_review_at,
    what: pull.first_review_at !== null ? "First review" : pull.reviews === 0 ? "No review" : "First review not known",
    note: pull.first_review_at !== null ? `after ${review.text}` : review.why,
  };
  const last: Event =
    end === null
      ? {
          shape: pull.draft ? "diamond" : "clock",
          what: pull.draft ? "Still a draft" : "Still open",
          at: null,
          note: `for ${duration(secondsSince(pull.created_at, now.value))}`,
        }
      : {
          shape: pullShape(pull).shape,
          at: end,
          note: `after ${duration(secondsBetween(pull.created_at, end))}`,
          what:
            pull.merged_at === null
              ? "Closed without being merged"
              : `Merged${pull.merged_by === null ? "" : ` by ${visibleText(pull.merged_by)}`}`,
        };
  // A review may come after the merge: the line goes by time.
  const late = pull.first_review_at !== null && end !== null && pull.first_review_at > end;
  return late ? [first, last, reviewed] : [first, reviewed, last];
}

function TimeLine({ pull }: { pull: Pull }) {
  return (
    <ol class="pulls-line">
      {eventsOf(pull).map(({ shape, what, at, note }) => (
        <li key={what}>
          <Shape name={shape} />
          <bdi>{what}</bdi>
          <span class="note">
            {at !== null && <time datetime={at}>{momentText(at, zone.value)}</time>}
            {at !== null && note !== "" && ", "}
            {note}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Facts({ pull }: { pull: Pull }) {
  return (
    <dl class="list-facts">
      <dt>Branches</dt>
      <dd>
        <bdi>{visibleText(pull.head.ref)}</bdi>{" "}
        {pull.head.repo === null ? "(its repository is gone)" : <>of <bdi>{visibleText(pull.head.repo)}</bdi></>}
        {" → "}<bdi>{visibleText(pull.base.ref)}</bdi>
      </dd>
      <dt>Lines</dt>
      <dd>
        <Lines {...pull} /> in {counted(pull.changed_files, "file")}, {counted(pull.commits, "commit")}
      </dd>
      <dt>Talk</dt>
      <dd>
        {counted(pull.reviews, "review")}, {counted(pull.comments, "comment")}
      </dd>
      <dt>Decision</dt>
      <dd>
        {pull.review_decision === null ? (
          <span title="none is needed, or it is not known">–</span>
        ) : (
          pull.review_decision.replaceAll("_", " ")
        )}
      </dd>
      <dt>Last change</dt>
      <dd>
        <Age at={pull.updated_at} />
      </dd>
      {pull.labels.length > 0 && (
        <>
          <dt>Labels</dt>
          <dd>
            {pull.labels.map((label) => (
              <>
                <bdi class="list-mark">{visibleText(label)}</bdi>{" "}
              </>
            ))}
          </dd>
        </>
      )}
    </dl>
  );
}

export function PullPanel({
  owner,
  name,
  number,
  site,
}: {
  owner: string;
  name: string;
  number: number;
  site: string | undefined;
}) {
  const read = useResource(
    `pull ${owner}/${name} ${number}`.toLowerCase(),
    async (signal) =>
      valueOrThrow(
        await api.GET("/v1/projects/{owner}/{name}/pulls/{number}", {
          params: { path: { owner, name, number } },
          signal,
        }),
      ) as Pull,
  );
  return (
    <ListPanel title={`Pull request #${number}`} param="number" what="the pull request" read={read} link={site && `${site}/pull/${number}`}>
      {(pull) => {
        const { shape, tone, word } = pullShape(pull);
        return (
          <>
            <p>
              <Shape name={shape} tone={tone} /> {word}
            </p>
            <p class="pulls-heading">
              <bdi>{visibleText(pull.title)}</bdi>
            </p>
            <TimeLine pull={pull} />
            <Facts pull={pull} />
          </>
        );
      }}
    </ListPanel>
  );
}

// In place of charts: what the first sync does or waits for, that there are no commits yet, or none in the range.
import { useEffect } from "preact/hooks";
import { withQuery } from "../lib/address.ts";
import { type Place, progressWords, waitingWords } from "../lib/overview.ts";
import { whole } from "../lib/numbers.ts";
import { address, hrefOf } from "../data/location.ts";
import { type Project, useProgress } from "../data/project.ts";
import { api, valueOrThrow } from "../data/request.ts";
import { useResource } from "../data/resource.ts";
import { now } from "../parts/now.ts";

/** States in which the first sync will come by itself. */
const COMES = ["pending", "syncing", "waiting_quota", "failing"];

const EVERY_MS = 10_000;

/** The place among the projects that are due; no event tells of it, so it is read again every ten seconds. */
function usePlace(project: Project, wanted: boolean): Place | null | undefined {
  const { owner, name } = project;
  const key = wanted ? `place ${owner}/${name}`.toLowerCase() : undefined;
  const { value, reload } = useResource(key, async (signal) => {
    const params = { path: { owner, name }, query: { limit: 1 } };
    const answer = await api.GET("/v1/projects/{owner}/{name}/syncs", { params, signal });
    return (valueOrThrow(answer) as { queue?: Place | null }).queue ?? null;
  });
  useEffect(() => {
    if (!wanted) return undefined;
    const timer = setInterval(() => !document.hidden && reload(), EVERY_MS);
    return () => clearInterval(timer);
  }, [wanted, reload]);
  return value;
}

export function FirstSync({ project }: { project: Project }) {
  const progress = useProgress(project.owner, project.name);
  const comes = COMES.includes(project.status.state);
  const waits = comes && progress === undefined && project.status.state !== "syncing" && project.status.code === null;
  const place = usePlace(project, waits);
  if (!comes) return null;
  const share =
    progress?.total === undefined || progress.total === null || progress.total === 0
      ? undefined
      : progress.done / progress.total;
  return (
    <section class="block project-first" aria-labelledby="first-sync">
      <h2 id="first-sync">First sync</h2>
      <p role="status">
        {progress !== undefined
          ? progressWords(progress)
          : project.status.code !== null
            ? "It is tried again by itself."
            : waits
              ? waitingWords(place, now.value)
              : "It has begun."}
      </p>
      {progress !== undefined && <progress aria-label="First sync" max={1} value={share} />}
      <p class="quiet">
        Commits and branches come first, within seconds for most projects; pull requests, lines and reviews follow.
        {project.stars !== null && ` GitHub counts ${whole(project.stars)} stars.`} This page fills by itself.
      </p>
    </section>
  );
}

export function NoCommits() {
  return (
    <section class="block" aria-labelledby="no-commits">
      <h2 id="no-commits">No commits yet</h2>
      <p class="quiet">
        The repository exists, and nothing was pushed to it. Its first commits are read by themselves.
      </p>
    </section>
  );
}

export function Quiet({ lastCommitOn }: { lastCommitOn: string | null | undefined }) {
  return (
    <section class="block" aria-labelledby="quiet">
      <h2 id="quiet">No commits in this range</h2>
      {lastCommitOn != null && <p class="quiet">The last commit on the default branch was on {lastCommitOn}.</p>}
      <p class="project-more">
        <a href={hrefOf(withQuery(address.value, { range: "all" }))}>Show all time</a>
      </p>
    </section>
  );
}

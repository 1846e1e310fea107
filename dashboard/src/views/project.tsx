// The page of one project: six numbers with their change, and a column of questions.
import "./project.css";
import { isUnread, lacksReviews, looksQuiet } from "../lib/overview.ts";
import { valueOf } from "../lib/address.ts";
import { lastCommitRead } from "../data/fleet_index.ts";
import { address } from "../data/location.ts";
import { useProject } from "../data/project.ts";
import { urlOf } from "../parts/block_menu.tsx";
import { Copy } from "../parts/copy.tsx";
import { ProjectHeader } from "../parts/project_header.tsx";
import { RangeBar } from "../parts/range_bar.tsx";
import { useTitle } from "../parts/title.ts";
import { Busy, When, Who } from "./project_commits.tsx";
import { FirstSync, NoCommits, Quiet } from "./project_first_sync.tsx";
import { Growth } from "./project_growth.tsx";
import { type ProjectPage, routeOf, useProjectPage } from "./project_page.ts";
import { Lead, OpenByAge } from "./project_pulls.tsx";
import { Branches, Stored } from "./project_stored.tsx";
import { Tiles } from "./project_tiles.tsx";

function Calls({ page }: { page: ProjectPage }) {
  const of = (blocks: string, query: object | undefined) =>
    query === undefined
      ? []
      : [urlOf({ path: routeOf(page, "overview"), query: { ...(query as Record<string, string>), blocks } })];
  const urls = [
    routeOf(page, "").replace(/\/$/, ""),
    ...of("busy,people,top,growth", page.blocks.busy.value?.query),
    ...of("when,pulls,branches,releases,syncs", page.blocks.pulls.value?.query),
    ...of("busy,people,pulls", page.beforeQuery),
  ];
  return (
    <details class="project-calls">
      <summary>API calls of this page</summary>
      <ul>
        {urls.map((url) => (
          <li key={url}>
            <code>GET {url}</code> <Copy text={`curl '${location.origin}${url}'`} label="Copy the call as curl" />
          </li>
        ))}
      </ul>
    </details>
  );
}

const lastCommitOf = ({ owner, name, project }: ProjectPage) => lastCommitRead(project?.full_name ?? `${owner}/${name}`);

function maybeQuiet(page: ProjectPage): boolean {
  return looksQuiet(lastCommitOf(page), page.project?.pushed_at, page.range.since);
}

/** Whether there was no commit in the range, on any branch: one sentence says as much as three empty blocks. */
function isQuiet(page: ProjectPage): boolean {
  const { people, top } = page.blocks;
  if (people.value === undefined || top.value === undefined) return maybeQuiet(page);
  return people.value.answer.whole.commits === 0 && top.value.answer.data.length === 0;
}

/** Whether pull requests were merged in the range, or may have been as long as that is not known. */
function hasMerged(page: ProjectPage): boolean {
  const pulls = page.blocks.pulls.value;
  if (pulls === undefined) return !maybeQuiet(page) && page.project?.pull_requests.total !== 0;
  return (pulls.answer.range?.n ?? 0) > 0;
}

function Questions({ page }: { page: ProjectPage }) {
  const flow = page.blocks.pulls.value?.answer.range;
  const empty = page.project?.empty === true;
  const { growth } = page.blocks;
  return (
    <>
      <Tiles page={page} />
      {empty ? (
        <NoCommits />
      ) : isQuiet(page) ? (
        <Quiet lastCommitOn={lastCommitOf(page)} />
      ) : (
        <>
          <Busy page={page} />
          <div class="project-pair">
            <When page={page} />
            <Who page={page} />
          </div>
        </>
      )}
      <div class="project-pair">
        <OpenByAge page={page} />
        {hasMerged(page) && <Lead page={page} />}
      </div>
      {/* Below what it is about: it comes with the last answers, and would move what is read already. */}
      {(flow === null || lacksReviews(flow)) && (
        <p class="note">
          {flow === null ? "Pull requests" : "Lines and reviews"} are not known yet: GitHub tells them only to a server
          that has a token, and they come after everything else.
        </p>
      )}
      {/* Of an empty project all blocks are short and in sight, and nobody knows how short before they are there. */}
      {(!empty || growth.value !== undefined || growth.problem !== undefined) && (
        <>
          <div class="project-pair">
            {!empty && <Branches page={page} />}
            <Growth page={page} />
          </div>
          <Stored page={page} />
          <Calls page={page} />
        </>
      )}
    </>
  );
}

export function View() {
  const { owner, name } = address.value;
  const project = useProject(owner, name);
  // Of a project of which nothing was ever read there is nothing to draw; what it waits for is said instead.
  const waiting = project.value !== undefined && isUnread(project.value);
  const missing = project.value === undefined && project.problem?.status === 404;
  const page = useProjectPage(owner, name, project.value, !waiting && !missing);
  const full = project.value?.full_name ?? `${owner}/${name}`;
  useTitle(`${full} · ${valueOf(address.value, "range") === "all" ? "all time" : page.range.label}`);
  const controls = waiting ? undefined : <RangeBar interval bots branches />;
  return (
    <div class="page-body">
      <ProjectHeader controls={controls}>
        {waiting ? <FirstSync project={project.value!} /> : <Questions page={page} />}
      </ProjectHeader>
    </div>
  );
}

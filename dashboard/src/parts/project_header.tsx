// The head of every page about one project: what it is, how true its data is, and the tabs.
//
//   <div class="page-body"><ProjectHeader controls={<RangeBar />}>…the view…</ProjectHeader></div>
//
// It reads the project by itself (`useProject` shares the request). The children are drawn below it once the head has
// its height (a view asks for its own data meanwhile), and not at all where there is no such project: then the page
// says so, and which one may have been meant. An earlier name becomes the present one.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { PROJECT_VIEWS, type ProjectView, toView } from "../lib/address.ts";
import { bannerOf, progressWords } from "../lib/overview.ts";
import { whole } from "../lib/numbers.ts";
import { REMEDY } from "../lib/status.ts";
import { safeUrl, visibleText } from "../lib/text.ts";
import { address, go, hrefOf } from "../data/location.ts";
import { type Progress, type Project, useProgress, useProject } from "../data/project.ts";
import { serverNow } from "../data/request.ts";
import { mayWrite, me } from "../data/session.ts";
import { Age } from "./age.tsx";
import { ErrorNote } from "./error_note.tsx";
import { ProjectLookAgain } from "./project_look_again.tsx";
import { ProjectMissing } from "./project_missing.tsx";
import { Shapes } from "./loading.tsx";
import { now } from "./now.ts";
import { StatusOf } from "./status.tsx";
import "./project_header.css";

export interface ProjectHeaderProps {
  /** Beside the tabs: range, interval and the like. */
  controls?: ComponentChildren;
  children?: ComponentChildren;
}

/** Each with what its page counts first, and the word beside it. */
const TABS: Record<ProjectView, [string, ((project: Project) => number | null)?, string?]> = {
  project: ["Overview"],
  branches: ["Branches", (project) => project.branches],
  commits: ["Commits", (project) => project.commits_all],
  people: ["People", (project) => project.contributors],
  pulls: ["Pulls", (project) => project.pull_requests.open, " open"],
  embed: ["Embed"],
};

function Tabs({ project, owner, name }: { project: Project | undefined; owner: string; name: string }) {
  const here = address.value;
  const box = useRef<HTMLElement>(null);
  // On a narrow screen the tabs slide: the present one shall be seen.
  useEffect(() => {
    const current = box.current?.querySelector<HTMLElement>("[aria-current]");
    if (box.current && current) box.current.scrollLeft = current.offsetLeft - box.current.offsetLeft - 40;
  }, [project === undefined]);
  return (
    <nav ref={box} class="project-tabs" aria-label="Pages of this project">
      <ul>
        {PROJECT_VIEWS.map((view) => {
          const [label, countOf, word] = TABS[view];
          const count = project === undefined ? null : (countOf?.(project) ?? null);
          return (
            <li key={view}>
              <a
                href={hrefOf(toView(here, view, { owner, name }))}
                aria-current={here.view === view ? "page" : undefined}
              >
                {label}
                {count !== null && <span class="project-count">{whole(count)}{word}</span>}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function Facts({ project }: { project: Project }) {
  const facts = [
    project.language,
    project.license === "NOASSERTION" ? "own licence" : project.license,
    project.visibility,
    project.fork === true ? "fork" : null,
    project.archived === true ? "archived" : null,
  ];
  return <span class="project-facts">{facts.filter((fact) => fact !== null).join(" · ")}</span>;
}

const shareOf = (progress: Progress | undefined) =>
  progress?.total === undefined || progress.total === null || progress.total === 0
    ? null
    : Math.min(1, progress.done / progress.total);

function Seen({ project, progress }: { project: Project; progress: Progress | undefined }) {
  const { last_synced_at: seen, next_sync_at: next, state } = project.status;
  // The word for a phase may come a second later than the state, and would outlive it.
  const running = state === "syncing" || state === "pending" ? progress : undefined;
  const due = next !== null && Date.parse(next) <= now.value.getTime();
  return (
    <span class="project-seen">
      <StatusOf project={project} progress={shareOf(running)} />
      {seen !== null && (
        <span>
          seen <Age at={seen} />
        </span>
      )}
      {running !== undefined ? (
        <span role="status">{progressWords(running)}</span>
      ) : (
        next !== null && (
          <span>
            {due ? (
              "due now"
            ) : (
              <>
                next <Age at={next} />
              </>
            )}
          </span>
        )
      )}
    </span>
  );
}

/** As many as GitHub itself lets a repository have. */
const MOST_TOPICS = 20;

function Description({ project }: { project: Project }) {
  const home = project.homepage === null ? undefined : safeUrl(project.homepage);
  const topics = (project.topics ?? []).filter((topic) => topic !== "");
  const former = project.renamed_from;
  if (project.description === null && home === undefined && topics.length === 0 && former.length === 0) return null;
  return (
    <p class="project-about">
      {project.description !== null && <bdi>{visibleText(project.description)}</bdi>}
      {home !== undefined && (
        <a href={home} rel="noreferrer nofollow" target="_blank">
          <bdi>{visibleText(home.replace(/^https?:\/\/|\/$/g, ""))}</bdi> ↗
        </a>
      )}
      {topics.slice(0, MOST_TOPICS).map((topic) => (
        <a key={topic} class="project-topic" href={hrefOf(toView(address.value, "fleet", { query: { topic } }))}>
          <bdi>{visibleText(topic)}</bdi>
        </a>
      ))}
      {topics.length > MOST_TOPICS && <span class="note">and {whole(topics.length - MOST_TOPICS)} more</span>}
      {former.length > 0 && (
        <span class="note">
          formerly <bdi>{former.map((name) => visibleText(name)).join(", ")}</bdi>
        </span>
      )}
    </p>
  );
}

function Trouble({ project }: { project: Project }) {
  const banner = bannerOf(project, now.value);
  if (banner === undefined) return null;
  const remedy = banner.code === null ? undefined : (REMEDY as Record<string, string | undefined>)[banner.code];
  return (
    <div class={`project-banner ${banner.tone}`} role="note">
      <p>
        <b>{banner.title}</b>
        {banner.since !== null && (
          <span class="quiet">
            {" "}
            since <Age at={banner.since} />
          </span>
        )}
      </p>
      {banner.reason !== null && <p>{banner.code !== null && "Last try: "}{visibleText(banner.reason)}</p>}
      <p class="quiet">{[remedy, banner.kept].join(" ")}</p>
    </div>
  );
}

function useFullName(owner: string, name: string) {
  const project = useProject(owner, name);
  const full = project.value?.full_name;
  useEffect(() => {
    // An earlier name, or another spelling: the address gets the present one.
    if (full === undefined || full === `${owner}/${name}`) return;
    const [presentOwner = owner, presentName = name] = full.split("/");
    go({ ...address.value, owner: presentOwner, name: presentName }, { replace: true });
  }, [full, owner, name]);
  return project;
}

export function ProjectHeader({ controls, children }: ProjectHeaderProps) {
  const { owner, name } = address.value;
  const project = useFullName(owner, name);
  const progress = useProgress(owner, name);
  // What has just been read is not of the future, which the clock of the page may be seconds behind.
  useLayoutEffect(() => void (now.value = serverNow()), [project.readAt]);
  // Nothing of the head before it has its height, and nothing below it before: so nothing moves.
  const value = me.value && project.value;
  const known = value !== undefined || project.problem !== undefined;
  if (project.problem?.status === 404) return <ProjectMissing owner={owner} name={name} onFollowed={project.reload} />;
  return (
    <>
      <header class="project-header">
        <div class="project-line">
          <h1>
            <a href={hrefOf(toView(address.value, "fleet", { query: { owner } }))}>
              <bdi>{visibleText(owner)}</bdi>
            </a>
            /<bdi>{visibleText(name)}</bdi>
          </h1>
          {value !== undefined && <Facts project={value} />}
          {value !== undefined && <Seen project={value} progress={progress} />}
          {known && (
            <span class="project-actions">
              {value !== undefined && mayWrite() && (
                <ProjectLookAgain owner={owner} name={name} onDone={project.reload} />
              )}
              <a class="button" href={hrefOf(toView(address.value, "compare", { projects: [`${owner}/${name}`] }))}>
                Compare<span> with…</span>
              </a>
              {safeUrl(value?.html_url ?? "") !== undefined && (
                <a class="button" href={value!.html_url!} rel="noreferrer" target="_blank">
                  GitHub ↗
                </a>
              )}
            </span>
          )}
        </div>
        {value !== undefined && <Description project={value} />}
        {value === undefined && project.problem !== undefined && (
          <ErrorNote problem={project.problem} what="the project" onAgain={project.reload} />
        )}
        {value !== undefined && <Trouble project={value} />}
        {known && (
          <div class="project-bar">
            <Tabs project={value} owner={owner} name={name} />
            {controls}
          </div>
        )}
      </header>
      {known ? children : <Shapes height={480} lines={3} />}
    </>
  );
}

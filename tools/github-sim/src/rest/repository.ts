// What REST says below /repos/{owner}/{repo} and /repositories/{id}.
import { refusal } from "../rules/refusals.ts";
import { apiUrl, emptyReply, jsonReply, textReply, withHeaders } from "../wire/message.ts";
import type { Reply, Request } from "../wire/message.ts";
import type { Commit } from "../world/git_data.ts";
import type { PullOrder, PullState } from "../world/pulls.ts";
import type { Repository } from "../world/repository.ts";
import { pageReply } from "./pages.ts";
import { fullCommit, fullPull, fullRepository, simpleCommit, simplePull } from "./shapes.ts";
import type { Statistics } from "./statistics.ts";
import { repositoryUrl } from "./urls.ts";
import type { Places } from "./urls.ts";

export interface Visit {
  readonly request: Request;
  readonly repository: Repository;
  readonly places: Places;
  readonly statistics: Statistics;
}

type Route = readonly [RegExp, (visit: Visit, match: RegExpExecArray) => Reply];

const ROUTES: readonly Route[] = [
  [/^$/, showRepository],
  [/^\/pulls$/, listPulls],
  [/^\/pulls\/(\d+)$/, showPull],
  [/^\/commits$/, listCommits],
  [/^\/commits\/(.+)$/, showCommit],
  [/^\/branches$/, listBranches],
  [
    /^\/languages$/,
    ({ repository }) =>
      jsonReply(200, Object.fromEntries(repository.facts.languages.map(({ name, bytes }) => [name, bytes]))),
  ],
  [/^\/contributors$/, (visit) => visit.statistics.contributors(visit)],
  [/^\/stats\/contributors$/, (visit) => visit.statistics.weekly(visit)],
];

export function answerRepository(visit: Visit, rest: string): Reply {
  for (const [pattern, answer] of ROUTES) {
    const match = pattern.exec(rest);
    if (match) return answer(visit, match);
  }
  return refusal(404, "Not Found");
}

/** The address of a list, as GitHub's Link headers have it. */
export function listUrl({ request, repository }: Visit, rest: string): string {
  return `${apiUrl(request)}/repositories/${repository.id}${rest}`;
}

function showRepository({ places, repository }: Visit): Reply {
  const modified = new Date(repository.facts.updatedMs).toUTCString();
  return jsonReply(200, fullRepository(places, repository), { "last-modified": modified });
}

const STATES: Readonly<Record<string, readonly PullState[]>> = {
  open: ["OPEN"],
  closed: ["CLOSED", "MERGED"],
  all: ["OPEN", "CLOSED", "MERGED"],
};
const ORDERS: Readonly<Record<string, PullOrder>> = {
  created: "CREATED_AT",
  updated: "UPDATED_AT",
  popularity: "COMMENTS",
  "long-running": "CREATED_AT",
};

function listPulls(visit: Visit): Reply {
  const { request, repository, places } = visit;
  const states = STATES[request.query.get("state") ?? "open"];
  const sort = request.query.get("sort") ?? "created";
  const order = ORDERS[sort];
  if (!states || !order)
    return refusal(422, "Validation Failed", { errors: [{ resource: "PullRequest", code: "invalid" }] });
  const direction = request.query.get("direction") ?? (sort === "created" ? "desc" : "asc");
  let numbers = repository.pulls.select({ states, order, descending: direction === "desc" });
  const base = request.query.get("base");
  const head = request.query.get("head");
  if (base) numbers = numbers.filter((number) => repository.pulls.get(number)?.base.ref === base);
  if (head) numbers = numbers.filter((number) => headLabel(repository, number) === head);
  return pageReply(request, listUrl(visit, "/pulls"), numbers, (number) => {
    const pull = repository.pulls.get(number);
    return pull && simplePull(places, repository, pull);
  });
}

function headLabel(repository: Repository, number: number): string {
  const head = repository.pulls.get(number)?.head;
  return `${head?.repo?.split("/")[0] ?? ""}:${head?.ref ?? ""}`;
}

function showPull({ places, repository }: Visit, match: RegExpExecArray): Reply {
  const pull = repository.pulls.get(Number(match[1]));
  return pull ? jsonReply(200, fullPull(places, repository, pull)) : refusal(404, "Not Found");
}

function isEmpty(repository: Repository): Reply | null {
  return repository.git.isEmpty() ? refusal(409, "Git Repository is empty.") : null;
}

function listCommits(visit: Visit): Reply {
  const { request, repository, places } = visit;
  const empty = isEmpty(repository);
  if (empty) return empty;
  const start = repository.git.resolve(request.query.get("sha") ?? repository.git.defaultBranch);
  if (!start) return refusal(404, "Not Found");
  const since = Date.parse(request.query.get("since") ?? "");
  const until = Date.parse(request.query.get("until") ?? "");
  const commits = repository.git
    .history(start.oid)
    .filter(({ committedMs }) => !(committedMs < since) && !(committedMs > until));
  return pageReply(request, listUrl(visit, "/commits"), commits, (commit: Commit) =>
    simpleCommit(places, repository, commit),
  );
}

/** With the media type `sha` only the name of the commit, which is its ETag too: whoever asks, with whatever token. */
function showCommit({ request, repository, places }: Visit, match: RegExpExecArray): Reply {
  const empty = isEmpty(repository);
  if (empty) return empty;
  const reference = match[1] ?? "";
  const commit = repository.git.resolve(reference);
  if (!commit) return refusal(422, `No commit found for SHA: ${reference}`);
  if (!/application\/vnd\.github(\.v3)?\.sha/.test(request.headers["accept"] ?? ""))
    return jsonReply(200, fullCommit(places, repository, commit));
  return withHeaders(textReply(200, commit.oid, "application/vnd.github.sha; charset=utf-8"), {
    etag: `"${commit.oid}"`,
  });
}

function listBranches(visit: Visit): Reply {
  const { request, repository, places } = visit;
  return pageReply(request, listUrl(visit, "/branches"), repository.git.branches(), (name) => {
    const sha = repository.git.branch(name) ?? "";
    return {
      name,
      commit: { sha, url: `${repositoryUrl(places, repository)}/commits/${sha}` },
      protected: name === repository.git.defaultBranch,
    };
  });
}

export function noContent(): Reply {
  return emptyReply(204);
}

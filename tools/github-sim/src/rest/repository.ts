// The routes below /repos/{owner}/{repo} and /repositories/{id}.
import { jsonReply, textReply, withHeaders } from "../http/message.ts";
import type { Reply } from "../http/message.ts";
import { refusal } from "../rules/refusals.ts";
import type { Commit } from "../world/commit.ts";
import type { PullOrder, PullState } from "../world/pulls.ts";
import type { Repository } from "../world/repository.ts";
import { pageReply } from "./pages.ts";
import { listUrl } from "./route_context.ts";
import type { RouteContext } from "./route_context.ts";
import { fullCommit, fullPull, fullRepository, simpleCommit, simplePull } from "./shapes.ts";
import type { Statistics } from "./statistics.ts";
import { repositoryUrl } from "./urls.ts";

type Route = readonly [RegExp, (context: RouteContext, match: RegExpExecArray, statistics: Statistics) => Reply];

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
  [/^\/contributors$/, (context, _match, statistics) => statistics.contributors(context)],
  [/^\/stargazers\/history$/, (context, _match, statistics) => statistics.starHistory(context)],
  [/^\/stats\/contributors$/, (context, _match, statistics) => statistics.weekly(context)],
];

export function answerRepository(context: RouteContext, rest: string, statistics: Statistics): Reply {
  for (const [pattern, answer] of ROUTES) {
    const match = pattern.exec(rest);
    if (match) return answer(context, match, statistics);
  }
  return refusal(404, "Not Found");
}

function showRepository({ baseUrls, repository }: RouteContext): Reply {
  const modified = new Date(repository.facts.updatedMs).toUTCString();
  return jsonReply(200, fullRepository(baseUrls, repository), { "last-modified": modified });
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

function listPulls(context: RouteContext): Reply {
  const { request, repository, baseUrls } = context;
  if (repository.facts.pullsDisabled) return refusal(404, "Not Found");
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
  return pageReply(request, listUrl(context, "/pulls"), numbers, (number) => {
    const pull = repository.pulls.get(number);
    return pull && simplePull(baseUrls, repository, pull);
  });
}

function headLabel(repository: Repository, number: number): string {
  const head = repository.pulls.get(number)?.head;
  return `${head?.repo?.split("/")[0] ?? ""}:${head?.ref ?? ""}`;
}

function showPull({ baseUrls, repository }: RouteContext, match: RegExpExecArray): Reply {
  const pull = repository.facts.pullsDisabled ? undefined : repository.pulls.get(Number(match[1]));
  return pull ? jsonReply(200, fullPull(baseUrls, repository, pull)) : refusal(404, "Not Found");
}

function isEmpty(repository: Repository): Reply | null {
  return repository.git.isEmpty() ? refusal(409, "Git Repository is empty.") : null;
}

function listCommits(context: RouteContext): Reply {
  const { request, repository, baseUrls } = context;
  const empty = isEmpty(repository);
  if (empty) return empty;
  const start = repository.git.resolve(request.query.get("sha") ?? repository.git.defaultBranch);
  if (!start) return refusal(404, "Not Found");
  const since = Date.parse(request.query.get("since") ?? "");
  const until = Date.parse(request.query.get("until") ?? "");
  const commits = repository.git
    .history(start.oid)
    .filter(({ committedMs }) => !(committedMs < since) && !(committedMs > until));
  return pageReply(request, listUrl(context, "/commits"), commits, (commit: Commit) =>
    simpleCommit(baseUrls, repository, commit),
  );
}

/** With the media type `sha` the answer is only the oid, which is its ETag too: the same one for every token. */
function showCommit({ request, repository, baseUrls }: RouteContext, match: RegExpExecArray): Reply {
  const empty = isEmpty(repository);
  if (empty) return empty;
  const reference = match[1] ?? "";
  const commit = repository.git.resolve(reference);
  if (!commit) return refusal(422, `No commit found for SHA: ${reference}`);
  if (!/application\/vnd\.github(\.v3)?\.sha/.test(request.headers["accept"] ?? ""))
    return jsonReply(200, fullCommit(baseUrls, repository, commit));
  return withHeaders(textReply(200, commit.oid, "application/vnd.github.sha; charset=utf-8"), {
    etag: `"${commit.oid}"`,
  });
}

function listBranches(context: RouteContext): Reply {
  const { request, repository, baseUrls } = context;
  return pageReply(request, listUrl(context, "/branches"), repository.git.branches(), (name) => {
    const sha = repository.git.branch(name) ?? "";
    return {
      name,
      commit: { sha, url: `${repositoryUrl(baseUrls, repository)}/commits/${sha}` },
      protected: name === repository.git.defaultBranch,
    };
  });
}

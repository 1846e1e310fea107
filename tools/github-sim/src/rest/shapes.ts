// GitHub's REST objects, as its OpenAPI document describes them.
import { timestamp, timestampOrNull } from "../base/clock.ts";
import { fnv1a } from "../base/hash.ts";
import type { Commit } from "../world/commit.ts";
import { lineCountsOf } from "../world/line_counts.ts";
import { encodeNodeId, pullId } from "../world/node_id.ts";
import { account, actorOf, restLogin } from "../world/people.ts";
import type { Actor } from "../world/people.ts";
import type { PullRequest } from "../world/pulls.ts";
import type { Repository } from "../world/repository.ts";
import { repositoryUrl, repositoryUrls, userUrls } from "./urls.ts";
import type { BaseUrls } from "./urls.ts";

type Json = Record<string, unknown>;

export function simpleUser(baseUrls: BaseUrls, actor: Actor): Json {
  const html = actor.kind === "Bot" ? `${baseUrls.site}/apps/${actor.login}` : `${baseUrls.site}/${actor.login}`;
  return {
    login: restLogin(actor),
    id: actor.id,
    node_id: encodeNodeId(actor.kind, [actor.id], true),
    avatar_url: `${baseUrls.site}/avatars/${actor.id}`,
    gravatar_id: "",
    ...userUrls(baseUrls, restLogin(actor), html),
    type: actor.kind,
    user_view_type: "public",
    site_admin: false,
  };
}

function userOrNull(baseUrls: BaseUrls, actor: Actor | null): Json | null {
  return actor && simpleUser(baseUrls, actor);
}

/** As lists and pull requests show it. */
export function minimalRepository(baseUrls: BaseUrls, repository: Repository): Json {
  const { facts, git } = repository;
  const license = facts.license && {
    key: facts.license.key,
    name: facts.license.name,
    spdx_id: facts.license.spdxId,
    url: `${baseUrls.api}/licenses/${facts.license.key}`,
    node_id: encodeNodeId("License", [fnv1a(facts.license.key)], true),
  };
  return {
    id: repository.id,
    node_id: encodeNodeId("Repository", [repository.id], true),
    name: repository.name,
    full_name: repository.fullName,
    private: facts.visibility !== "public",
    owner: simpleUser(baseUrls, account(repository.owner)),
    description: facts.description,
    fork: facts.fork,
    ...repositoryUrls(baseUrls, repository),
    created_at: timestamp(facts.createdMs),
    updated_at: timestamp(facts.updatedMs),
    pushed_at: timestamp(facts.pushedMs ?? facts.createdMs),
    homepage: facts.homepage,
    size: facts.sizeKb,
    stargazers_count: facts.stars,
    watchers_count: facts.stars,
    language: facts.languages[0]?.name ?? null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: facts.forks,
    mirror_url: null,
    archived: facts.archived,
    disabled: facts.disabled,
    open_issues_count: facts.openIssues + repository.pulls.count(["OPEN"]),
    license,
    allow_forking: true,
    is_template: facts.template,
    web_commit_signoff_required: false,
    topics: facts.topics,
    visibility: facts.visibility,
    forks: facts.forks,
    open_issues: facts.openIssues + repository.pulls.count(["OPEN"]),
    watchers: facts.stars,
    default_branch: git.defaultBranch,
  };
}

export function fullRepository(baseUrls: BaseUrls, repository: Repository): Json {
  const { facts } = repository;
  return { ...minimalRepository(baseUrls, repository), network_count: facts.forks, subscribers_count: facts.watchers };
}

/** As lists show it. */
export function simplePull(baseUrls: BaseUrls, repository: Repository, pull: PullRequest): Json {
  const url = `${repositoryUrl(baseUrls, repository)}/pulls/${pull.number}`;
  const issue = `${repositoryUrl(baseUrls, repository)}/issues/${pull.number}`;
  const html = `${baseUrls.site}/${repository.fullName}/pull/${pull.number}`;
  const statuses = `${repositoryUrl(baseUrls, repository)}/statuses/${pull.head.oid}`;
  const addresses = {
    html_url: html,
    issue_url: issue,
    comments_url: `${issue}/comments`,
    commits_url: `${url}/commits`,
    statuses_url: statuses,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repositoryUrl(baseUrls, repository)}/pulls/comments{/number}`,
  };
  const links: Record<string, string> = {
    self: url,
    html,
    issue,
    comments: addresses.comments_url,
    commits: addresses.commits_url,
    statuses,
    review_comments: addresses.review_comments_url,
    review_comment: addresses.review_comment_url,
  };
  const ownHead = repository.isNamed(pull.head.repo);
  return {
    url,
    id: pullId(repository.id, pull.number),
    node_id: encodeNodeId("PullRequest", [pullId(repository.id, pull.number)], true),
    ...addresses,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    number: pull.number,
    state: pull.state === "OPEN" ? "open" : "closed",
    locked: false,
    title: pull.title,
    user: simpleUser(baseUrls, pull.author ?? account("ghost")),
    body: pull.body,
    created_at: timestamp(pull.createdMs),
    updated_at: timestamp(pull.updatedMs),
    closed_at: timestampOrNull(pull.closedMs),
    merged_at: timestampOrNull(pull.mergedMs),
    merge_commit_sha: pull.mergeOid,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: pull.labels.map((name) => label(baseUrls, repository, name)),
    milestone: null,
    draft: pull.draft,
    head: side(baseUrls, repository, pull.head, ownHead ? repository : null),
    base: side(baseUrls, repository, { ...pull.base, repo: repository.fullName }, repository),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: "CONTRIBUTOR",
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** Head or base. `repo` is null if the fork is gone; other forks look like this repository with another name and id. */
function side(
  baseUrls: BaseUrls,
  repository: Repository,
  end: { ref: string; oid: string; repo: string | null },
  own: Repository | null,
): Json {
  const owner = account((end.repo ?? "ghost/").split("/")[0] ?? "");
  const fork = end.repo === null ? null : (own ?? forkOf(repository, end.repo));
  return {
    label: `${owner.login}:${end.ref}`,
    ref: end.ref,
    sha: end.oid,
    user: simpleUser(baseUrls, owner),
    repo: fork && minimalRepository(baseUrls, fork),
  };
}

function forkOf(repository: Repository, fullName: string): Repository {
  const [owner = "", name = ""] = fullName.split("/");
  const fork: Repository = Object.create(repository, {
    id: { value: 700_000_000 + (fnv1a(fullName) % 100_000_000) },
    owner: { value: owner },
    name: { value: name },
  });
  return fork;
}

function label(baseUrls: BaseUrls, repository: Repository, name: string): Json {
  const id = fnv1a(name);
  return {
    id,
    node_id: encodeNodeId("Label", [id], true),
    url: `${repositoryUrl(baseUrls, repository)}/labels/${encodeURIComponent(name)}`,
    name,
    description: "",
    color: (id & 0xffffff).toString(16).padStart(6, "0"),
    default: false,
  };
}

export function fullPull(baseUrls: BaseUrls, repository: Repository, pull: PullRequest): Json {
  return {
    ...simplePull(baseUrls, repository, pull),
    merged: pull.state === "MERGED",
    mergeable: pull.state === "OPEN" ? true : null,
    rebaseable: null,
    mergeable_state: "unknown",
    merged_by: userOrNull(baseUrls, pull.mergedBy),
    comments: pull.comments,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: pull.commits,
    additions: pull.additions,
    deletions: pull.deletions,
    changed_files: pull.changedFiles,
  };
}

/** As lists show it. */
export function simpleCommit(baseUrls: BaseUrls, repository: Repository, commit: Commit): Json {
  const url = `${repositoryUrl(baseUrls, repository)}/commits/${commit.oid}`;
  const html = (oid: string): string => `${baseUrls.site}/${repository.fullName}/commit/${oid}`;
  const utc = (date: string): string => timestamp(Date.parse(date) || 0);
  return {
    sha: commit.oid,
    node_id: encodeNodeId("Commit", [repository.id, commit.oid], true),
    commit: {
      author: { ...commit.author, date: utc(commit.authoredAt) },
      committer: { ...commit.committer, date: utc(commit.committedAt) },
      message: commit.message,
      tree: { sha: commit.oid, url: `${repositoryUrl(baseUrls, repository)}/git/trees/${commit.oid}` },
      url: `${repositoryUrl(baseUrls, repository)}/git/commits/${commit.oid}`,
      comment_count: 0,
      verification: { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null },
    },
    url,
    html_url: html(commit.oid),
    comments_url: `${url}/comments`,
    author: userOrNull(baseUrls, actorOf(commit.author)),
    committer: userOrNull(baseUrls, actorOf(commit.committer)),
    parents: commit.parents.map((oid) => ({
      sha: oid,
      url: `${repositoryUrl(baseUrls, repository)}/commits/${oid}`,
      html_url: html(oid),
    })),
  };
}

export function fullCommit(baseUrls: BaseUrls, repository: Repository, commit: Commit): Json {
  const [additions, deletions] = lineCountsOf(commit.oid);
  return {
    ...simpleCommit(baseUrls, repository, commit),
    stats: { total: additions + deletions, additions, deletions },
    files: [],
  };
}

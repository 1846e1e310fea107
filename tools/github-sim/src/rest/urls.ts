// The URLs in GitHub's REST objects.
import type { Repository } from "../world/repository.ts";

const TEMPLATES: Readonly<Record<string, string>> = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
};

export interface BaseUrls {
  /** What https://api.github.com is at GitHub. */
  readonly api: string;
  /** What https://github.com is at GitHub. */
  readonly site: string;
}

export function repositoryUrl(baseUrls: BaseUrls, repository: Repository): string {
  return `${baseUrls.api}/repos/${repository.fullName}`;
}

export function repositoryUrls(baseUrls: BaseUrls, repository: Repository): Record<string, string> {
  const url = repositoryUrl(baseUrls, repository);
  const html = `${baseUrls.site}/${repository.fullName}`;
  const host = new URL(baseUrls.site).host;
  return {
    url,
    html_url: html,
    ...Object.fromEntries(Object.entries(TEMPLATES).map(([name, template]) => [name, url + template])),
    clone_url: `${html}.git`,
    git_url: `git://${host}/${repository.fullName}.git`,
    ssh_url: `git@${host}:${repository.fullName}.git`,
    svn_url: html,
  };
}

const USER_TEMPLATES: Readonly<Record<string, string>> = {
  followers_url: "/followers",
  following_url: "/following{/other_user}",
  gists_url: "/gists{/gist_id}",
  starred_url: "/starred{/owner}{/repo}",
  subscriptions_url: "/subscriptions",
  organizations_url: "/orgs",
  repos_url: "/repos",
  events_url: "/events{/privacy}",
  received_events_url: "/received_events",
};

export function userUrls(baseUrls: BaseUrls, login: string, html: string): Record<string, string> {
  const url = `${baseUrls.api}/users/${encodeURIComponent(login)}`;
  return {
    url,
    html_url: html,
    ...Object.fromEntries(Object.entries(USER_TEMPLATES).map(([name, template]) => [name, url + template])),
  };
}

// Repositories, their releases and their topics.
import { timestamp, timestampOrNull } from "../base/clock.ts";
import type { Language } from "../world/facts.ts";
import { encodeNodeId } from "../world/node_id.ts";
import { account } from "../world/people.ts";
import type { Release } from "../world/releases.ts";
import type { Repository } from "../world/repository.ts";
import { connect, countedItems, listItems } from "./connection.ts";
import type { PageArguments } from "./connection.ts";
import type { Context } from "./context.ts";
import { fieldsOf } from "./fields.ts";
import type { Arguments, TypeFields } from "./fields.ts";
import { pullConnection } from "./pull_requests.ts";
import { commitNode, refConnection, refOf } from "./refs.ts";

function counted(total: number, args: Arguments, context: Context): unknown {
  return connect(context, countedItems(total), args as PageArguments);
}

function issues({ facts }: Repository, args: Arguments, context: Context): unknown {
  const states = (args["states"] ?? ["OPEN", "CLOSED"]) as readonly string[];
  const open = states.includes("OPEN") ? facts.openIssues : 0;
  return counted(open + (states.includes("CLOSED") ? facts.closedIssues : 0), args, context);
}

function languages({ facts }: Repository, args: Arguments, context: Context): unknown {
  const list = [...facts.languages];
  if ((args["orderBy"] as { direction?: string } | null | undefined)?.direction === "ASC") list.reverse();
  const connection = connect<Language>(context, listItems("Language", list), args as PageArguments);
  return {
    ...connection,
    totalSize: list.reduce((sum, { bytes }) => sum + bytes, 0),
    edges: () => connection.edges().map(({ cursor, node }) => ({ cursor, node, size: node.bytes })),
  };
}

function topics({ facts }: Repository, args: Arguments, context: Context): unknown {
  const list = facts.topics.map((name) => ({ topic: { name } }));
  return connect(context, listItems("RepositoryTopic", list), args as PageArguments);
}

interface ReleaseNode {
  readonly repository: Repository;
  readonly release: Release;
}

function releases(repository: Repository, args: Arguments, context: Context): unknown {
  const list = repository.releases.all().map((release): ReleaseNode => ({ repository, release }));
  const { field, direction } = (args["orderBy"] ?? { field: "CREATED_AT", direction: "ASC" }) as Record<string, string>;
  const value = ({ release }: ReleaseNode): string | number =>
    field === "NAME" ? (release.name ?? "") : release.createdMs;
  list.sort((one, other) => (value(one) < value(other) ? -1 : Number(value(one) > value(other))));
  if (direction === "DESC") list.reverse();
  return connect(context, listItems("Release", list), args as PageArguments);
}

function latestRelease(repository: Repository): ReleaseNode | null {
  const release = repository.releases.all().findLast(({ prerelease }) => !prerelease);
  return release ? { repository, release } : null;
}

function resolveObject(repository: Repository, args: Arguments): unknown {
  if (typeof args["oid"] === "string") return commitNode(repository, args["oid"]);
  const commit = typeof args["expression"] === "string" ? repository.git.resolve(args["expression"]) : undefined;
  return commit ? commitNode(repository, commit.oid) : null;
}

function refByName(repository: Repository, name: string): unknown {
  for (const prefix of ["refs/heads/", "refs/tags/"]) {
    const found = name.startsWith(prefix)
      ? refOf(repository, prefix, name.slice(prefix.length))
      : refOf(repository, prefix, name);
    if (found) return found;
  }
  return null;
}

const FLAGS = fieldsOf<Repository>({
  isArchived: ({ facts }) => facts.archived,
  isDisabled: ({ facts }) => facts.disabled,
  isEmpty: ({ git }) => git.isEmpty(),
  isFork: ({ facts }) => facts.fork,
  isInOrganization: () => false,
  isLocked: () => false,
  isMirror: () => false,
  isPrivate: ({ facts }) => facts.visibility !== "public",
  isTemplate: ({ facts }) => facts.template,
  hasIssuesEnabled: () => true,
  hasDiscussionsEnabled: () => false,
  hasWikiEnabled: () => false,
  hasProjectsEnabled: () => true,
  forkingAllowed: () => true,
});

const COUNTS = fieldsOf<Repository>({
  stargazerCount: ({ facts }) => facts.stars,
  forkCount: ({ facts }) => facts.forks,
  diskUsage: ({ facts }) => facts.sizeKb,
  watchers: ({ facts }, args, context) => counted(facts.watchers, args, context),
  stargazers: ({ facts }, args, context) => counted(facts.stars, args, context),
  forks: ({ facts }, args, context) => counted(facts.forks, args, context),
  mentionableUsers: ({ facts }, args, context) => counted(facts.watchers, args, context),
  issues,
  releases,
  pullRequests: pullConnection,
  refs: refConnection,
  languages,
  repositoryTopics: topics,
});

export const repositoryResolvers: Readonly<Record<string, TypeFields>> = {
  Repository: {
    ...FLAGS,
    ...COUNTS,
    ...fieldsOf<Repository>({
      id: ({ id }, _args, context) => encodeNodeId("Repository", [id], context.nextIds),
      databaseId: ({ id }) => id,
      nameWithOwner: ({ fullName }) => fullName,
      owner: ({ owner }) => account(owner),
      url: ({ fullName }, _args, context) => `${context.site}/${fullName}`,
      resourcePath: ({ fullName }) => `/${fullName}`,
      sshUrl: ({ fullName }) => `git@github.com:${fullName}.git`,
      description: ({ facts }) => facts.description,
      homepageUrl: ({ facts }) => facts.homepage,
      createdAt: ({ facts }) => timestamp(facts.createdMs),
      updatedAt: ({ facts }) => timestamp(facts.updatedMs),
      pushedAt: ({ facts }) => timestampOrNull(facts.pushedMs),
      archivedAt: ({ facts }) => timestampOrNull(facts.archivedMs),
      lockReason: () => null,
      parent: () => null,
      visibility: ({ facts }) => facts.visibility.toUpperCase(),
      primaryLanguage: ({ facts }) => facts.languages[0] ?? null,
      licenseInfo: ({ facts }) => facts.license,
      latestRelease,
      defaultBranchRef: (repository) => refOf(repository, "refs/heads/", repository.git.defaultBranch),
      ref: (repository, args) => refByName(repository, String(args["qualifiedName"])),
      object: resolveObject,
      pullRequest: (repository, args) => {
        const pull = repository.pulls.get(Number(args["number"]));
        return pull ? { kind: "PullRequest", repository, pull } : null;
      },
    }),
  },
  RepositoryTopic: fieldsOf<{ topic: { name: string } }>({
    id: ({ topic }, _args, context) => encodeNodeId("RepositoryTopic", [topic.name], context.nextIds),
    url: ({ topic }, _args, context) => `${context.site}/topics/${topic.name}`,
  }),
  Release: fieldsOf<ReleaseNode>({
    id: ({ repository, release }, _args, context) =>
      encodeNodeId("Release", [repository.id, release.id], context.nextIds),
    databaseId: ({ release }) => release.id,
    tagName: ({ release }) => release.tag,
    name: ({ release }) => release.name,
    publishedAt: ({ release }) => timestamp(release.publishedMs),
    createdAt: ({ release }) => timestamp(release.createdMs),
    isDraft: () => false,
    isPrerelease: ({ release }) => release.prerelease,
    isLatest: ({ repository, release }) => release === latestRelease(repository)?.release,
  }),
};

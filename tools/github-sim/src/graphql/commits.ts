// Commits, their authors and their history.
import type { Commit } from "../world/commit.ts";
import { lineCountsOf } from "../world/line_counts.ts";
import { encodeNodeId } from "../world/node_id.ts";
import { userOf } from "../world/people.ts";
import type { Identity } from "../world/people.ts";
import type { Repository } from "../world/repository.ts";
import { connect, listItems } from "./connection.ts";
import type { Items, PageArguments } from "./connection.ts";
import type { CommitNode, Context } from "./context.ts";
import { fieldsOf } from "./fields.ts";
import type { Arguments, TypeFields } from "./fields.ts";

interface SignedIdentity {
  readonly identity: Identity;
  readonly date: string;
}

/** GitHub writes commit times in UTC where it says DateTime. */
function utc(date: string): string {
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? "1970-01-01T00:00:00Z" : new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** Cursors are "OID INDEX", as GitHub's are. */
function historyItems(repository: Repository, start: string, commits: readonly Commit[]): Items<CommitNode> {
  return {
    ...listItems("Commit", []),
    count: () => commits.length,
    at: (index) => ({ kind: "Commit", repository, commit: commits[index] as Commit }),
    cursor: (index) => `${start} ${index}`,
    position: (cursor) => {
      const index = /^[0-9a-f]{40} (\d+)$/.exec(cursor)?.[1];
      return index === undefined ? null : Number(index);
    },
  };
}

function history({ repository, commit }: CommitNode, args: Arguments, context: Context): unknown {
  const all = repository.git.history(commit.oid);
  const since = typeof args["since"] === "string" ? Date.parse(args["since"]) : -Infinity;
  const until = typeof args["until"] === "string" ? Date.parse(args["until"]) : Infinity;
  const bounded = Number.isFinite(since) || Number.isFinite(until);
  const commits = bounded ? all.filter(({ committedMs }) => committedMs >= since && committedMs <= until) : all;
  return connect(context, historyItems(repository, commit.oid, commits), args as PageArguments);
}

function parents({ repository, commit }: CommitNode, args: Arguments, context: Context): unknown {
  const found = commit.parents.map((oid) => repository.git.commit(oid)).filter((parent) => parent !== undefined);
  return connect(context, historyItems(repository, commit.oid, found), args as PageArguments);
}

function headline(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}

export const commitResolvers: Readonly<Record<string, TypeFields>> = {
  Commit: fieldsOf<CommitNode>({
    id: ({ repository, commit }, _args, context) =>
      encodeNodeId("Commit", [repository.id, commit.oid], context.nextIds),
    oid: ({ commit }) => commit.oid,
    abbreviatedOid: ({ commit }) => commit.oid.slice(0, 7),
    url: ({ repository, commit }, _args, context) => `${context.site}/${repository.fullName}/commit/${commit.oid}`,
    message: ({ commit }) => commit.message,
    messageHeadline: ({ commit }) => headline(commit.message),
    messageBody: ({ commit }) => commit.message.slice(headline(commit.message).length).replace(/^\n+/, ""),
    authoredDate: ({ commit }) => utc(commit.authoredAt),
    committedDate: ({ commit }) => utc(commit.committedAt),
    author: ({ commit }): SignedIdentity => ({ identity: commit.author, date: commit.authoredAt }),
    committer: ({ commit }): SignedIdentity => ({ identity: commit.committer, date: commit.committedAt }),
    additions: ({ commit }) => lineCountsOf(commit.oid)[0],
    deletions: ({ commit }) => lineCountsOf(commit.oid)[1],
    changedFiles: ({ commit }) => lineCountsOf(commit.oid)[2],
    changedFilesIfAvailable: ({ commit }) => lineCountsOf(commit.oid)[2],
    parents,
    history,
  }),
  GitActor: fieldsOf<SignedIdentity>({
    name: ({ identity }) => identity.name,
    email: ({ identity }) => identity.email,
    date: ({ date }) => date.replace(/Z$/, "+00:00"),
    user: ({ identity }) => userOf(identity),
  }),
};

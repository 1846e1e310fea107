// Pull requests and their reviews.
import { timestamp, timestampOrNull } from "../base/clock.ts";
import { LACKS_PERMISSION, wallBefore } from "../rules/walls.ts";
import { encodeNodeId, pullId } from "../world/node_id.ts";
import type { PullOrder, PullState, Review } from "../world/pulls.ts";
import type { Repository } from "../world/repository.ts";
import { connect, countedItems, decodeCursor, encodeCursor, listItems } from "./connection.ts";
import type { Items, PageArguments } from "./connection.ts";
import { typedError } from "./context.ts";
import type { Context, PullNode } from "./context.ts";
import { fieldsOf } from "./fields.ts";
import type { Arguments, TypeFields } from "./fields.ts";
import { commitNode, refOf } from "./refs.ts";

interface Order {
  readonly field: PullOrder;
  readonly direction: "ASC" | "DESC";
}

/**
 * A cursor holds the value that the list is sorted by and the number. So the next page goes on at the same place, even
 * if pull requests have moved in the list meanwhile.
 */
function pullItems(
  repository: Repository,
  numbers: readonly number[],
  order: PullOrder,
  descending: boolean,
): Items<PullNode> {
  const { pulls } = repository;
  const sign = descending ? -1 : 1;
  return {
    type: "PullRequest",
    count: () => numbers.length,
    at: (index) => {
      const pull = pulls.get(numbers[index] ?? 0);
      if (!pull) throw new Error("a pull request vanished from its own list");
      return { kind: "PullRequest", repository, pull };
    },
    cursor: (index) => encodeCursor([pulls.orderValue(numbers[index] ?? 0, order), numbers[index]]),
    position: (cursor) => {
      const [value, number] = [decodeCursor(cursor)].flat();
      if (typeof value !== "number" || typeof number !== "number") return null;
      const after = numbers.findIndex(
        (other) => sign * (pulls.orderValue(other, order) - value || other - number) >= 0,
      );
      if (after < 0) return numbers.length;
      return numbers[after] === number ? after : after - 0.5;
    },
  };
}

export function pullConnection(repository: Repository, args: Arguments, context: Context): unknown {
  if (repository.facts.pullsDisabled) {
    throw typedError("NOT_FOUND", "Pull requests are disabled for this repository.");
  }
  if (wallBefore(context.account, repository) === "permission") throw typedError("FORBIDDEN", LACKS_PERMISSION);
  const states = (args["states"] ?? []) as readonly PullState[];
  const { field, direction } = (args["orderBy"] ?? { field: "CREATED_AT", direction: "ASC" }) as Order;
  const descending = direction === "DESC";
  let numbers = repository.pulls.select({ states, order: field, descending });
  const { baseRefName, headRefName } = args;
  if (typeof baseRefName === "string")
    numbers = numbers.filter((number) => repository.pulls.get(number)?.base.ref === baseRefName);
  if (typeof headRefName === "string")
    numbers = numbers.filter((number) => repository.pulls.get(number)?.head.ref === headRefName);
  return connect(context, pullItems(repository, numbers, field, descending), args as PageArguments);
}

function count(total: number): (source: PullNode, args: Arguments, context: Context) => unknown {
  return (_source, args, context) => connect(context, countedItems(total), args as PageArguments);
}

function reviews({ repository, pull }: PullNode, args: Arguments, context: Context): unknown {
  const states = (args["states"] ?? []) as readonly string[];
  const list = pull.reviews.filter(({ state }) => states.length === 0 || states.includes(state));
  return connect(
    context,
    listItems(
      "PullRequestReview",
      list.map((review, index) => ({ review, id: pullId(repository.id, pull.number) * 64 + index })),
    ),
    args as PageArguments,
  );
}

async function headRepository({ repository, pull }: PullNode, context: Context): Promise<Repository | null> {
  if (repository.isNamed(pull.head.repo)) return repository;
  const [owner = "", name = ""] = (pull.head.repo ?? "").split("/");
  return (await context.world.find(owner, name))?.repository ?? null;
}

export const pullResolvers: Readonly<Record<string, TypeFields>> = {
  PullRequest: fieldsOf<PullNode>({
    id: ({ repository, pull }, _args, context) =>
      encodeNodeId("PullRequest", [pullId(repository.id, pull.number)], context.nextIds),
    databaseId: ({ repository, pull }) => pullId(repository.id, pull.number) % 2 ** 31,
    fullDatabaseId: ({ repository, pull }) => String(pullId(repository.id, pull.number)),
    number: ({ pull }) => pull.number,
    title: ({ pull }) => pull.title,
    body: ({ pull }) => pull.body,
    bodyText: ({ pull }) => pull.body,
    url: ({ repository, pull }, _args, context) => `${context.site}/${repository.fullName}/pull/${pull.number}`,
    state: ({ pull }) => pull.state,
    isDraft: ({ pull }) => pull.draft,
    closed: ({ pull }) => pull.state !== "OPEN",
    merged: ({ pull }) => pull.state === "MERGED",
    locked: () => false,
    createdAt: ({ pull }) => timestamp(pull.createdMs),
    updatedAt: ({ pull }) => timestamp(pull.updatedMs),
    publishedAt: ({ pull }) => timestamp(pull.createdMs),
    closedAt: ({ pull }) => timestampOrNull(pull.closedMs),
    mergedAt: ({ pull }) => timestampOrNull(pull.mergedMs),
    author: ({ pull }) => pull.author,
    mergedBy: ({ pull }) => pull.mergedBy,
    authorAssociation: () => "CONTRIBUTOR",
    baseRefName: ({ pull }) => pull.base.ref,
    baseRefOid: ({ pull }) => pull.base.oid,
    baseRef: ({ repository, pull }) => refOf(repository, "refs/heads/", pull.base.ref),
    baseRepository: ({ repository }) => repository,
    headRefName: ({ pull }) => pull.head.ref,
    headRefOid: ({ pull }) => pull.head.oid,
    headRef: ({ repository, pull }) =>
      repository.isNamed(pull.head.repo) ? refOf(repository, "refs/heads/", pull.head.ref) : null,
    headRepository: (pull, _args, context) => headRepository(pull, context),
    headRepositoryOwner: ({ repository, pull }) =>
      pull.head.repo ? ownerOf(repository.isNamed(pull.head.repo) ? repository.fullName : pull.head.repo) : null,
    isCrossRepository: ({ repository, pull }) => !repository.isNamed(pull.head.repo),
    mergeCommit: ({ repository, pull }) => (pull.mergeOid ? commitNode(repository, pull.mergeOid) : null),
    mergeable: ({ pull }) => (pull.state === "OPEN" ? "MERGEABLE" : "UNKNOWN"),
    reviewDecision: ({ pull }) => pull.reviewDecision,
    additions: ({ pull }) => pull.additions,
    deletions: ({ pull }) => pull.deletions,
    changedFiles: ({ pull }) => pull.changedFiles,
    totalCommentsCount: ({ pull }) => pull.comments,
    commits: (source, args, context) => count(source.pull.commits)(source, args, context),
    comments: (source, args, context) => count(source.pull.comments)(source, args, context),
    reviews,
    labels: ({ pull }, args, context) =>
      connect(
        context,
        listItems(
          "Label",
          pull.labels.map((name) => ({ name })),
        ),
        args as PageArguments,
      ),
  }),
  PullRequestReview: fieldsOf<{ review: Review; id: number }>({
    id: ({ id }, _args, context) => encodeNodeId("PullRequestReview", [id], context.nextIds),
    fullDatabaseId: ({ id }) => String(id),
    state: ({ review }) => review.state,
    author: ({ review }) => review.author,
    submittedAt: ({ review }) => timestamp(review.submittedMs),
    createdAt: ({ review }) => timestamp(review.submittedMs),
    updatedAt: ({ review }) => timestamp(review.submittedMs),
    body: () => "",
  }),
};

function ownerOf(fullName: string): unknown {
  const login = fullName.split("/")[0] ?? "";
  return { kind: "User", login, id: 0 };
}

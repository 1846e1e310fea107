// Changes of pull requests: they are opened, merged, closed, reopened, reviewed and edited.
import { ChangeRefused, makeWritable, refreshNow, recordPush, nowToTheSecondMs } from "./changes.ts";
import { ImportStream } from "./fast_import.ts";
import { account } from "./people.ts";
import type { PullRequest, ReviewState } from "./pulls.ts";
import type { Repository } from "./repository.ts";
import type { World } from "./world.ts";

export interface OpenPullRequest {
  readonly title?: string;
  readonly body?: string;
  readonly author?: string;
  readonly head?: string;
  readonly base?: string;
  readonly draft?: boolean;
  readonly labels?: readonly string[];
}

export async function openPull(world: World, repository: Repository, request: OpenPullRequest): Promise<PullRequest> {
  const base = request.base ?? repository.git.defaultBranch;
  const head = request.head ?? repository.git.defaultBranch;
  const from = repository.git.resolve(head);
  const onto = repository.git.resolve(base);
  if (!from || !onto) throw new ChangeRefused(`no such branch: ${from ? base : head}`);
  const nowMs = nowToTheSecondMs(world);
  const pull: PullRequest = {
    number: repository.pulls.nextNumber(),
    title: request.title ?? "An opened pull request",
    body: request.body ?? "",
    state: "OPEN",
    draft: request.draft ?? false,
    author: account(request.author ?? "octocat"),
    base: { ref: base, oid: onto.oid },
    head: { ref: head, oid: from.oid, repo: repository.fullName },
    createdMs: nowMs,
    updatedMs: nowMs,
    closedMs: null,
    mergedMs: null,
    mergedBy: null,
    mergeOid: null,
    additions: 1,
    deletions: 0,
    changedFiles: 1,
    commits: 1,
    comments: 0,
    reviews: [],
    reviewDecision: null,
    labels: request.labels ?? [],
  };
  await makeWritable(world, repository);
  await world.git.run(repository.git.gitDir, ["update-ref", `refs/pull/${pull.number}/head`, from.oid]);
  repository.pulls.put(pull);
  await refreshNow(repository);
  return pull;
}

/** Merges with a merge commit on the base branch. If that branch is gone, only marks the pull request as merged. */
export async function mergePull(
  world: World,
  repository: Repository,
  pull: PullRequest,
  by = "octocat",
): Promise<PullRequest> {
  const onto = repository.git.branch(pull.base.ref);
  let mergeOid: string | null = null;
  if (onto && repository.git.commit(pull.head.oid)) {
    await makeWritable(world, repository);
    const stream = new ImportStream();
    stream.commit({
      reference: `refs/heads/${pull.base.ref}`,
      parents: [onto, pull.head.oid],
      author: { name: by, email: `${by}@users.noreply.github.com` },
      seconds: Math.floor(world.clock.nowMs() / 1000),
      zone: "+0000",
      message: `Merge pull request #${pull.number} from ${repository.owner}/${pull.head.ref}\n\n${pull.title}`,
      file: null,
    });
    await world.git.run(repository.git.gitDir, ["fast-import", "--quiet", "--done"], stream.text());
    await recordPush(world, repository);
    mergeOid = repository.git.branch(pull.base.ref) ?? null;
  }
  const nowMs = nowToTheSecondMs(world);
  return replace(repository, {
    ...pull,
    state: "MERGED",
    closedMs: nowMs,
    mergedMs: nowMs,
    updatedMs: nowMs,
    mergedBy: account(by),
    mergeOid,
  });
}

export function closePull(world: World, repository: Repository, pull: PullRequest): PullRequest {
  const nowMs = nowToTheSecondMs(world);
  return replace(repository, { ...pull, state: "CLOSED", closedMs: nowMs, updatedMs: nowMs });
}

export function reopenPull(world: World, repository: Repository, pull: PullRequest): PullRequest {
  return replace(repository, {
    ...pull,
    state: "OPEN",
    closedMs: null,
    mergedMs: null,
    mergedBy: null,
    mergeOid: null,
    updatedMs: nowToTheSecondMs(world),
  });
}

export function reviewPull(
  world: World,
  repository: Repository,
  pull: PullRequest,
  by: string,
  state: ReviewState,
): PullRequest {
  const nowMs = nowToTheSecondMs(world);
  const reviews = [...pull.reviews, { author: account(by), state, submittedMs: nowMs }];
  const reviewDecision = state === "APPROVED" || state === "CHANGES_REQUESTED" ? state : pull.reviewDecision;
  return replace(repository, { ...pull, reviews, reviewDecision, updatedMs: nowMs });
}

export function editPull(
  world: World,
  repository: Repository,
  pull: PullRequest,
  edit: { title?: string; labels?: readonly string[]; draft?: boolean; comments?: number },
): PullRequest {
  return replace(repository, { ...pull, ...edit, updatedMs: nowToTheSecondMs(world) });
}

function replace(repository: Repository, pull: PullRequest): PullRequest {
  repository.pulls.put(pull);
  return pull;
}

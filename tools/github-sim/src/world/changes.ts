// What happens to repositories while somebody watches: pushes, branches and pull requests. The user's own repositories
// are never written to: the first change gives a repository a copy that borrows the objects of the original.
import { timestamp } from "./clock.ts";
import { ImportStream } from "./fast_import.ts";
import { borrow } from "./generate.ts";
import { GitData } from "./git_data.ts";
import type { Commit } from "./git_data.ts";
import { account, inventIdentity } from "./people.ts";
import type { Identity } from "./people.ts";
import type { PullRequest, ReviewState } from "./pulls.ts";
import type { Repository } from "./repository.ts";
import type { World } from "./world.ts";

/** Something that can't be done to this repository. */
export class ChangeRefused extends Error {}

export interface PushRequest {
  readonly branch?: string;
  readonly commits?: number;
  /** How many commits of the branch disappear first: a force-push. */
  readonly drop?: number;
  readonly author?: Identity;
  readonly message?: string;
  /** Seconds of the first commit; the others follow second by second. */
  readonly seconds?: number;
}

export interface OpenPullRequest {
  readonly title?: string;
  readonly body?: string;
  readonly author?: string;
  readonly head?: string;
  readonly base?: string;
  readonly draft?: boolean;
  readonly labels?: readonly string[];
}

export async function push(world: World, repository: Repository, request: PushRequest): Promise<string> {
  const branch = request.branch ?? repository.git.defaultBranch;
  await makeWritable(world, repository);
  const tip = repository.git.branch(branch) ?? repository.git.tip()?.oid;
  let parent = tip && request.drop ? ancestor(repository, tip, request.drop) : tip;
  const stream = new ImportStream();
  const count = request.commits ?? 1;
  const seconds = request.seconds ?? Math.floor(world.clock.nowMs() / 1000);
  const reference = `refs/heads/${branch}`;
  for (let index = 0; index < count; ++index) {
    parent = stream.commit({
      reference,
      parents: parent === undefined ? [] : [parent],
      author: request.author ?? inventIdentity(repository.id, 3),
      seconds: seconds + index,
      zone: "+0000",
      message: request.message ?? `Pushed change ${index + 1} of ${count}`,
      file: { path: "pushed.txt", text: `${seconds}.${index} ${branch}\n` },
    });
  }
  if (count === 0 && parent !== undefined) stream.reset(reference, parent);
  await world.git.run(repository.git.gitDir, ["fast-import", "--quiet", "--done", "--force"], stream.text());
  await settle(world, repository);
  return repository.git.branch(branch) ?? "";
}

export async function createBranch(world: World, repository: Repository, name: string, from?: string): Promise<void> {
  const start = repository.git.resolve(from ?? repository.git.defaultBranch);
  if (!start) throw new ChangeRefused("there is nothing to branch from");
  await updateReference(world, repository, `refs/heads/${name}`, start.oid);
}

export async function createTag(world: World, repository: Repository, name: string, from?: string): Promise<void> {
  const target = repository.git.resolve(from ?? repository.git.defaultBranch);
  if (!target) throw new ChangeRefused("there is nothing to tag");
  await makeWritable(world, repository);
  await world.git.run(repository.git.gitDir, ["update-ref", `refs/tags/${name}`, target.oid]);
  await reread(repository);
}

export async function deleteReference(world: World, repository: Repository, reference: string): Promise<void> {
  if (!repository.git.references.has(reference)) throw new ChangeRefused(`no ${reference}`);
  await makeWritable(world, repository);
  await world.git.run(repository.git.gitDir, ["update-ref", "-d", reference]);
  await settle(world, repository);
}

export async function setDefaultBranch(world: World, repository: Repository, name: string): Promise<void> {
  await makeWritable(world, repository);
  await world.git.run(repository.git.gitDir, ["symbolic-ref", "HEAD", `refs/heads/${name}`]);
  await settle(world, repository);
}

/** Removes what no reference reaches, so that old tips become unknown to git. */
export async function collectGarbage(world: World, repository: Repository): Promise<void> {
  await makeWritable(world, repository);
  const { gitDir } = repository.git;
  await world.git.run(gitDir, ["repack", "-a", "-d", "-q"]);
  await world.git.run(gitDir, ["prune", "--expire=now"]);
  repository.git = new GitData(world.git, gitDir);
  await repository.git.refresh();
}

export async function openPull(world: World, repository: Repository, request: OpenPullRequest): Promise<PullRequest> {
  const base = request.base ?? repository.git.defaultBranch;
  const head = request.head ?? repository.git.defaultBranch;
  const from = repository.git.resolve(head);
  const onto = repository.git.resolve(base);
  if (!from || !onto) throw new ChangeRefused(`no such branch: ${from ? base : head}`);
  const nowMs = wholeNow(world);
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
  await reread(repository);
  return pull;
}

/** Merges with a merge commit on the base branch, or only says so where that branch is gone. */
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
    await settle(world, repository);
    mergeOid = repository.git.branch(pull.base.ref) ?? null;
  }
  const nowMs = wholeNow(world);
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
  const nowMs = wholeNow(world);
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
    updatedMs: wholeNow(world),
  });
}

export function reviewPull(
  world: World,
  repository: Repository,
  pull: PullRequest,
  by: string,
  state: ReviewState,
): PullRequest {
  const nowMs = wholeNow(world);
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
  return replace(repository, { ...pull, ...edit, updatedMs: wholeNow(world) });
}

export function describePull(pull: PullRequest): Record<string, unknown> {
  return {
    number: pull.number,
    state: pull.state,
    head: pull.head,
    base: pull.base,
    updated_at: timestamp(pull.updatedMs),
    merge_oid: pull.mergeOid,
  };
}

async function updateReference(world: World, repository: Repository, reference: string, oid: string): Promise<void> {
  await makeWritable(world, repository);
  await world.git.run(repository.git.gitDir, ["update-ref", reference, oid]);
  await settle(world, repository);
}

export async function makeWritable(world: World, repository: Repository): Promise<void> {
  if (repository.writable) return;
  const gitDir = await borrow(world.git, repository.git.gitDir, repository.git.defaultBranch);
  const data = new GitData(world.git, gitDir);
  await data.refresh();
  repository.git = data;
  repository.writable = true;
}

/** After references were written, without anybody being told. */
async function reread(repository: Repository): Promise<void> {
  repository.git.invalidate();
  await repository.git.refresh();
}

/** After a push. */
async function settle(world: World, repository: Repository): Promise<void> {
  await reread(repository);
  repository.pushed(world.clock.nowMs());
}

function ancestor(repository: Repository, start: string, steps: number): string | undefined {
  let commit: Commit | undefined = repository.git.commit(start);
  for (let step = 0; step < steps && commit; ++step) commit = repository.git.commit(commit.parents[0] ?? "");
  return commit?.oid;
}

function replace(repository: Repository, pull: PullRequest): PullRequest {
  repository.pulls.put(pull);
  return pull;
}

function wholeNow(world: World): number {
  return Math.floor(world.clock.nowMs() / 1000) * 1000;
}

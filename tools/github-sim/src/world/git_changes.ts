// Changes of git data: pushes, branches, tags, the default branch and garbage collection.
import { ChangeRefused, makeWritable, refreshNow, recordPush } from "./changes.ts";
import type { Commit } from "./commit.ts";
import { ImportStream } from "./fast_import.ts";
import { GitData } from "./git_data.ts";
import { inventIdentity } from "./people.ts";
import type { Identity } from "./people.ts";
import type { Repository } from "./repository.ts";
import type { World } from "./world.ts";

export interface PushRequest {
  readonly branch?: string;
  readonly commits?: number;
  /** How many commits the branch loses first; more than 0 makes it a force-push. */
  readonly drop?: number;
  readonly author?: Identity;
  readonly message?: string;
  /** The time of the first commit in epoch seconds; each further one is a second later. */
  readonly seconds?: number;
}

/** Returns the oid of the new tip. */
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
  await recordPush(world, repository);
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
  await refreshNow(repository);
}

export async function deleteReference(world: World, repository: Repository, reference: string): Promise<void> {
  if (!repository.git.references.has(reference)) throw new ChangeRefused(`no ${reference}`);
  await makeWritable(world, repository);
  await world.git.run(repository.git.gitDir, ["update-ref", "-d", reference]);
  await recordPush(world, repository);
}

export async function setDefaultBranch(world: World, repository: Repository, name: string): Promise<void> {
  await makeWritable(world, repository);
  await world.git.run(repository.git.gitDir, ["symbolic-ref", "HEAD", `refs/heads/${name}`]);
  await recordPush(world, repository);
}

/** Removes the objects that no reference reaches, so that git no longer knows old tips. */
export async function collectGarbage(world: World, repository: Repository): Promise<void> {
  await makeWritable(world, repository);
  const { gitDir } = repository.git;
  await world.git.run(gitDir, ["repack", "-a", "-d", "-q"]);
  await world.git.run(gitDir, ["prune", "--expire=now"]);
  repository.git = new GitData(world.git, gitDir);
  await repository.git.refresh();
}

async function updateReference(world: World, repository: Repository, reference: string, oid: string): Promise<void> {
  await makeWritable(world, repository);
  await world.git.run(repository.git.gitDir, ["update-ref", reference, oid]);
  await recordPush(world, repository);
}

function ancestor(repository: Repository, start: string, steps: number): string | undefined {
  let commit: Commit | undefined = repository.git.commit(start);
  for (let step = 0; step < steps && commit; ++step) commit = repository.git.commit(commit.parents[0] ?? "");
  return commit?.oid;
}

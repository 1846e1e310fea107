// What all changes of repositories share. The user's own repositories are never written to: with the first change a
// repository gets a copy that reads the objects of the original.
import { toTheSecond } from "../base/clock.ts";
import { createWithAlternates } from "./generate.ts";
import { GitData } from "./git_data.ts";
import type { Repository } from "./repository.ts";
import type { World } from "./world.ts";

/** The repository can't be changed in this way. */
export class ChangeRefused extends Error {}

/** Gives the repository git data of its own that may be written to, unless it has that already. */
export async function makeWritable(world: World, repository: Repository): Promise<void> {
  if (repository.writable) return;
  const gitDir = await createWithAlternates(world.git, repository.git.gitDir, repository.git.defaultBranch);
  const data = new GitData(world.git, gitDir);
  await data.refresh();
  repository.git = data;
  repository.writable = true;
}

/** Reads the git data again after references were written. */
export async function refreshNow(repository: Repository): Promise<void> {
  repository.git.invalidate();
  await repository.git.refresh();
}

/** The same, and moves `pushed_at`, as GitHub does after a push. */
export async function recordPush(world: World, repository: Repository): Promise<void> {
  await refreshNow(repository);
  repository.pushed(world.clock.nowMs());
}

export function nowToTheSecondMs(world: World): number {
  return toTheSecond(world.clock.nowMs());
}

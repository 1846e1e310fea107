// Generated git repositories: git writes a history that depends only on the seed.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DAY_MS } from "../base/clock.ts";
import { draw } from "../base/hash.ts";
import { GENERATED_NOW_MS } from "./facts.ts";
import { ImportStream } from "./fast_import.ts";
import type { Git } from "./git.ts";
import { inventIdentity } from "./people.ts";

export interface HistoryShape {
  readonly commits: number;
  readonly branches: number;
  readonly tags: number;
}

const ZONES = ["+0000", "+0000", "-0800", "+0530", "+0200", "-0330"];
const MERGE_EVERY = 9;

/** Creates an empty bare repository whose HEAD is `main`. */
export async function createRepository(git: Git): Promise<string> {
  const gitDir = git.newDirectory();
  await git.run(gitDir, ["init", "--quiet", "--bare", "--initial-branch=main", "--template=", gitDir]);
  return gitDir;
}

/** The main branch has nine tenths of the commits, with a merge now and then; other branches start anywhere on it. */
export async function generateHistory(git: Git, seed: number, shape: HistoryShape): Promise<string> {
  const gitDir = await createRepository(git);
  if (shape.commits === 0) return gitDir;
  const stream = new ImportStream();
  const branches = Math.max(1, shape.branches);
  const onMain = Math.max(
    1,
    shape.commits - (branches > 1 ? Math.min(Math.floor(shape.commits / 10), 3 * (branches - 1)) : 0),
  );
  const main = writeMain(stream, seed, onMain);
  writeBranches(stream, seed, { main, branches, commits: shape.commits - onMain });
  for (let index = 0; index < shape.tags; ++index) {
    stream.reset(`refs/tags/v${index}`, main[draw(seed, 70, index) % main.length] ?? ":1");
  }
  await git.run(gitDir, ["fast-import", "--quiet", "--done", "--force"], stream.text());
  await git.run(gitDir, ["pack-refs", "--all"]);
  return gitDir;
}

function writeMain(stream: ImportStream, seed: number, count: number): string[] {
  const marks: string[] = [];
  for (let index = 0; index < count; ++index) {
    const previous = marks.at(-1);
    const merged = index % MERGE_EVERY === MERGE_EVERY - 1 ? marks[index - 3] : undefined;
    marks.push(
      stream.commit({
        ...invent(seed, index, count),
        reference: "refs/heads/main",
        parents: [previous, merged].filter((mark) => mark !== undefined),
      }),
    );
  }
  return marks;
}

function writeBranches(
  stream: ImportStream,
  seed: number,
  shape: { main: string[]; branches: number; commits: number },
): void {
  const { main, branches, commits } = shape;
  for (let branch = 1; branch < branches; ++branch) {
    const reference = `refs/heads/${branch % 3 === 0 ? "feature/" : ""}topic-${String(branch).padStart(4, "0")}`;
    let parent = main[draw(seed, 60, branch) % main.length] ?? ":1";
    const own = Math.floor((commits * branch) / (branches - 1)) - Math.floor((commits * (branch - 1)) / (branches - 1));
    if (own === 0) stream.reset(reference, parent);
    for (let index = 0; index < own; ++index) {
      parent = stream.commit({ ...invent(seed, 1_000_000 + branch * 1000 + index, 1), reference, parents: [parent] });
    }
  }
}

/** Author, time, message and file of one commit. */
function invent(
  seed: number,
  index: number,
  count: number,
): {
  author: ReturnType<typeof inventIdentity>;
  seconds: number;
  zone: string;
  message: string;
  file: { path: string; text: string };
} {
  const step = Math.min((6 * DAY_MS) / 24, (2000 * DAY_MS) / count);
  const ageMs = index < count ? (count - index) * step : draw(seed, index) % (90 * DAY_MS);
  return {
    author: inventIdentity(seed, draw(seed, index, 50) % 40),
    seconds: Math.floor((GENERATED_NOW_MS - DAY_MS - ageMs) / 1000),
    zone: ZONES[draw(seed, index, 51) % ZONES.length] ?? "+0000",
    message: `Change number ${index}\n\nGenerated from the seed ${seed}.\n`,
    file: { path: `file-${draw(seed, index, 52) % 20}.txt`, text: `${index}\n` },
  };
}

/** A repository with the references of another, which reads the other's objects (git's alternates). */
export async function createWithAlternates(git: Git, source: string, head: string): Promise<string> {
  const gitDir = await createRepository(git);
  const objects = (await git.run(source, ["rev-parse", "--path-format=absolute", "--git-path", "objects"])).trim();
  writeFileSync(join(gitDir, "objects", "info", "alternates"), objects + "\n");
  const references = await git.run(source, ["for-each-ref", "--format=create %(refname) %(objectname)"]);
  await git.run(gitDir, ["update-ref", "--stdin"], references);
  await git.run(gitDir, ["pack-refs", "--all"]);
  await git.run(gitDir, ["symbolic-ref", "HEAD", `refs/heads/${head}`]);
  return gitDir;
}

// Finds the git repositories in a directory of the user.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";

/** GitHub's own bound, in characters. */
const DESCRIPTION_MAX = 350;

export interface RepositoryDirectory {
  readonly owner: string;
  readonly name: string;
  readonly gitDir: string;
}

/** OWNER/NAME(.git) below the directory, bare or with a working tree; NAME.git beside them belongs to `local`. */
export function* findRepositories(directory: string): Generator<RepositoryDirectory> {
  for (const entry of folders(directory)) {
    const path = join(directory, entry);
    const gitDir = gitDirOf(path);
    if (gitDir) yield { owner: "local", name: nameOf(path), gitDir };
    else yield* findOwned(entry, path);
  }
}

function* findOwned(owner: string, directory: string): Generator<RepositoryDirectory> {
  for (const entry of folders(directory)) {
    const path = join(directory, entry);
    const gitDir = gitDirOf(path);
    if (gitDir) yield { owner, name: nameOf(path), gitDir };
  }
}

function nameOf(path: string): string {
  return basename(path).replace(/\.git$/, "");
}

function folders(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name !== ".git" && statSync(join(directory, name), { throwIfNoEntry: false })?.isDirectory())
    .sort();
}

/** What the file `description` says of the repository; null for git's own text or none. */
export function describedAs(gitDir: string): string | null {
  const file = join(gitDir, "description");
  if (!existsSync(file)) return null;
  const text = readFileSync(file, "utf8").trim().split("\n", 1)[0] ?? "";
  return text === "" || text.startsWith("Unnamed repository") ? null : text.slice(0, DESCRIPTION_MAX);
}

/** How many stars the file `stars` gives the repository; undefined where there is none. */
export function starsGiven(gitDir: string): number | undefined {
  const file = join(gitDir, "stars");
  return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : undefined;
}

/** The folder with HEAD, refs and objects of a bare repository or a working tree. */
function gitDirOf(path: string): string | null {
  for (const candidate of [path, join(path, ".git")]) {
    if (["HEAD", "objects", "refs"].every((name) => existsSync(join(candidate, name)))) return resolve(candidate);
  }
  return null;
}

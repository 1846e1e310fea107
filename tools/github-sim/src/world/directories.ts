// Finds the git repositories in a directory of the user.
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";

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

/** The folder with HEAD, refs and objects of a bare repository or a working tree. */
function gitDirOf(path: string): string | null {
  for (const candidate of [path, join(path, ".git")]) {
    if (["HEAD", "objects", "refs"].every((name) => existsSync(join(candidate, name)))) return resolve(candidate);
  }
  return null;
}

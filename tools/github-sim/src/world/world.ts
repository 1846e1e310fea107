// All repositories: real ones found in a directory, generated ones, and a fleet, of which each is made when it is first
// asked for.
//
// A name leads to a number, as at GitHub: renamed repositories are found by their old names until somebody takes them.
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Clock } from "./clock.ts";
import { DAY_MS, inventFacts } from "./facts.ts";
import type { Facts } from "./facts.ts";
import { GeneratedPulls } from "./generated_pulls.ts";
import { generateHistory } from "./generate.ts";
import type { Git } from "./git.ts";
import { GitData } from "./git_data.ts";
import { draw, fnv1a } from "./hash.ts";
import { PullTable } from "./pulls.ts";
import { RealPulls } from "./real_pulls.ts";
import { Repository } from "./repository.ts";

export interface Blueprint {
  readonly owner: string;
  readonly name: string;
  readonly commits: number;
  readonly branches: number;
  readonly tags: number;
  readonly pulls: number;
  readonly seed: number;
  readonly facts?: Partial<Facts>;
}

export interface Found {
  readonly repository: Repository;
  /** Asked for by a name that it no longer has. */
  readonly moved: boolean;
}

export const FLEET_OWNER = "fleet";
const FLEET_FIRST_ID = 1_000_000_000;
const NEW_FIRST_ID = 1_900_000_000;
const TEMPLATES = 8;

export class World {
  readonly git: Git;
  readonly clock: Clock;
  /** By lower-cased full name; null where a repository was deleted and would else be made again. */
  private readonly byName = new Map<string, Repository | null>();
  private readonly byId = new Map<number, Repository>();
  private readonly formerNames = new Map<string, number>();
  private readonly realPulls = new WeakMap<Repository, RealPulls>();
  private readonly directories = new Map<string, { owner: string; name: string; gitDir: string }>();
  private readonly directoryIds = new Map<number, string>();
  private readonly making = new Map<string, Promise<Repository>>();
  private fleet: { size: number; seed: number; templates: GitData[] } = { size: 0, seed: 0, templates: [] };
  private nextId = NEW_FIRST_ID;

  constructor(git: Git, clock: Clock) {
    this.git = git;
    this.clock = clock;
  }

  /** OWNER/NAME(.git) below the directory, bare or with a working tree; NAME.git beside them belongs to `local`. */
  addDirectory(directory: string): void {
    for (const entry of folders(directory)) {
      const path = join(directory, entry);
      if (gitDirOf(path)) this.addReal("local", path);
      else for (const name of folders(path)) this.addReal(entry, join(path, name));
    }
  }

  async setFleet(size: number, seed: number): Promise<void> {
    const shapes = Array.from({ length: size > 0 ? TEMPLATES : 0 }, (_, index) => index);
    const templates = await Promise.all(
      shapes.map(async (index) => {
        const shape = { commits: 3 + index * 6, branches: 1 + (index % 5), tags: index % 3 };
        const data = new GitData(this.git, await generateHistory(this.git, draw(seed, 80, index), shape), true);
        await data.refresh();
        return data;
      }),
    );
    this.fleet = { size, seed, templates };
  }

  /** Makes a repository with a history of its own. */
  async generate(blueprint: Blueprint, id = this.nextId++): Promise<Repository> {
    const data = new GitData(this.git, await generateHistory(this.git, blueprint.seed, blueprint));
    await data.refresh();
    const pushedMs = data.isEmpty() ? null : (data.tip()?.committedMs ?? null);
    const facts: Facts = { ...inventFacts(blueprint.seed, pushedMs), ...blueprint.facts };
    const repository = this.assemble({ ...blueprint, id }, facts, data, blueprint.seed);
    repository.writable = true;
    this.register(repository);
    return repository;
  }

  /** Reads what changed in its git data, and undefined for a name that nothing has. */
  async find(owner: string, name: string): Promise<Found | undefined> {
    const key = keyOf(owner, name);
    const repository = this.byName.get(key) ?? (await this.make(key));
    if (repository && !repository.deleted) return { repository: await this.refreshed(repository), moved: false };
    const former = this.formerNames.get(key);
    const moved = former === undefined ? undefined : await this.findById(former);
    return moved && { repository: moved, moved: true };
  }

  async findById(id: number): Promise<Repository | undefined> {
    let repository = this.byId.get(id);
    if (!repository) {
      const key = id - FLEET_FIRST_ID < this.fleet.size ? fleetKey(id - FLEET_FIRST_ID) : "";
      repository = (await this.make(this.directoryIds.get(id) ?? key)) ?? undefined;
    }
    if (!repository || repository.deleted) return undefined;
    return this.refreshed(repository);
  }

  /** Gives it another name; the old one leads here from now on. */
  rename(repository: Repository, owner: string, name: string): void {
    const old = keyOf(repository.owner, repository.name);
    const key = keyOf(owner, name);
    if (this.byName.get(key)) throw new Error(`${owner}/${name} exists already`);
    this.byName.set(old, null);
    this.formerNames.set(old, repository.id);
    this.formerNames.delete(key);
    repository.formerNames.add(repository.fullName);
    repository.owner = owner;
    repository.name = name;
    this.byName.set(key, repository);
  }

  delete(repository: Repository): void {
    repository.deleted = true;
    this.byName.set(keyOf(repository.owner, repository.name), null);
  }

  /** Names of all that exist, the fleet's as well. */
  names(): string[] {
    const known = [...this.byName.values()].filter((repository) => repository !== null).map(({ fullName }) => fullName);
    const others = [...this.directories]
      .filter(([key]) => !this.byName.has(key))
      .map(([, { owner, name }]) => `${owner}/${name}`);
    const fleet = Array.from({ length: this.fleet.size }, (_, index) => fleetKey(index)).filter(
      (key) => !this.byName.has(key),
    );
    return [...known, ...others, ...fleet].sort();
  }

  private addReal(owner: string, path: string): void {
    const gitDir = gitDirOf(path);
    if (!gitDir) return;
    const name = basename(path).replace(/\.git$/, "");
    const key = keyOf(owner, name);
    this.directories.set(key, { owner, name, gitDir });
    this.directoryIds.set(realId(key), key);
  }

  private register(repository: Repository): void {
    const key = keyOf(repository.owner, repository.name);
    if (this.byName.get(key)) throw new Error(`${repository.fullName} exists already`);
    this.byName.set(key, repository);
    this.byId.set(repository.id, repository);
  }

  private async refreshed(repository: Repository): Promise<Repository> {
    if (await repository.git.refresh()) {
      repository.pushed(this.clock.nowMs());
      const real = this.realPulls.get(repository);
      if (real) repository.pulls.rebase(new RealPulls(repository.git, repository.fullName, real.newestMs));
    }
    return repository;
  }

  /** Makes the object of a repository that so far is only a directory, or a number in the fleet. */
  private make(key: string): Promise<Repository | null> {
    if (this.byName.get(key) === null) return Promise.resolve(null);
    const directory = this.directories.get(key);
    const index = directory ? -1 : fleetIndex(key, this.fleet.size);
    if (!directory && index < 0) return Promise.resolve(null);
    let making = this.making.get(key);
    if (!making) {
      making = directory ? this.makeReal(key, directory) : Promise.resolve(this.makeFleet(index));
      this.making.set(key, making);
      making = making.finally(() => this.making.delete(key));
    }
    return making;
  }

  private async makeReal(
    key: string,
    { owner, name, gitDir }: { owner: string; name: string; gitDir: string },
  ): Promise<Repository> {
    const data = new GitData(this.git, gitDir);
    await data.refresh();
    const dates = data.branches().map((branch) => data.commit(data.branch(branch) ?? "")?.committedMs ?? 0);
    const facts = inventFacts(
      fnv1a(key),
      dates.length === 0 ? null : dates.reduce((one, other) => Math.max(one, other)),
    );
    facts.fork = false;
    const oldest = data.tip() && data.history(data.tip()?.oid ?? "").at(-1);
    if (oldest) facts.createdMs = oldest.committedMs;
    const pulls = new RealPulls(data, `${owner}/${name}`);
    const repository = new Repository({ id: realId(key), owner, name }, facts, data, new PullTable(pulls));
    this.realPulls.set(repository, pulls);
    this.register(repository);
    return repository;
  }

  private makeFleet(index: number): Repository {
    const { seed, templates } = this.fleet;
    const own = draw(seed, 81, index);
    const data = templates[own % templates.length];
    if (!data) throw new Error("the fleet has no templates");
    const facts = inventFacts(own, data.tip()?.committedMs ?? null);
    const [owner = "", name = ""] = fleetKey(index).split("/");
    const blueprint = { id: FLEET_FIRST_ID + index, owner, name, pulls: draw(own, 1) % 60 };
    const repository = this.assemble(blueprint, facts, data, own);
    this.register(repository);
    return repository;
  }

  private assemble(
    blueprint: { id: number; owner: string; name: string; pulls: number },
    facts: Facts,
    data: GitData,
    seed: number,
  ): Repository {
    const fullName = `${blueprint.owner}/${blueprint.name}`;
    const firstMs = facts.createdMs + DAY_MS;
    const pulls = new GeneratedPulls({ seed, count: blueprint.pulls, git: data, fullName, firstMs });
    return new Repository(blueprint, facts, data, new PullTable(pulls));
  }
}

function keyOf(owner: string, name: string): string {
  return `${owner}/${name}`.toLowerCase();
}

function realId(key: string): number {
  return 100_000_000 + (fnv1a(key) % 800_000_000);
}

function fleetKey(index: number): string {
  return `${FLEET_OWNER}/p${String(index).padStart(6, "0")}`;
}

function fleetIndex(key: string, size: number): number {
  const index = Number(/^fleet\/p(\d{6,})$/.exec(key)?.[1] ?? -1);
  return index < size && fleetKey(index) === key ? index : -1;
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

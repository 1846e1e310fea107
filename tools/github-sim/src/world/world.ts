// All repositories: real ones found in a directory, generated ones, and a fleet, whose repositories are made when they
// are first asked for.
//
// As at GitHub, a repository keeps its id (a number) for life. A renamed one is found by its old names until another
// repository takes them.
import { DAY_MS } from "../base/clock.ts";
import type { Clock } from "../base/clock.ts";
import { draw, fnv1a } from "../base/hash.ts";
import { describedAs, findRepositories, starsGiven } from "./directories.ts";
import type { RepositoryDirectory } from "./directories.ts";
import { inventFacts } from "./facts.ts";
import type { Facts } from "./facts.ts";
import { generateHistory } from "./generate.ts";
import { GeneratedPulls } from "./generated_pulls.ts";
import type { Git } from "./git.ts";
import { GitData } from "./git_data.ts";
import { PullTable } from "./pulls.ts";
import { RealPulls } from "./real_pulls.ts";
import { Repository } from "./repository.ts";

/** What a generated repository shall have. */
export interface RepositorySpec {
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

const FLEET_OWNER = "fleet";
const FLEET_FIRST_ID = 1_000_000_000;
const GENERATED_FIRST_ID = 1_900_000_000;
const FLEET_TEMPLATES = 8;

export class World {
  readonly git: Git;
  readonly clock: Clock;
  /** By lower-cased full name. Null where a repository was deleted or renamed, so that it is not loaded again. */
  private readonly byName = new Map<string, Repository | null>();
  private readonly byId = new Map<number, Repository>();
  private readonly formerNames = new Map<string, number>();
  private readonly realPulls = new WeakMap<Repository, RealPulls>();
  private readonly directories = new Map<string, RepositoryDirectory>();
  private readonly directoryIds = new Map<number, string>();
  private readonly loading = new Map<string, Promise<Repository>>();
  private fleet: { size: number; seed: number; templates: GitData[] } = { size: 0, seed: 0, templates: [] };
  private nextId = GENERATED_FIRST_ID;

  constructor(git: Git, clock: Clock) {
    this.git = git;
    this.clock = clock;
  }

  /** Offers the repositories in the directory. Each is read when it is first asked for. */
  addDirectory(directory: string): void {
    for (const { owner, name, gitDir } of findRepositories(directory)) {
      const key = keyOf(owner, name);
      this.directories.set(key, { owner, name, gitDir });
      this.directoryIds.set(realId(key), key);
    }
  }

  /** Offers `size` small repositories, which share a few histories. */
  async setFleet(size: number, seed: number): Promise<void> {
    const shapes = Array.from({ length: size > 0 ? FLEET_TEMPLATES : 0 }, (_, index) => index);
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
  async generate(spec: RepositorySpec, id = this.nextId++): Promise<Repository> {
    const data = new GitData(this.git, await generateHistory(this.git, spec.seed, spec));
    await data.refresh();
    const pushedMs = data.isEmpty() ? null : (data.tip()?.committedMs ?? null);
    const facts: Facts = { ...inventFacts(spec.seed, pushedMs), ...spec.facts };
    const repository = this.assemble({ ...spec, id }, facts, data, spec.seed);
    repository.writable = true;
    this.register(repository);
    return repository;
  }

  /** The repository of that name, with its git data up to date; undefined if there is none. */
  async find(owner: string, name: string): Promise<Found | undefined> {
    const key = keyOf(owner, name);
    const repository = this.byName.get(key) ?? (await this.load(key));
    if (repository && !repository.deleted) return { repository: await this.refreshed(repository), moved: false };
    const former = this.formerNames.get(key);
    const moved = former === undefined ? undefined : await this.findById(former);
    return moved && { repository: moved, moved: true };
  }

  /** The same by id. */
  async findById(id: number): Promise<Repository | undefined> {
    let repository = this.byId.get(id);
    if (!repository) {
      const key = id - FLEET_FIRST_ID < this.fleet.size ? fleetKey(id - FLEET_FIRST_ID) : "";
      repository = (await this.load(this.directoryIds.get(id) ?? key)) ?? undefined;
    }
    if (!repository || repository.deleted) return undefined;
    return this.refreshed(repository);
  }

  /** Renames it. Requests for the old name are redirected from now on. */
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

  /** The full names of all repositories, with those of the fleet. */
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

  private register(repository: Repository): void {
    const key = keyOf(repository.owner, repository.name);
    if (this.byName.get(key)) throw new Error(`${repository.fullName} exists already`);
    this.byName.set(key, repository);
    this.byId.set(repository.id, repository);
  }

  /** Reads what changed in the git data, and notes a push if another process changed the references. */
  private async refreshed(repository: Repository): Promise<Repository> {
    if (await repository.git.refresh()) {
      repository.pushed(this.clock.nowMs());
      const real = this.realPulls.get(repository);
      if (real) repository.pulls.replaceSource(new RealPulls(repository.git, repository.fullName, real.newestMs));
    }
    return repository;
  }

  /** Loads a repository that is known only as a directory, or as a name of the fleet; null if there is none. */
  private load(key: string): Promise<Repository | null> {
    if (this.byName.get(key) === null) return Promise.resolve(null);
    const directory = this.directories.get(key);
    const index = directory ? -1 : fleetIndex(key, this.fleet.size);
    if (!directory && index < 0) return Promise.resolve(null);
    let loading = this.loading.get(key);
    if (!loading) {
      loading = directory ? this.loadReal(key, directory) : Promise.resolve(this.loadFleetMember(index));
      this.loading.set(key, loading);
      loading = loading.finally(() => this.loading.delete(key));
    }
    return loading;
  }

  private async loadReal(key: string, { owner, name, gitDir }: RepositoryDirectory): Promise<Repository> {
    const data = new GitData(this.git, gitDir);
    await data.refresh();
    const dates = data.branches().map((branch) => data.commit(data.branch(branch) ?? "")?.committedMs ?? 0);
    const facts = inventFacts(
      fnv1a(key),
      dates.length === 0 ? null : dates.reduce((one, other) => Math.max(one, other)),
      starsGiven(gitDir),
    );
    facts.fork = false;
    facts.description = describedAs(gitDir) ?? facts.description;
    const oldest = data.tip() && data.history(data.tip()?.oid ?? "").at(-1);
    if (oldest) facts.createdMs = oldest.committedMs;
    const pulls = new RealPulls(data, `${owner}/${name}`);
    const repository = new Repository({ id: realId(key), owner, name }, facts, data, new PullTable(pulls));
    this.realPulls.set(repository, pulls);
    this.register(repository);
    return repository;
  }

  private loadFleetMember(index: number): Repository {
    const { seed, templates } = this.fleet;
    const own = draw(seed, 81, index);
    const data = templates[own % templates.length];
    if (!data) throw new Error("the fleet has no templates");
    const facts = inventFacts(own, data.tip()?.committedMs ?? null);
    const [owner = "", name = ""] = fleetKey(index).split("/");
    const spec = { id: FLEET_FIRST_ID + index, owner, name, pulls: draw(own, 1) % 60 };
    const repository = this.assemble(spec, facts, data, own);
    this.register(repository);
    return repository;
  }

  private assemble(
    spec: { id: number; owner: string; name: string; pulls: number },
    facts: Facts,
    data: GitData,
    seed: number,
  ): Repository {
    const fullName = `${spec.owner}/${spec.name}`;
    const firstMs = facts.createdMs + DAY_MS;
    const pulls = new GeneratedPulls({ seed, count: spec.pulls, git: data, fullName, firstMs });
    return new Repository(spec, facts, data, new PullTable(pulls));
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

// The releases of a repository. There are as many as its facts say; those that nobody published through the control
// port are invented.
import { DAY_MS } from "../base/clock.ts";
import type { Facts } from "./facts.ts";

export interface Release {
  readonly id: number;
  tag: string;
  name: string | null;
  readonly createdMs: number;
  publishedMs: number;
  prerelease: boolean;
}

export interface ReleaseChange {
  readonly tag?: string;
  readonly name?: string;
  readonly prerelease?: boolean;
}

export class ReleaseTable {
  private readonly list: Release[] = [];
  private readonly facts: Facts;
  private nextId = 1;

  constructor(facts: Facts) {
    this.facts = facts;
  }

  /** The oldest first. */
  all(): readonly Release[] {
    while (this.list.length < this.facts.releases) this.list.push(this.invent());
    this.list.length = Math.min(this.list.length, this.facts.releases);
    return this.list;
  }

  /** Undefined if the tag has one already. */
  publish(tag: string, nowMs: number, change: ReleaseChange): Release | undefined {
    if (this.find(tag)) return undefined;
    const times = { createdMs: nowMs, publishedMs: nowMs };
    const release = { id: this.nextId++, tag, name: null, prerelease: false, ...times, ...change };
    this.list.push(release);
    this.facts.releases = this.list.length;
    return release;
  }

  edit(tag: string, change: ReleaseChange): Release | undefined {
    const release = this.find(tag);
    return release && Object.assign(release, change);
  }

  delete(tag: string): Release | undefined {
    const release = this.find(tag);
    if (!release) return undefined;
    this.list.splice(this.list.indexOf(release), 1);
    this.facts.releases = this.list.length;
    return release;
  }

  private find(tag: string): Release | undefined {
    return this.all().find((one) => one.tag === tag);
  }

  /** Spread over the time from the creation of the repository to its last push, and a day apart where that is none. */
  private invent(): Release {
    const index = this.list.length;
    const { createdMs, pushedMs, releases } = this.facts;
    const lifeMs = Math.max((pushedMs ?? createdMs) - createdMs, 0);
    const stepMs = lifeMs === 0 ? DAY_MS : lifeMs / (releases + 1);
    const ms = createdMs + Math.floor(((index + 1) * stepMs) / 1_000) * 1_000;
    const tag = `v${index}.0`;
    return { id: this.nextId++, tag, name: tag, createdMs: ms, publishedMs: ms, prerelease: false };
  }
}

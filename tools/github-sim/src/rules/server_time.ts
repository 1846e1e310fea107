// How long GitHub would work on a request. The seconds follow what others measured: about 0.07 s for a repository with
// its languages and counts, 0.05 s more for the number of its commits, 0.1 s for a pull request with its lines.
import { fraction } from "../base/hash.ts";
import type { Settings } from "./settings.ts";

/** Modelled seconds each time a field is resolved. Fields that are not listed cost no more than their object. */
const FIELD_S: Readonly<Record<string, number>> = {
  "Repository.languages": 0.008,
  "Repository.repositoryTopics": 0.004,
  "Repository.defaultBranchRef": 0.002,
  "Repository.latestRelease": 0.003,
  "Repository.pullRequests": 0.002,
  "Repository.object": 0.004,
  "PullRequest.additions": 0.025,
  "PullRequest.deletions": 0.025,
  "PullRequest.changedFiles": 0.025,
  "PullRequest.reviews": 0.002,
  "Ref.compare": 0.12,
  "Commit.additions": 0.01,
  "Commit.deletions": 0.01,
  "Commit.changedFilesIfAvailable": 0.01,
  "CommitHistoryConnection.totalCount": 0.05,
  "*.totalCount": 0.0045,
};

/** Modelled seconds for each object that is read, by its type. */
const OBJECT_S: Readonly<Record<string, number>> = {
  Repository: 0.004,
  PullRequest: 0.006,
  Commit: 0.001,
  Ref: 0.001,
  "*": 0.0003,
};

const REST_S = 0.03;
const BASE_S = 0.05;

/** Adds up the modelled time of one GraphQL query while it runs. */
export class Meter {
  seconds = BASE_S;
  /** How many counts and nodes were resolved; GitHub's resource limits are about these. */
  resources = 0;

  field(type: string, name: string): void {
    if (name === "totalCount") this.resources += 1;
    this.seconds += FIELD_S[`${type}.${name}`] ?? FIELD_S[`*.${name}`] ?? 0;
  }

  object(type: string): void {
    this.resources += 1;
    this.seconds += OBJECT_S[type] ?? OBJECT_S["*"] ?? 0;
  }
}

export function restSeconds(): number {
  return REST_S;
}

/** The modelled time with a variation that depends on the number of the request. */
export function withJitter(seconds: number, settings: Settings, request: number): number {
  return seconds * (1 + settings.jitter * (2 * fraction(0x51ed270b, request) - 1));
}

/** Whether GitHub would give up on the request. */
export function isKilled(seconds: number, settings: Settings): boolean {
  return settings.killS > 0 && seconds > settings.killS;
}

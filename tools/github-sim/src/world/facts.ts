// What GitHub knows of a repository besides its git data. It is made from a seed and changed through the control port.
import { DAY_MS } from "../base/clock.ts";
import { draw, fraction, pick } from "../base/hash.ts";

export interface Language {
  readonly name: string;
  readonly bytes: number;
}

export interface License {
  readonly key: string;
  readonly name: string;
  readonly spdxId: string;
}

/** What stands before tokens: single sign-on, a list of addresses, or a permission for pull requests that they lack. */
export type Wall = "sso" | "address" | "permission";

export interface Facts {
  description: string | null;
  homepage: string | null;
  topics: string[];
  license: License | null;
  visibility: "public" | "private" | "internal";
  archived: boolean;
  disabled: boolean;
  fork: boolean;
  template: boolean;
  stars: number;
  forks: number;
  watchers: number;
  openIssues: number;
  closedIssues: number;
  releases: number;
  sizeKb: number;
  /** By size, descending. */
  languages: Language[];
  createdMs: number;
  updatedMs: number;
  /** Null before the first push. */
  pushedMs: number | null;
  archivedMs: number | null;
  /**
   * Why GitHub refuses access: dmca answers 451, tos 403 with a block, sso 403 that asks for single sign-on, gone 410
   * (git answers 404 for it).
   */
  barred: "dmca" | "tos" | "sso" | "gone" | null;
  /** What stops every token; without one the repository is open. */
  wall: Wall | null;
  /** Pull requests are turned off: their lists answer 404, in GraphQL an error with the field's path. */
  pullsDisabled: boolean;
  /** Logins besides its owner that may read it while it is private. */
  readers: string[];
}

/** All generated times are before this one. */
export const GENERATED_NOW_MS = Date.UTC(2026, 5, 1);

const LANGUAGES = [
  "Python",
  "TypeScript",
  "Go",
  "Rust",
  "C++",
  "C",
  "Java",
  "Shell",
  "HTML",
  "CSS",
  "Makefile",
  "Dockerfile",
];
const TOPICS = ["api", "cli", "database", "hacktoberfest", "http", "parser", "security", "tooling", "web"];
const SUBJECTS = ["parser", "server", "client", "toolkit", "renderer", "scheduler", "gateway", "library"];
const LICENSES: readonly (License | null)[] = [
  { key: "mit", name: "MIT License", spdxId: "MIT" },
  { key: "apache-2.0", name: "Apache License 2.0", spdxId: "Apache-2.0" },
  { key: "bsd-3-clause", name: 'BSD 3-Clause "New" or "Revised" License', spdxId: "BSD-3-Clause" },
  { key: "other", name: "Other", spdxId: "NOASSERTION" },
  null,
];

function inventLanguages(seed: number): Language[] {
  const count = 1 + (draw(seed, 20) % 12);
  const names = new Set(Array.from({ length: count }, (_, index) => pick(LANGUAGES, seed, 21, index)));
  const languages = [...names].map((name, index) => ({ name, bytes: 100 + (draw(seed, 22, index) % 500_000) }));
  return languages.sort((one, other) => other.bytes - one.bytes);
}

/** A count up to `largest`. Small ones are far more frequent, as with the stars of real repositories. */
function inventCount(seed: number, salt: number, largest: number): number {
  return Math.floor(largest ** (fraction(seed, salt) ** 2)) - 1;
}

/** Forks and watchers go with the stars. */
export function inventFacts(seed: number, pushedMs: number | null, stars = inventCount(seed, 2, 100_000)): Facts {
  const createdMs = (pushedMs ?? GENERATED_NOW_MS) - DAY_MS * (30 + (draw(seed, 1) % 3000));
  const topics = new Set(Array.from({ length: draw(seed, 3) % 5 }, (_, index) => pick(TOPICS, seed, 4, index)));
  return {
    description: draw(seed, 5) % 10 === 0 ? null : `A ${pick(SUBJECTS, seed, 6)} — generated ✓`,
    homepage: draw(seed, 7) % 3 === 0 ? `https://example.org/${seed.toString(36)}` : null,
    topics: [...topics].sort(),
    license: pick(LICENSES, seed, 8),
    visibility: "public",
    archived: false,
    disabled: false,
    fork: draw(seed, 9) % 10 === 0,
    template: false,
    stars,
    forks: Math.floor(stars / 7),
    watchers: Math.floor(stars / 30),
    openIssues: inventCount(seed, 10, 2_000),
    closedIssues: inventCount(seed, 11, 20_000),
    releases: draw(seed, 12) % 40,
    sizeKb: inventCount(seed, 13, 500_000),
    languages: inventLanguages(seed),
    createdMs,
    updatedMs: pushedMs ?? createdMs,
    pushedMs,
    archivedMs: null,
    barred: null,
    wall: null,
    pullsDisabled: false,
    readers: [],
  };
}

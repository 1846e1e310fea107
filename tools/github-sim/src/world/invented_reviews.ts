// The parts of pull requests that git does not have: people, reviews and labels. They are made from a seed.
import { draw, pick } from "../base/hash.ts";
import { account, actorOf, inventIdentity } from "./people.ts";
import type { Actor } from "./people.ts";
import type { Review, ReviewDecision, ReviewState } from "./pulls.ts";

const LABELS = ["bug", "documentation", "enhancement", "good first issue", "help wanted", "performance", "wontfix"];

const REVIEW_STATES: readonly ReviewState[] = ["APPROVED", "APPROVED", "COMMENTED", "CHANGES_REQUESTED", "DISMISSED"];

/** One in fifty is null, like an account that was deleted. */
export function inventActor(seed: number, salt: number): Actor | null {
  if (draw(seed, salt, 1) % 50 === 0) return null;
  return actorOf(inventIdentity(seed, draw(seed, salt, 2) % 64)) ?? account(`someone-${draw(seed, salt) % 1000}`);
}

export function inventReviews(seed: number, number: number, firstMs: number, lastMs: number): Review[] {
  const count = draw(seed, number, 30) % 4;
  return Array.from({ length: count }, (_, index) => ({
    author: inventActor(draw(seed, number, 31), index),
    state: pick(REVIEW_STATES, seed, number, 32, index),
    submittedMs: Math.floor((firstMs + ((lastMs - firstMs) * (index + 1)) / (count + 1)) / 1000) * 1000,
  }));
}

/** What the reviews come to; null without an approval or a request for changes. */
export function reviewDecisionOf(reviews: readonly Review[]): ReviewDecision | null {
  if (reviews.some(({ state }) => state === "CHANGES_REQUESTED")) return "CHANGES_REQUESTED";
  return reviews.some(({ state }) => state === "APPROVED") ? "APPROVED" : null;
}

export function inventLabels(seed: number, number: number): string[] {
  const count = draw(seed, number, 33) % 4;
  return [...new Set(Array.from({ length: count }, (_, index) => pick(LABELS, seed, number, 34, index)))];
}

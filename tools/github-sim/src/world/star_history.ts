// On which days the present stars of a repository were given. The days of the first ones are invented from its seed,
// as repositories are found by people: evenly, ever faster or ever slower, some with a jump after a launch. Those that
// come later are of the day on which somebody looks.
import { DAY_MS } from "../base/clock.ts";
import { draw, fraction, pick } from "../base/hash.ts";
import type { Facts } from "./facts.ts";

const WEEK_DAYS = 7;
/** 1970-01-04, as a number of days since 1970-01-01. */
const FIRST_SUNDAY = 3;

export interface StarWeek {
  /** The second at which it begins, on a Sunday. */
  readonly week: number;
  readonly total: number;
  readonly days: readonly number[];
}

/** What a day draws on average, by the part of the repository's life that has gone by. The mean of each is about 1. */
const TRENDS: readonly ((part: number) => number)[] = [
  () => 1,
  (part) => 0.2 + 1.6 * part,
  (part) => 3.16 * Math.exp(-3 * part),
];
const LAUNCHES_MAX = 2;
/** How fast the attention that a launch draws is gone. */
const LAUNCH_DAYS = 6;

export class StarHistory {
  private readonly gained = new Map<number, number>();
  private readonly seed: number;
  private sum = 0;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** All weeks from that of the creation to the present one, the newest first. */
  weeks(facts: Facts, nowMs: number): StarWeek[] {
    const today = Math.floor(nowMs / DAY_MS);
    this.follow(facts, today);
    const weeks: StarWeek[] = [];
    const oldest = sundayBefore(Math.min(today, Math.floor(facts.createdMs / DAY_MS)));
    for (let first = sundayBefore(today); first >= oldest; first -= WEEK_DAYS) {
      const days = Array.from({ length: WEEK_DAYS }, (_, index) => this.gained.get(first + index) ?? 0);
      weeks.push({ week: (first * DAY_MS) / 1000, total: days.reduce((sum, stars) => sum + stars, 0), days });
    }
    return weeks;
  }

  /** A star that is taken back is gone from the day on which it was given: here, from the last days. */
  private follow(facts: Facts, today: number): void {
    if (this.gained.size === 0) this.invent(facts, today);
    if (facts.stars > this.sum) this.add(today, facts.stars - this.sum);
    for (const day of [...this.gained.keys()].sort((one, other) => other - one)) {
      if (this.sum <= facts.stars) break;
      this.add(day, -Math.min(this.gained.get(day) ?? 0, this.sum - facts.stars));
    }
  }

  /** Each day has its share of all attention so far, rounded as a sum: few stars are spread over the days too. */
  private invent({ stars, createdMs }: Facts, today: number): void {
    const created = Math.min(today, Math.floor(createdMs / DAY_MS));
    const attention = inventAttention(this.seed, today - created + 1);
    const all = attention.reduce((sum, weight) => sum + weight, 0);
    let passed = 0;
    attention.forEach((weight, index) => {
      passed += weight;
      const given = Math.round((stars * passed) / all) - this.sum;
      if (given > 0) this.add(created + index, given);
    });
    this.add(created, stars - this.sum);
  }

  private add(day: number, stars: number): void {
    this.gained.set(day, (this.gained.get(day) ?? 0) + stars);
    this.sum += stars;
  }
}

/** How much each of the days draws people: a trend, chance, and for a while after each launch much more. */
function inventAttention(seed: number, days: number): number[] {
  const trend = pick(TRENDS, seed, 82);
  const launches = Array.from({ length: draw(seed, 83) % (LAUNCHES_MAX + 1) }, (_, index) => ({
    day: Math.floor(days * (0.1 + 0.8 * fraction(seed, 84, index))),
    drawn: days * (0.08 + 0.3 * fraction(seed, 85, index)),
  }));
  return Array.from({ length: days }, (_, day) => {
    const usual = trend(day / days) * (0.4 + 1.2 * fraction(seed, 80, day));
    const fromLaunches = launches
      .filter((launch) => launch.day <= day)
      .map((launch) => (launch.drawn / LAUNCH_DAYS) * Math.exp((launch.day - day) / LAUNCH_DAYS));
    return fromLaunches.reduce((sum, weight) => sum + weight, usual);
  });
}

function sundayBefore(day: number): number {
  return Math.floor((day - FIRST_SUNDAY) / WEEK_DAYS) * WEEK_DAYS + FIRST_SUNDAY;
}

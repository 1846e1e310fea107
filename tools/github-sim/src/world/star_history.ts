// On which days the present stars of a repository were given. The days of the first ones are invented from its seed;
// those that come later are of the day on which somebody looks.
import { DAY_MS } from "../base/clock.ts";
import { draw } from "../base/hash.ts";
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

  private invent({ stars, createdMs }: Facts, today: number): void {
    const created = Math.min(today, Math.floor(createdMs / DAY_MS));
    const count = today - created + 1;
    const weights = Array.from({ length: count }, (_, index) => Math.max(0, (draw(this.seed, 80, index) % 9) - 3));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, index) => {
      if (weight > 0) this.add(created + index, Math.floor((stars * weight) / all));
    });
    this.add(created, stars - this.sum);
  }

  private add(day: number, stars: number): void {
    this.gained.set(day, (this.gained.get(day) ?? 0) + stars);
    this.sum += stars;
  }
}

function sundayBefore(day: number): number {
  return Math.floor((day - FIRST_SUNDAY) / WEEK_DAYS) * WEEK_DAYS + FIRST_SUNDAY;
}

// From buckets of the API to values: what was left out is 0 of what is counted, and unknown of what is observed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY_MS } from "./calendar.ts";
import { bucketSentence, soFar, valueText } from "./bucket_text.ts";
import {
  ageFrame, bucketAt, bucketName, firstKnown, flowValues, followedFrom, frameOf, isPartial, sentence, stockValues,
} from "./series.ts";

const days = frameOf("day", "Europe/Berlin", Date.parse("2026-10-24T08:00Z"), Date.parse("2026-10-28T08:00Z"));

test("finds the bucket of each answer's start, across the night of 25 hours", () => {
  const starts = ["2026-10-24T00:00:00+02:00", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"];
  assert.deepEqual(flowValues(days, starts, [3, 5, 7]), [3, 5, 7, 0, 0]);
  assert.deepEqual(stockValues(days, starts, [3, null, 7]), [3, null, 7, null, null]);
});

test("null is never 0: before anything is known counts are unknown too", () => {
  const since = Date.parse("2026-10-26T12:00:00+01:00");
  assert.deepEqual(flowValues(days, [], [], since), [null, null, 0, 0, 0]);
  assert.equal(valueText(null, "commits"), "–");
  assert.equal(valueText(null, "seconds"), "–");
  assert.equal(valueText(0, "commits"), "0");
});

test("leaves out what lies outside of the range", () => {
  assert.deepEqual(flowValues(days, ["2026-10-23T00:00:00+02:00", "2026-10-29T00:00:00+01:00"], [9, 9]),
    [0, 0, 0, 0, 0]);
  assert.equal(bucketAt(days, days.end), -1);
  assert.equal(bucketAt(days, days.start[0]! - 1), -1);
});

test("a day is not over before midnight of its zone, and an hour of Kathmandu not before a quarter to", () => {
  assert.equal(isPartial(days, Date.parse("2026-10-28T22:59Z")), true);
  assert.equal(isPartial(days, Date.parse("2026-10-28T23:00Z")), false);
  const hours = frameOf("hour", "Asia/Kathmandu", Date.parse("2026-05-01T00:00Z"), Date.parse("2026-05-01T01:00Z"));
  assert.equal(isPartial(hours, Date.parse("2026-05-01T01:14Z")), true);
  assert.equal(isPartial(hours, Date.parse("2026-05-01T01:15Z")), false);
});

test("says how much of the present bucket is over", () => {
  const weeks = frameOf("week", "UTC", Date.parse("2026-11-16"), Date.parse("2026-11-25T10:00Z"));
  assert.equal(soFar(weeks, 1, Date.parse("2026-11-25T10:00Z")), "so far, 3 of 7 days");
  assert.equal(soFar(weeks, 0, Date.parse("2026-11-25T10:00Z")), "");
  assert.equal(soFar(days, 1, Date.parse("2026-10-25T22:30Z")), "so far, 25 of 25 hours");
  const text =
    bucketSentence(weeks, [{ name: "commits", values: [null, 41] }, { name: "by bots", values: [2, 6] }], 1, "commits",
    Date.parse("2026-11-25"));
  assert.equal(text, "Week of 23 Nov 2026: commits 41, by bots 6, so far, 3 of 7 days");
});

test("tells the days of GitHub's star history from those that were observed", () => {
  const frame = frameOf("day", "UTC", Date.parse("2026-11-20"), Date.parse("2026-11-24"));
  const dates = ["2026-11-21", "2026-11-22", "2026-11-23"];
  assert.equal(followedFrom(frame, dates, ["github_star_history", "github_star_history", "observed"]), 3);
  assert.equal(followedFrom(frame, dates, ["observed", "observed", "observed"]), 1);
  assert.equal(followedFrom(frame, dates, ["github_star_history", null, null]), 4);
  assert.equal(followedFrom(frame, [], []), 0);
  assert.equal(firstKnown([null, null, 0]), 2);
  assert.equal(firstKnown([null]), 1);
});

test("says in one sentence where a series went, without its unfinished end", () => {
  const weeks = frameOf("week", "UTC", Date.parse("2025-11-24"), Date.parse("2026-11-26"));
  const values: number[] = weeks.start.map((_, index) => (index < 26 ? 20 : 41));
  values[values.length - 1] = 1;
  const print = (value: number) => String(Math.round(value));
  assert.equal(sentence("Commits a week", weeks, values, { print, flow: true, partialLast: true }),
    "Commits a week rose from 20 to 41 in a year");
  assert.equal(sentence("Stars", weeks, weeks.start.map(() => 5), { print, flow: false }),
    "Stars: 5, as a year before");
  assert.equal(sentence("Stars", weeks, weeks.start.map(() => null), { print, flow: false }),
    "Stars: nothing known yet");
});

test("names buckets of dates and of ages", () => {
  assert.equal(bucketName(days, 1), "25 Oct 2026");
  const ages = ageFrame("week", 20 * DAY_MS);
  assert.equal(ages.start.length, 3);
  assert.equal(bucketName(ages, 2), "Week 3");
});

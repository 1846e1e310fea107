// A batch as people see it: what may be done with it, why it waits, and how it got on.
//
//   actionsOf(batch)                      ["pause", "cancel"]
//   reasonText(batch, now, zone)          "waits for budget until 14:20"
//   endedCurve(batch, rows, seen, now)    how many had ended when, as far as anything tells
import { untilText } from "./times.ts";

export type BatchAction = "pause" | "resume" | "retry" | "cancel";

export interface BatchProgress {
  total: number;
  pending: number;
  running: number;
  done: number;
  failed: number;
}

export interface Batch {
  id: string;
  name: string;
  state: "running" | "paused" | "cancelled" | "finished";
  created_at: string;
  updated_at: string;
  progress: BatchProgress;
  off_peak: boolean;
  per_hour: number | null;
  eta_at: string | null;
  waiting: { reason: "quota" | "off_peak" | "paused"; until: string | null } | null;
  points: { spent: number; forecast: number | null };
  failures: { code: string; count: number }[];
}

/** What the state of the batch allows, in the order of the buttons. */
export function actionsOf(batch: Pick<Batch, "state" | "progress">): BatchAction[] {
  const actions: BatchAction[] = [];
  if (batch.state === "running") actions.push("pause");
  if (batch.state === "paused") actions.push("resume");
  if (batch.state !== "cancelled" && batch.progress.failed > 0) actions.push("retry");
  if (batch.state === "running" || batch.state === "paused") actions.push("cancel");
  return actions;
}

const REASONS = { quota: "waits for budget", off_peak: "waits for its hours", paused: "paused until somebody resumes it" };

/** The state and its reason in words. */
export function reasonText(batch: Pick<Batch, "state" | "waiting" | "updated_at">, now: Date, zone: string): string {
  if (batch.state === "finished" || batch.state === "cancelled") {
    return `${batch.state} ${untilText(batch.updated_at, now, zone)}`;
  }
  const { waiting } = batch;
  if (batch.state === "paused") return REASONS.paused;
  if (waiting === null) return "running";
  return waiting.until === null ? REASONS[waiting.reason] : `${REASONS[waiting.reason]} until ${untilText(waiting.until, now, zone)}`;
}

/** "ends about 23:40", or why nobody can tell. */
export function endText(batch: Pick<Batch, "state" | "eta_at" | "per_hour">, now: Date, zone: string): string {
  if (batch.state === "finished" || batch.state === "cancelled") return "";
  if (batch.eta_at !== null) return `ends about ${untilText(batch.eta_at, now, zone)}`;
  return batch.state === "paused" ? "" : "end not known yet";
}

export function ended(progress: BatchProgress): number {
  return progress.done + progress.failed;
}

/** The batches with one of them as an event told it; one that is new comes first. */
export function withBatch<B extends { id: string; updated_at: string }>(batches: readonly B[], batch: B): B[] {
  const at = batches.findIndex((each) => each.id === batch.id);
  if (at < 0) return [batch, ...batches];
  // An answer of the API may be newer than an event that was sent before it.
  if (batches[at]!.updated_at > batch.updated_at) return [...batches];
  return batches.map((each, place) => (place === at ? batch : each));
}

export interface Point {
  /** Milliseconds since 1970. */
  at: number;
  ended: number;
}

export interface BatchRow {
  state: string;
  released_at: string | null;
  seconds: number;
}

export interface Curve {
  points: Point[];
  /** From this point on the numbers were told; before it, only that it began with none. */
  toldFrom: number;
}

const CURVE_POINTS = 240;

/** At most `most` of them, the last one always among them. */
export function thinned(points: readonly Point[], most: number): Point[] {
  if (points.length <= most) return [...points];
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, place) => points[Math.round(place * step)]!);
}

/** A sample more of what this page saw; one that says the same as the two before it moves the last one. */
export function withSample(seen: readonly Point[], sample: Point): Point[] {
  const last = seen.at(-1);
  if (last !== undefined && sample.at <= last.at) return [...seen];
  const isFlat = seen.length > 1 && seen.at(-2)!.ended === sample.ended && last!.ended === sample.ended;
  return thinned([...(isFlat ? seen.slice(0, -1) : seen), sample], CURVE_POINTS);
}

/**
 * How many projects had ended when. If the rows hold all that ended, these say it: a project ended at about the time at
 * which it was handed out and what its syncs took. Else it is what the page saw, behind the beginning with none.
 */
export function endedCurve(batch: Batch, rows: readonly BatchRow[], seen: readonly Point[], now: number): Curve {
  const begin = { at: Date.parse(batch.created_at), ended: 0 };
  const end = batch.state === "running" || batch.state === "paused" ? now : Date.parse(batch.updated_at);
  const last = { at: Math.max(end, begin.at), ended: ended(batch.progress) };
  const times: number[] = [];
  for (const { state, released_at, seconds } of rows) {
    if (state !== "done" && state !== "failed") continue;
    const at = released_at === null ? begin.at : Date.parse(released_at) + seconds * 1_000;
    times.push(Math.min(Math.max(at, begin.at), last.at));
  }
  if (times.length >= last.ended) {
    times.sort((a, b) => a - b);
    const all = [begin, ...times.map((at, place) => ({ at, ended: place + 1 })), last];
    return { points: thinned(all, CURVE_POINTS), toldFrom: 0 };
  }
  const between = seen.filter((point) => point.at > begin.at && point.at < last.at);
  return { points: [begin, ...between, last], toldFrom: 1 };
}

export interface BatchChart {
  /** What ended, from the left (0) to the right (1) and from none (0) to all (1). */
  line: { x: number; y: number }[];
  /** Of the line, up to here only the beginning and the end are known. */
  toldFrom: number;
  /** From now to the end at the present pace; undefined where nobody can tell. */
  forecast: [{ x: number; y: number }, { x: number; y: number }] | undefined;
  /** What stands below the axis. */
  from: number;
  to: number;
}

/** The curve as it is drawn; it leaves room for the forecast. */
export function batchChart(batch: Batch, curve: Curve): BatchChart {
  const from = curve.points[0]!.at;
  const last = curve.points.at(-1)!;
  const isOver = batch.state === "finished" || batch.state === "cancelled";
  const eta = isOver || batch.eta_at === null ? last.at : Math.max(last.at, Date.parse(batch.eta_at));
  const to = Math.max(eta, from + 1_000);
  const place = ({ at, ended: count }: Point) => ({ x: (at - from) / (to - from), y: batch.progress.total === 0 ? 0 : count / batch.progress.total });
  const forecast = eta > last.at ? ([place(last), { x: 1, y: 1 }] as BatchChart["forecast"]) : undefined;
  return { line: curve.points.map(place), toldFrom: curve.toldFrom, forecast, from, to };
}

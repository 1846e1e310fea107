// A batch as people see it: what may be done with it, why it waits, and how it got on.
//
//   actionsOf(batch)                      ["pause", "cancel"]
//   reasonText(batch, now, zone)          "waits for budget until 14:20"
//   endedCurve(batch, ends, now)          how many had ended when
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
  if (isOver(batch)) {
    return `${batch.state} ${untilText(batch.updated_at, now, zone)}`;
  }
  const { waiting } = batch;
  if (batch.state === "paused") return REASONS.paused;
  if (waiting === null) return "running";
  return waiting.until === null ? REASONS[waiting.reason] : `${REASONS[waiting.reason]} until ${untilText(waiting.until, now, zone)}`;
}

/** "ends about 23:40", or why nobody can tell. */
export function endText(batch: Pick<Batch, "state" | "eta_at" | "per_hour">, now: Date, zone: string): string {
  if (isOver(batch)) return "";
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

/** How many ended in a stretch of time. */
export interface Ends {
  start: string;
  done: number;
  failed: number;
}

const CURVE_POINTS = 240;

/** At most `most` of them, the last one always among them. */
export function thinned(points: readonly Point[], most: number): Point[] {
  if (points.length <= most) return [...points];
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, place) => points[Math.round(place * step)]!);
}

export const isOver = ({ state }: Pick<Batch, "state">) => state === "finished" || state === "cancelled";

const endOf = (batch: Batch, now: number) => (isOver(batch) ? Date.parse(batch.updated_at) : now);

const STEPS = [["minute", 60_000], ["hour", 3_600_000], ["day", 86_400_000]] as const;

/** The shortest stretches of which it has at most 1,000, as many as a page of the API holds. */
export function stepOf(batch: Batch, now: number): (typeof STEPS)[number] {
  const lasted = endOf(batch, now) - Date.parse(batch.created_at);
  return STEPS.find(([, ms]) => lasted / ms < 999) ?? STEPS[2];
}

/** How many projects had ended when; between two stretches in which some did nothing happened. */
export function endedCurve(batch: Batch, ends: readonly Ends[], now: number): Point[] {
  const [, ms] = stepOf(batch, now);
  const from = Date.parse(batch.created_at);
  const last = { at: Math.max(endOf(batch, now), from), ended: ended(batch.progress) };
  let count = 0;
  const point = (at: number) => ({ at: Math.min(Math.max(at, from), last.at), ended: Math.min(count, last.ended) });
  const between = ends.flatMap(({ start, done, failed }) => {
    const at = Date.parse(start);
    const before = point(at);
    count += done + failed;
    return [before, point(at + ms)];
  });
  return thinned([{ at: from, ended: 0 }, ...between, last], CURVE_POINTS);
}

export interface BatchChart {
  /** What ended, from the left (0) to the right (1) and from none (0) to all (1). */
  line: { x: number; y: number }[];
  /** From now to the end at the present pace; undefined where nobody can tell. */
  forecast: [{ x: number; y: number }, { x: number; y: number }] | undefined;
  /** What stands below the axis. */
  from: number;
  to: number;
}

/** The curve as it is drawn; it leaves room for the forecast. */
export function batchChart(batch: Batch, points: readonly Point[]): BatchChart {
  const from = points[0]!.at;
  const last = points.at(-1)!;
  const eta = isOver(batch) || batch.eta_at === null ? last.at : Math.max(last.at, Date.parse(batch.eta_at));
  const to = Math.max(eta, from + 1_000);
  const place = ({ at, ended: count }: Point) => ({ x: (at - from) / (to - from), y: batch.progress.total === 0 ? 0 : count / batch.progress.total });
  const forecast = eta > last.at ? ([place(last), { x: 1, y: 1 }] as BatchChart["forecast"]) : undefined;
  return { line: points.map(place), forecast, from, to };
}

// The state of a project or pull request: a shape, a word, and colour third.
//
//   <StatusOf project={project} />      <Status state="failing" code="network" since="…" />      <Shape name="triangle" />
import type { JSX } from "preact";
import "./status.css";
import { type ShapeName, type StatusFacts, type Tone, statusOf } from "../lib/status.ts";
import { now } from "./now.ts";
import { zone } from "./zone.ts";

const RING = <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="1.5" />;
const stroked = (d: string): JSX.Element => <path d={d} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" />;
const filled = (d: string): JSX.Element => <path d={d} fill="currentColor" />;

const SHAPES: Record<ShapeName, JSX.Element> = {
  full: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  ring: RING,
  half: <>{RING}{filled("M6 1.5a4.5 4.5 0 0 1 0 9z")}</>,
  quarter: <>{RING}{filled("M6 6V1.5A4.5 4.5 0 0 1 10.5 6z")}</>,
  clock: <>{RING}{stroked("M6 3.5V6l2 1")}</>,
  triangle: filled("M6 .8 11.6 11H.4z"),
  slashed: <>{RING}{stroked("M3 9l6-6")}</>,
  key: <><circle cx="3.8" cy="6" r="2.5" fill="none" stroke="currentColor" stroke-width="1.6" />{stroked("M6.3 6h5M9 6v2.4M11.2 6v2")}</>,
  cross: stroked("M2.5 2.5l7 7M9.5 2.5l-7 7"),
  square: filled("M1.5 1.5h9v9h-9z"),
  diamond: <path d="M6 1.2 10.8 6 6 10.8 1.2 6z" fill="none" stroke="currentColor" stroke-width="1.5" />,
  check: stroked("M1.8 6.4l2.8 2.8 5.6-6"),
};

/** The word stands beside it, so the shape itself is silent. */
export function Shape({ name, tone }: { name: ShapeName; tone?: Tone }) {
  return (
    <svg class={tone === undefined ? "shape" : `shape tone-${tone}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}

export function Status({ brief = false, ...facts }: StatusFacts & { brief?: boolean }) {
  const { shape, word, tone, detail } = statusOf(facts, now.value, zone.value === "author" ? undefined : zone.value);
  return (
    <span class="status" title={brief ? `${word}. ${detail}` : detail}>
      <Shape name={shape} tone={tone} />
      <span class={brief ? "hidden" : `tone-${tone}`}>{word}</span>
    </span>
  );
}

export function StatusOf({ project, progress, brief }: {
  project: { status: StatusFacts };
  progress?: number | null;
  brief?: boolean;
}) {
  return <Status {...project.status} progress={progress} brief={brief ?? false} />;
}

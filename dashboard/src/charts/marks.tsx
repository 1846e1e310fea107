// The marks of a plot as SVG of the page. Colours are the tokens themselves, so a change of theme needs no drawing.
import type { Ink, Mark } from "../lib/plot.ts";

/** The inks that are used as hatches. */
export function hatchesOf(marks: readonly Mark[]): Ink[] {
  const inks = marks.map((mark) => (mark.kind === "path" && mark.hatch === true ? mark.fill : undefined));
  return [...new Set(inks)].filter((ink) => ink !== undefined);
}

/** Gaps are fainter than what is counted. */
export const hatchWidth = (ink: Ink): number => (ink === "hairline" ? 1 : 2);

const colour = (ink: Ink | undefined) => (ink === undefined ? "none" : `var(--${ink})`);

export function Marks({ marks, id }: { marks: readonly Mark[]; id: string }) {
  return (
    <>
      <defs>
        {hatchesOf(marks).map((ink) => (
          <pattern key={ink} id={`${id}-${ink}`} width="5" height="5" patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)">
            <rect width={hatchWidth(ink)} height="5" style={{ fill: colour(ink) }} />
          </pattern>
        ))}
      </defs>
      {marks.map((mark, index) => (mark.kind === "text"
        ? (
          <text key={index} class="chart-text" x={mark.x} y={mark.y} text-anchor={mark.anchor}
            style={{ fill: colour(mark.ink) }}>
            {mark.text}
          </text>
        )
        : (
          <path key={index} d={mark.d} stroke-width={mark.width} stroke-dasharray={mark.dash} stroke-linejoin="round"
            shape-rendering={mark.crisp ? "crispEdges" : undefined}
            style={{
              fill: mark.hatch ? `url(#${id}-${mark.fill})` : colour(mark.fill),
              stroke: colour(mark.stroke),
            }} />
        )))}
    </>
  );
}

export function Swatch({ ink, dash, bar, thin }: { ink: Ink; dash: string; bar: boolean; thin?: boolean }) {
  return (
    <svg class="chart-swatch" width="20" height="10" aria-hidden="true">
      {bar
        ? <rect x="5" width="10" height="10" style={{ fill: colour(ink) }} />
        : (
          <path d="M1 5h18" stroke-width={thin ? 1 : 2} stroke-dasharray={dash === "" ? undefined : dash}
            style={{ stroke: colour(ink) }} />
        )}
    </svg>
  );
}

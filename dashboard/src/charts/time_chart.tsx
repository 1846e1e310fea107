// A chart over time.
import type { Frame, Series } from "../lib/series.ts";

export interface Release {
  /** ms */
  at: number;
  name: string;
}

export interface TimeChartProps {
  frame: Frame;
  /** Bars are stacked; lines stand for themselves. */
  series: readonly Series[];
  kind: "bars" | "lines";
  /** «commits»; "seconds" prints durations. */
  unit: string;
  /** What is counted, for the sentence: «Commits a week». */
  label: string;
  releases?: readonly Release[];
  /** The last bucket is not over yet. */
  partialLast?: boolean;
  scale?: "linear" | "log";
  height?: number;
  /** Small bars below the lines: of how many things each value is. */
  counts?: Series;
  /** Where the block's menu finds the picture: usePicture(). */
  picture?: Picture;
  /** Takes a chosen part as a range («2026-01-01..2026-03-31»; "" is the one before); writes the address where not given. */
  onZoom?: (range: string) => void;
}

export interface Picture {
  svg?: () => string;
  png?: () => Promise<Blob>;
}

export function TimeChart({ series, kind, label, height = 220 }: TimeChartProps) {
  const greatest = Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 1000 ${height}`} width="100%" height={height} preserveAspectRatio="none">
      {series.map(({ name, values }, place) => (
        <path key={name} fill="none" style={{ stroke: `var(--series-${place + 1})` }} stroke-width="1.5" vector-effect="non-scaling-stroke"
          d={values.map((value, index) => {
            const x = ((index + 0.5) / values.length) * 1000;
            const y = height - ((value ?? 0) / greatest) * height;
            return kind === "bars" ? `M${x} ${height}V${y}` : `${index === 0 ? "M" : "L"}${x} ${y}`;
          }).join("")} />
      ))}
    </svg>
  );
}

// A dozen sums as small bars in a line of text. Unknown ones leave a gap.
//
//   <Spark values={row.spark} label="Commits in 90 days, in twelve parts" />
import type { Value } from "../lib/series.ts";
import "./charts.css";

export interface SparkProps {
  values: readonly Value[] | null;
  width?: number;
  height?: number;
  /** Without one it is decoration: the numbers stand beside it. */
  label?: string;
}

export function Spark({ values, width = 72, height = 18, label }: SparkProps) {
  if (values === null || values.length === 0) return <span title="not known yet">–</span>;
  const greatest = Math.max(1, ...values.map((value) => value ?? 0));
  const step = width / values.length;
  const bar = Math.max(1, step - 1);
  const path = values.map((value, index) => {
    if (value === null) return "";
    const size = value === 0 ? 1 : Math.max(2, (value / greatest) * height);
    return `M${round(index * step)} ${height}v${-round(size)}h${round(bar)}v${round(size)}z`;
  }).join("");
  const role = label === undefined ? { "aria-hidden": true } : { role: "img" as const, "aria-label": label };
  return (
    <svg class="chart-spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} {...role}>
      <path d={path} />
    </svg>
  );
}

const round = (value: number) => Math.round(value * 10) / 10;

// When people work: a circle for each hour of the week, whose area is the number of commits. No commits, no circle.
//
//   <HoursOfWeek cells={values} zoneNote="each author's own clock" label="Commits by hour of the week" />
import type { Value } from "../lib/series.ts";
import "./charts.css";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const CELL = 20;
const LEFT = 34;
const TOP = 4;

export interface HoursOfWeekProps {
  /** 168 of them, from Monday 00:00 on; null where nothing is known. */
  cells: readonly Value[];
  /** Whose clock it is. */
  zoneNote: string;
  label: string;
}

export function HoursOfWeek({ cells, zoneNote, label }: HoursOfWeekProps) {
  const greatest = Math.max(0, ...cells.map((value) => value ?? 0));
  const busiest = cells.indexOf(greatest);
  const sentence = greatest === 0 ? `${label}: none` : `${label}, busiest on ${nameOf(busiest)}: ${greatest}`;
  const width = LEFT + 24 * CELL;
  const height = TOP + 7 * CELL + 20;
  return (
    <figure class="chart-hours">
      <svg role="img" aria-label={`${sentence} (${zoneNote})`} viewBox={`0 0 ${width} ${height}`} width="100%">
        {DAYS.map((day, row) => (
          <g key={day}>
            <text class="chart-text" x={LEFT - 8} y={TOP + (row + 0.5) * CELL + 4} text-anchor="end">{day}</text>
            <line class="chart-line" x1={LEFT} x2={width} y1={TOP + (row + 0.5) * CELL} y2={TOP + (row + 0.5) * CELL} />
          </g>
        ))}
        {[0, 6, 12, 18].map((hour) => (
          <text class="chart-text" key={hour} x={LEFT + (hour + 0.5) * CELL} y={height - 5} text-anchor="middle">
            {`${String(hour).padStart(2, "0")}:00`}
          </text>
        ))}
        {cells.map((value, index) => (value === null || value <= 0 ? null : (
          <circle key={index} class="chart-hour" r={Math.max(1, Math.sqrt(value / greatest) * (CELL / 2 - 0.5))}
            cx={LEFT + ((index % 24) + 0.5) * CELL} cy={TOP + (Math.floor(index / 24) + 0.5) * CELL}>
            <title>{`${nameOf(index)}: ${value}`}</title>
          </circle>
        )))}
      </svg>
      <figcaption class="note">{zoneNote}</figcaption>
    </figure>
  );
}

function nameOf(index: number): string {
  const hour = index % 24;
  return `${DAYS[Math.floor(index / 24)]} ${String(hour).padStart(2, "0")}:00–${String((hour + 1) % 24).padStart(2, "0")}:00`;
}

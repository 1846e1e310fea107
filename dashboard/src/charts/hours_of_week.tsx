// When people work: a circle for each hour of the week, whose area is the number of commits. No commits, no circle.
//
//   <HoursOfWeek cells={values} zoneNote="each author's own clock" label="Commits by hour of the week" />
import { useRef, useState } from "preact/hooks";
import { whole } from "../lib/numbers.ts";
import type { Value } from "../lib/series.ts";
import { tables } from "./cursor.ts";
import { useRoom } from "./room.ts";
import "./charts.css";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const LEFT_PX = 32;
const FOOT_PX = 20;
const LEAST_ROW_PX = 16;
const LEAST_HEIGHT_PX = 7 * LEAST_ROW_PX + FOOT_PX;
const WIDEST_CELL = 28;

export interface HoursOfWeekProps {
  /** 168 of them, from Monday 00:00 on; null where nothing is known. */
  cells: readonly Value[];
  /** Whose clock it is. */
  zoneNote: string;
  label: string;
}

const clock = (hour: number) => `${String(hour % 24).padStart(2, "0")}:00`;
const nameOf = (index: number) => `${DAYS[Math.floor(index / 24)]} ${clock(index % 24)}–${clock((index % 24) + 1)}`;

function Circles({ cells, width, scale }: { cells: readonly Value[]; width: number; scale: number }) {
  const greatest = Math.max(0, ...cells.map((value) => value ?? 0));
  const left = LEFT_PX * scale;
  const cell = Math.min(WIDEST_CELL, (width - left) / 24);
  const row = Math.max(LEAST_ROW_PX * scale, Math.min(cell, 22));
  const radius = Math.min(cell, row) / 2 - 0.5;
  const height = 7 * row + FOOT_PX * scale;
  return (
    <svg width={width} height={height} aria-hidden="true">
      {DAYS.map((day, index) => {
        const y = (index + 0.5) * row;
        return (
          <g key={day}>
            <text class="chart-text" x={left - 6} y={y + 4 * scale} text-anchor="end">{day}</text>
            <path class="chart-line" d={`M${left} ${Math.round(y) + 0.5}h${24 * cell}`} />
          </g>
        );
      })}
      {[0, 6, 12, 18].map((hour) => (
        <text class="chart-text" key={hour} x={left + hour * cell} y={height - 5 * scale}>{clock(hour)}</text>
      ))}
      {cells.map((value, index) => (value === null || value <= 0 ? null : (
        <circle key={index} class="chart-hour" r={Math.max(1, Math.sqrt(value / greatest) * radius)}
          cx={left + ((index % 24) + 0.5) * cell} cy={(Math.floor(index / 24) + 0.5) * row}>
          <title>{`${nameOf(index)}: ${whole(value)}`}</title>
        </circle>
      )))}
    </svg>
  );
}

function HoursTable({ cells, label }: { cells: readonly Value[]; label: string }) {
  return (
    <div class="chart-table" tabIndex={0} role="region" aria-label={`Table of ${label}`}>
      <table>
        <caption class="hidden">{label}</caption>
        <thead><tr><td />{HOURS.map((hour) => <th scope="col" class="number" key={hour}>{hour}</th>)}</tr></thead>
        <tbody>
          {DAYS.map((day, row) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              {HOURS.map((hour) => <td class="number" key={hour}>{whole(cells[row * 24 + hour])}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function HoursOfWeek({ cells, zoneNote, label }: HoursOfWeekProps) {
  const root = useRef<HTMLElement>(null);
  const { width, textScale } = useRoom(root);
  const [ownTable, setOwnTable] = useState(false);
  const asTable = ownTable !== tables.value;
  const greatest = Math.max(0, ...cells.map((value) => value ?? 0));
  const busiest = greatest === 0 ? "none" : `most on ${nameOf(cells.indexOf(greatest))}: ${whole(greatest)}`;
  return (
    <figure class="chart" ref={root}>
      <div class="chart-head">
        <figcaption class="note chart-strip">{zoneNote}</figcaption>
        <button type="button" class="chart-button" aria-pressed={asTable} onClick={() => setOwnTable(!ownTable)}
          title="Table or chart (t)">
          Table<span class="hidden"> of {label}</span>
        </button>
      </div>
      {asTable ? <HoursTable cells={cells} label={label} /> : (
        <div role="img" aria-label={`${label}, ${zoneNote}: ${busiest}`} style={{ minHeight: `${LEAST_HEIGHT_PX}px` }}>
          {width > 0 && <Circles cells={cells} width={width} scale={textScale} />}
        </div>
      )}
    </figure>
  );
}

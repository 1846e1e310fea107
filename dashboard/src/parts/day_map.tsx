// The days of a long list as small bars, oldest on the left: a press on a bar goes to its days. With the keyboard it is
// a slider whose arrows choose and whose Enter goes.
//
//   <DayMap days={[{ day: "2026-11-23", count: 41 }]} at="2026-11-20" noun="commits" onJump={(day) => …} />
import { useMemo, useState } from "preact/hooks";
import "./day_map.css";
import { type DayCount, dayMap, type MapBar } from "../lib/days.ts";
import { whole } from "../lib/numbers.ts";

const HEIGHT = 40;

interface DayMapProps {
  days: readonly DayCount[];
  /** The day that the list shows on the screen. */
  at: string | undefined;
  noun: string;
  narrow: boolean;
  onJump: (day: string) => void;
}

function words({ from, to, count }: MapBar, noun: string): string {
  return `${from === to ? from : `${from} – ${to}`}: ${whole(count)} ${noun}`;
}

/** The bar of a day; the nearest one where the map doesn't have it. */
function barOf(bars: readonly MapBar[], day: string | undefined): number {
  const place = day === undefined ? -1 : bars.findIndex(({ to }) => day <= to);
  return place < 0 ? bars.length - 1 : place;
}

function pathOf(bars: readonly MapBar[]): string {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const barAt = ({ count }: MapBar, index: number) => {
    const height = count === 0 ? 0 : Math.max(1.5, (count / most) * HEIGHT);
    return `M${index + 0.1} ${HEIGHT}v${-height}h.8v${height}z`;
  };
  return bars.map(barAt).join("");
}

export function DayMap({ days, at, noun, narrow, onJump }: DayMapProps) {
  const { bars, outside } = useMemo(() => dayMap(days, narrow ? 60 : 180), [days, narrow]);
  const path = useMemo(() => pathOf(bars), [bars]);
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  if (bars.length < 2) return <div class="day-map-place" />;
  const here = barOf(bars, at);
  const shown = Math.min(pointed ?? here, bars.length - 1);
  const under = (event: MouseEvent) => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    return Math.max(0, Math.min(bars.length - 1, Math.floor(((event.clientX - left) / width) * bars.length)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to: Partial<Record<string, number>> = {
      ArrowLeft: shown - 1,
      ArrowDown: shown - 1,
      ArrowRight: shown + 1,
      ArrowUp: shown + 1,
      PageUp: shown + 10,
      PageDown: shown - 10,
      Home: 0,
      End: bars.length - 1,
    };
    if (event.key === "Enter" || event.key === " ") onJump(bars[shown]!.to);
    else if (to[event.key] !== undefined) setPointed(Math.max(0, Math.min(bars.length - 1, to[event.key]!)));
    else return;
    event.preventDefault();
  };
  return (
    <div class="day-map-place">
      <div
        class="day-map"
        role="slider"
        tabIndex={0}
        aria-label={`Days of the ${noun}; Enter goes there`}
        aria-valuemin={0}
        aria-valuemax={bars.length - 1}
        aria-valuenow={shown}
        aria-valuetext={words(bars[shown]!, noun)}
        onKeyDown={onKeyDown}
        onBlur={() => setPointed(undefined)}
        onPointerMove={(event) => setPointed(under(event))}
        onPointerLeave={() => setPointed(undefined)}
        onClick={(event) => onJump(bars[under(event)]!.to)}>
        <svg viewBox={`0 0 ${bars.length} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <rect class="day-map-here" x={here} y="0" width="1" height={HEIGHT} />
          {pointed !== undefined && <rect class="day-map-pointed" x={shown} y="0" width="1" height={HEIGHT} />}
          <path d={path} />
        </svg>
      </div>
      <div class="day-map-words note">
        <span>{bars[0]!.from}</span>
        <span>
          {pointed === undefined
            ? outside === 0
              ? "By author’s day; a press goes there"
              : `Not drawn, for their dates are far from all others: ${whole(outside)}`
            : words(bars[shown]!, noun)}
        </span>
        <span>{bars.at(-1)!.to}</span>
      </div>
    </div>
  );
}

// How far a branch is behind (to the left) and ahead (to the right) of the default branch. The roots of the numbers are
// drawn, so that 3 beside 900 can still be seen.
//
//   <AheadBehind ahead={3} behind={120} max={900} />
import { whole } from "../lib/numbers.ts";
import "./charts.css";

export interface AheadBehindProps {
  ahead: number | null;
  behind: number | null;
  /** The greatest number of the table. */
  max: number;
}

const HALF = 40;

export function AheadBehind({ ahead, behind, max }: AheadBehindProps) {
  if (ahead === null || behind === null) return <span title="not known yet">–</span>;
  const size = (value: number) => (value === 0 ? 0 : Math.max(2, Math.sqrt(value / Math.max(1, max)) * HALF));
  return (
    <span class="chart-ahead" title={`${whole(behind)} behind, ${whole(ahead)} ahead`}>
      <span class="number"><span class="hidden">behind </span>{whole(behind)}</span>
      <svg width={HALF * 2 + 1} height="12" aria-hidden="true">
        <rect class="chart-behind-bar" x={HALF - size(behind)} y="3" width={size(behind)} height="6" />
        <rect class="chart-ahead-bar" x={HALF + 1} y="3" width={size(ahead)} height="6" />
        <rect class="chart-middle" x={HALF} y="0" width="1" height="12" />
      </svg>
      <span class="number"><span class="hidden">ahead </span>{whole(ahead)}</span>
    </span>
  );
}

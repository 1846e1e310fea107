// What bringing the new projects in costs, and how long it takes, as far as it is known before.
import { forecastText, type Plan } from "../lib/plan.ts";
import { whole } from "../lib/numbers.ts";
import { mayWrite } from "../data/session.ts";
import type { Planned } from "./use_plan.ts";

/** Of one plan, at about a point for 25 projects. */
const PROBED_MAX = 500;
const PROBED_A_POINT = 25;

export function PasteCost({ plan, planned, current }: { plan: Plan; planned: Planned; current: boolean }) {
  const { forecast, counts } = plan;
  const probed = Math.min(PROBED_MAX, forecast.unknown_sizes);
  const points = Math.ceil(probed / PROBED_A_POINT);
  const sizes = probed === 1 ? "its size" : `${whole(probed)} sizes`;
  const cost = points === 1 ? "a point" : `${whole(points)} points`;
  return (
    <p class="paste-cost" aria-live="polite">
      <span>{forecastText(forecast, counts.new)}</span>
      {mayWrite() && forecast.unknown_sizes > 0 && forecast.spent === 0 && (
        <button type="button" class="button" disabled={!current || planned.asking !== undefined} onClick={planned.probe}>
          {planned.asking === "sizes" ? "Asking…" : `Ask GitHub for ${sizes} (about ${cost})`}
        </button>
      )}
    </p>
  );
}

// Lines added and removed: "+382 −236"; a dash while GitHub was not asked for them.
import { whole } from "../lib/numbers.ts";

export function Lines({ additions, deletions }: { additions: number | null; deletions: number | null }) {
  if (additions === null || deletions === null)
    return (
      <span class="number" title="not read from GitHub yet">
        –
      </span>
    );
  return (
    <span class="number">
      <span class="list-added">+{whole(additions)}</span> <span class="list-removed">−{whole(deletions)}</span>
    </span>
  );
}

// Parts of a whole as labelled bars from zero: open pull requests by age, commits by person.
//
//   <ShareBars rows={[{ label: "< 1 day", value: 5 }, { label: "1 to 7 days", value: 7, href: "…" }]} />
import { whole } from "../lib/numbers.ts";
import "./charts.css";

export interface ShareRow {
  label: string;
  /** null is unknown, and drawn without a bar. */
  value: number | null;
  href?: string;
  note?: string;
}

export function ShareBars({ rows, label, top = 1, colour = 1 }: {
  rows: readonly ShareRow[];
  label?: string;
  /** The longest bar, where several lists share one scale. */
  top?: number;
  colour?: 1 | 2 | 3 | 4 | 5;
}) {
  const greatest = Math.max(top, ...rows.map(({ value }) => value ?? 0));
  return (
    <ul class="chart-shares" aria-label={label}>
      {rows.map(({ label: name, value, href, note }) => (
        <li key={name}>
          <bdi class="chart-share-name">{href === undefined ? name : <a href={href}>{name}</a>}</bdi>
          <span class="chart-share-bar">
            {value !== null && value > 0 && (
              <span style={{ width: `${(value / greatest) * 100}%`, background: `var(--series-${colour})` }} />
            )}
          </span>
          <span class="number">{whole(value)}</span>
          {note !== undefined && <span class="note">{note}</span>}
        </li>
      ))}
    </ul>
  );
}

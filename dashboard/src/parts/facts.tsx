// Numbers with their names, and what failed by its code: <Facts facts={[["due", "31"]]} />, <Failed codes={batch.failures} />.
import type { ComponentChildren } from "preact";
import "./facts.css";
import { whole } from "../lib/numbers.ts";
import { REMEDY } from "../lib/status.ts";

export type Fact = [name: string, value: ComponentChildren];

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return <dl class="facts">{facts.map(([name, value]) => <div key={name}><dt class="note">{name}</dt><dd>{value}</dd></div>)}</dl>;
}

export function Failed({ codes, hrefOf }: { codes: readonly { code: string; count: number }[]; hrefOf?: (code: string) => string }) {
  return (
    <ul class="lines">
      {codes.map(({ code, count }) => (
        <li key={code}>
          <b class="number">{whole(count)}</b>
          {hrefOf === undefined ? <code>{code}</code> : <a href={hrefOf(code)}><code>{code}</code></a>}
          <span class="quiet">{REMEDY[code] ?? ""}</span>
        </li>
      ))}
    </ul>
  );
}

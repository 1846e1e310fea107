// Numbers with their names, and what failed by its code: <Facts facts={[["due", "31"]]} />, <Failed codes={batch.failures} />.
import type { ComponentChildren } from "preact";
import "./facts.css";
import { whole } from "../lib/numbers.ts";
import { REMEDY } from "../lib/status.ts";

export type Fact = [name: string, value: ComponentChildren];

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return <dl class="facts">{facts.map(([name, value]) => <div key={name}><dt class="note">{name}</dt><dd>{value}</dd></div>)}</dl>;
}

interface FailedProps {
  codes: readonly { code: string; count: number }[];
  hrefOf?: (code: string) => string;
}

/** More would push what stands below off the screen. */
const FIRST = 4;

/** The most frequent first; the rest is folded. */
export function Failed({ codes, hrefOf }: FailedProps) {
  const lines = codes.map(({ code, count }) => (
    <li key={code}>
      <b class="number">{whole(count)}</b>
      {hrefOf === undefined ? <code>{code}</code> : <a href={hrefOf(code)}><code>{code}</code></a>}
      <span class="quiet">{REMEDY[code]}</span>
    </li>
  ));
  return (
    <>
      <ul class="lines">{lines.slice(0, FIRST)}</ul>
      {lines.length > FIRST && <details><summary>{lines.length - FIRST} more</summary><ul class="lines">{lines.slice(FIRST)}</ul></details>}
    </>
  );
}

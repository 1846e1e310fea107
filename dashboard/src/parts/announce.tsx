// Tells those who can't see it that something changed: announce("4,862 of 10,004 projects"). One polite live region.
import { signal } from "../data/signals.ts";

const said = signal({ text: "", turn: 0 });

export function announce(text: string): void {
  said.value = { text, turn: said.value.turn + 1 };
}

export function Announcer() {
  const { text, turn } = said.value;
  // The same sentence twice is read twice only where the text differs.
  return <div class="hidden" role="status" aria-live="polite">{text + (turn % 2 === 0 ? "" : "\u00a0")}</div>;
}

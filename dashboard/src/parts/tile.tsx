// One number with its name: <Tile label="Stars" value={compact(n)} exact={whole(n)} delta={<Delta value={312} base={12088} />} />.
import type { ComponentChildren } from "preact";
import "./tile.css";
import { delta as deltaText } from "../lib/numbers.ts";
import { BlockMenuButton, type BlockMenu } from "./block_menu.tsx";

export function Delta({ value, base }: { value: number | null | undefined; base?: number | null | undefined }) {
  const text = deltaText(value, base);
  if (typeof value !== "number" || value === 0) return <span class="delta">{text}</span>;
  return <span class="delta"><span aria-hidden="true">{value > 0 ? "▲" : "▼"}</span> {text}</span>;
}

interface TileProps {
  label: string;
  value: string;
  /** The whole number behind a short one. */
  exact?: string | undefined;
  delta?: ComponentChildren;
  note?: ComponentChildren;
  href?: string | undefined;
  menu?: BlockMenu | undefined;
}

export function Tile({ label, value, exact, delta, note, href, menu }: TileProps) {
  const number = <span class="tile-value" title={exact}>{value}</span>;
  return (
    <div class="tile">
      <div class="tile-label">
        <span>{label}</span>
        {menu === undefined ? null : <BlockMenuButton title={label} menu={menu} />}
      </div>
      {href === undefined ? number : <a href={href} aria-label={`${label}: ${value}${exact === undefined || exact === value ? "" : ` (${exact})`}`}>{number}</a>}
      <div class="tile-note note">{delta}{note}</div>
    </div>
  );
}

// A short fact, a filter that can be taken away, or a link: <Chip onRemove={…}>lang:go</Chip>.
import type { ComponentChildren } from "preact";
import "./chip.css";

export function Chip({ children, onRemove, href, name }: {
  children: ComponentChildren;
  onRemove?: () => void;
  href?: string;
  /** What is taken away, where the children are not a text. */
  name?: string;
}) {
  const inner = href === undefined ? children : <a href={href}>{children}</a>;
  const removed = name ?? (typeof children === "string" ? children : "");
  return (
    <span class="chip">
      {inner}
      {onRemove === undefined ? null : <button type="button" aria-label={`Remove ${removed}`} onClick={onRemove}>×</button>}
    </span>
  );
}

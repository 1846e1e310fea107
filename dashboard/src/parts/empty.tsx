// Nothing here: one sentence and at most one action.
import type { ComponentChildren } from "preact";
import "./empty.css";

export function Empty({ sentence, action }: { sentence: ComponentChildren; action?: ComponentChildren }) {
  return <div class="empty"><p>{sentence}</p>{action === undefined ? null : <div>{action}</div>}</div>;
}

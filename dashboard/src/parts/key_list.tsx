// The list of keys that `?` shows, of those that act at this moment.
import "./key_list.css";
import { keysNow } from "../data/keys.ts";
import { lettersAct, setLettersAct } from "../data/settings.ts";
import { Dialog } from "./dialog.tsx";

const SIGNS: Readonly<Record<string, string>> = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };

export function KeyList({ onClose }: { onClose: () => void }) {
  const shown = new Map(keysNow().map(({ key, does }) => [key, does]));
  return (
    <Dialog title="Keys" open onClose={onClose}>
      <dl class="key-list">
        {[...shown].map(([key, does]) => (
          <div key={key}>
            <dt>{key.split(" ").map((part) => <kbd key={part}>{SIGNS[part] ?? part}</kbd>)}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input type="checkbox" checked={lettersAct.value} onChange={(event) => setLettersAct(event.currentTarget.checked)} /> Single letters act (off: only those with Ctrl, and named keys)
      </label>
    </Dialog>
  );
}

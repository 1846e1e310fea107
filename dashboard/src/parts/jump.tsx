// The box that leads to any project or page in a few keys.
import { useMemo, useState } from "preact/hooks";
import { address, go } from "../data/location.ts";
import { toProject, toView, type View } from "../lib/address.ts";
import { jumpTargets, type JumpTarget } from "../lib/jump.ts";
import { Choices, useNames } from "./choices.tsx";
import { Dialog } from "./dialog.tsx";

const PAGES: readonly JumpTarget[] = ([
  ["fleet", "Fleet"], ["compare", "Compare"], ["operations", "Operations"], ["add", "Add projects"], ["reference", "Reference of the API"],
] as const).map(([view, text]) => ({ text, page: view }));

/** Within a project its list pages are one word away: "acme/graph pulls". */
export function Jump({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const names = useNames(typed.trim());
  const targets = useMemo(() => jumpTargets(typed, names ?? [], PAGES), [typed, names]);
  const onPick = (text: string | undefined) => {
    const target = targets.find((each) => each.text === text);
    if (target === undefined) return;
    onClose();
    const view = target.page as View;
    go(target.name === undefined ? toView(address.value, view) : toProject(address.value, target.name, view));
  };
  return (
    <Dialog title="Jump to" open onClose={onClose}>
      <Choices label="Project or page" placeholder="A few letters of a project or page" autofocus text={typed} onText={setTyped}
        items={targets.map(({ text }) => text)} onPick={onPick} none="Nothing has these letters." />
    </Dialog>
  );
}

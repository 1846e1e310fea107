// Adding projects: paste or drop a list in any form, see what it is and costs, and add it. The address holds a short list
// of names (`list`); a longer text stays with the entry of the history.
import { useState } from "preact/hooks";
import "./add.css";
import { toProject, toView, withQuery } from "../lib/address.ts";
import { listOfText, textOfList } from "../lib/plan.ts";
import { address, go, keepInEntry, keptInEntry } from "../data/location.ts";
import { me } from "../data/session.ts";
import { type Added, PasteBox } from "../parts/paste_box.tsx";
import { SignIn } from "../parts/sign_in.tsx";
import { useTitle } from "../parts/title.ts";

/** Of texts that a browser keeps with an entry of its history. */
const KEPT_LENGTH = 200_000;
const ENTRY = "add";

function start(): string {
  return keptInEntry<string>(ENTRY) ?? textOfList(address.value.query.list ?? "");
}

function onAdded({ batchId, names }: Added): void {
  keepInEntry(ENTRY, "");
  const from = withQuery(address.value, { list: "" });
  if (batchId !== undefined) return go(toView(from, "batch", { id: batchId }));
  return go(names.length === 1 ? toProject(from, names[0]!) : toView(from, "operations"));
}

export function View() {
  useTitle("Add projects");
  const [text, setText] = useState(start);
  const onText = (next: string) => {
    setText(next);
    go(withQuery(address.value, { list: listOfText(next) ?? "" }), { replace: true });
    keepInEntry(ENTRY, next.length <= KEPT_LENGTH ? next : "");
  };
  return (
    <div class="page-body add">
      <h1>Add projects</h1>
      {me.value?.access === "none" ? <SignIn /> : <PasteBox text={text} onText={onText} onAdded={onAdded} />}
    </div>
  );
}

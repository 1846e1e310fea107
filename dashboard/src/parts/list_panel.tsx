// The panel of a row beside a list: the address says which, Back closes it.
//
//   openPanel("number", "118")
//   <ListPanel param="number" title="Pull request #118" what="the pull request" read={pull} link={url}>{(pull) => …}</ListPanel>
import type { ComponentChildren } from "preact";
import { address, go, keepInEntry, keptInEntry } from "../data/location.ts";
import type { Resource } from "../data/resource.ts";
import { valueOf, withQuery } from "../lib/address.ts";
import { Side } from "./dialog.tsx";
import { ErrorNote } from "./error_note.tsx";
import { Shapes } from "./loading.tsx";

type Param = "oid" | "number";

/** Opens the panel of a row: an entry of the history of its own, which Back closes. */
export function openPanel(key: Param, value: string): void {
  const open = valueOf(address.value, key) !== "";
  go(withQuery(address.value, { [key]: value }), { replace: open });
  if (!open) keepInEntry("opened", true);
}

function closePanel(key: Param): void {
  if (keptInEntry("opened") === true) history.back();
  else go(withQuery(address.value, { [key]: "" }), { replace: true });
}

interface Props<T> {
  param: Param;
  title: ComponentChildren;
  /** What could not be loaded, in words. */
  what: string;
  read: Resource<T>;
  /** The same at GitHub. */
  link: string | undefined;
  children: (value: T) => ComponentChildren;
}

export function ListPanel<T>({ param, title, what, read, link, children }: Props<T>) {
  const { value, problem } = read;
  return (
    <Side title={title} onClose={() => closePanel(param)}>
      {value !== undefined && (
        <>
          {children(value)}
          {link !== undefined && <p><a class="button" href={link} rel="noreferrer" target="_blank">GitHub ↗</a></p>}
        </>
      )}
      {value === undefined && (problem === undefined
        ? <Shapes height={280} lines={4} />
        : <ErrorNote problem={problem} what={what} onAgain={read.reload} />)}
    </Side>
  );
}

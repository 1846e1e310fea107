// The panel of a row beside a list: the address says which, Back closes it.
//
//   openPanel("number", "118")        closePanel("number")
import { address, go, keepInEntry, keptInEntry } from "../data/location.ts";
import { valueOf, withQuery } from "../lib/address.ts";

/** Opens the panel of a row: an entry of the history of its own, which Back closes. */
export function openPanel(key: "oid" | "number", value: string): void {
  const open = valueOf(address.value, key) !== "";
  go(withQuery(address.value, { [key]: value }), { replace: open });
  if (!open) keepInEntry("opened", true);
}

export function closePanel(key: "oid" | "number"): void {
  if (keptInEntry("opened") === true) history.back();
  else go(withQuery(address.value, { [key]: "" }), { replace: true });
}

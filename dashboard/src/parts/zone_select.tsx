// Whose clock the page shows: the reader's, UTC, each author's own, or any other zone. The address holds it as `tz`.
import { useState } from "preact/hooks";
import { useKeys } from "../data/keys.ts";
import { address, go } from "../data/location.ts";
import { withQuery } from "../lib/address.ts";
import { isZone, READERS_ZONE, zoneName } from "../lib/times.ts";
import { announce } from "./announce.tsx";
import { Dialog } from "./dialog.tsx";
import { Select } from "./select.tsx";

const OTHER = "other";
const NEXT = ["", "UTC", "author"];

function set(tz: string): void {
  announce(`Times of ${zoneName(tz)}`);
  go(withQuery(address.value, { tz }), { replace: true });
}

function AnyZone({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (!isZone(text)) return;
    set(text);
    onClose();
  };
  return (
    <Dialog title="Times of which zone?" open onClose={onClose}>
      <form class="zone-form" onSubmit={onSubmit}>
        <input class="field" list="zones" placeholder="Asia/Kathmandu" aria-label="Zone" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        <datalist id="zones">{Intl.supportedValuesOf("timeZone").map((zone) => <option key={zone} value={zone} />)}</datalist>
        <button class="button main" disabled={!isZone(text)}>Show</button>
      </form>
    </Dialog>
  );
}

export function ZoneSelect() {
  const [choosing, setChoosing] = useState(false);
  const tz = address.value.query.tz ?? "";
  useKeys([{ key: "z", does: "next zone", act: () => set(NEXT[(NEXT.indexOf(tz) + 1) % NEXT.length] ?? "") }]);
  const options = [
    { value: "", label: zoneName(READERS_ZONE) }, { value: "UTC", label: "UTC" }, { value: "author", label: "Authors’ own" },
    ...(NEXT.includes(tz) ? [] : [{ value: tz, label: zoneName(tz) }]),
    { value: OTHER, label: "Another…" },
  ];
  return (
    <>
      <Select bare label="Time zone" value={tz} options={options} onChange={(value) => (value === OTHER ? setChoosing(true) : set(value))} />
      {choosing && <AnyZone onClose={() => setChoosing(false)} />}
    </>
  );
}

// The age of something that has happened. The page's clock moves in steps and may be behind an event that was just told:
// that is now, never "in 1 s".
import { Age } from "./age.tsx";
import { now } from "./now.ts";

export function Past({ at }: { at: string | null | undefined }) {
  return <Age at={at != null && Date.parse(at) > now.value.getTime() ? now.value.toISOString() : at} />;
}

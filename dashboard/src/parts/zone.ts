// The zone that the page shows, from its address.
import { computed } from "../data/signals.ts";
import { address } from "../data/location.ts";
import { zoneOf } from "../lib/times.ts";

/** A name as the API takes it, an offset, or "author". */
export const zone = computed(() => zoneOf(address.value.query.tz));

// Faults while a body is sent: slow, with a changed byte, cut off, reset or stalled.
import { wait } from "../base/clock.ts";
import type { Action } from "./faults.ts";

export type Ending = "truncate" | "reset" | "stall";

const SLICES_PER_S = 20;

/** The pieces to send. A word in place of bytes is the last item and says how the transfer ends. */
export async function* faultyPieces(
  body: Buffer | AsyncIterable<Buffer>,
  action: Action,
  signal: AbortSignal,
): AsyncGenerator<Buffer | Ending> {
  const [at, how] = endingOf(action);
  let position = 0;
  for await (const original of Buffer.isBuffer(body) ? [body] : body) {
    for await (const piece of slowed(corrupted(original, position, action.corrupt_at), action.bytes_per_s, signal)) {
      if (at !== null && position + piece.length >= at) {
        if (at > position) yield piece.subarray(0, at - position);
        yield how;
        return;
      }
      position += piece.length;
      yield piece;
    }
  }
  if (at !== null) yield how;
}

function endingOf(action: Action): readonly [number, Ending] | readonly [null, "truncate"] {
  if (action.truncate_at !== undefined) return [action.truncate_at, "truncate"];
  if (action.reset_at !== undefined) return [action.reset_at, "reset"];
  return action.stall_at !== undefined ? [action.stall_at, "stall"] : [null, "truncate"];
}

function corrupted(piece: Buffer, position: number, at: number | undefined): Buffer {
  if (at === undefined || at < position || at >= position + piece.length) return piece;
  const copy = Buffer.from(piece);
  copy[at - position] = (copy[at - position] ?? 0) ^ 0xff;
  return copy;
}

async function* slowed(piece: Buffer, bytesPerS: number | undefined, signal: AbortSignal): AsyncGenerator<Buffer> {
  if (bytesPerS === undefined) {
    yield piece;
    return;
  }
  const size = Math.max(1, Math.floor(bytesPerS / SLICES_PER_S));
  for (let at = 0; at < piece.length && !signal.aborted; at += size) {
    await wait((1000 * size) / bytesPerS, signal);
    yield piece.subarray(at, at + size);
  }
}

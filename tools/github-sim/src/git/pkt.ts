// Reads git's pkt-line format, as far as is needed to tell what a client asks for.
import { gunzipSync } from "node:zlib";

export interface GitRequest {
  readonly command: string;
  readonly refPrefixes: number;
  readonly wants: number;
  readonly haves: number;
  readonly done: boolean;
  readonly filter: string | null;
  readonly shallow: boolean;
  readonly thinPack: boolean;
}

/** The lines without their newlines, up to the first invalid length. Delimiters and flush packets are left out. */
export function lines(data: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at + 4 <= data.length;) {
    const length = Number.parseInt(data.toString("latin1", at, at + 4), 16);
    if (Number.isNaN(length)) break;
    if (length > 4) found.push(data.toString("utf8", at + 4, at + length).replace(/\n$/, ""));
    at += Math.max(4, length);
  }
  return found;
}

export function readGitRequest(body: Buffer, encoding: string | undefined): GitRequest {
  const all = lines(inflate(body, encoding));
  const starting = (prefix: string): string[] => all.filter((line) => line.startsWith(prefix));
  return {
    command: starting("command=")[0]?.slice("command=".length) ?? "unknown",
    refPrefixes: starting("ref-prefix ").length,
    wants: starting("want ").length,
    haves: starting("have ").length,
    done: all.includes("done"),
    filter: starting("filter ")[0]?.slice("filter ".length) ?? null,
    shallow: all.some((line) => line.startsWith("deepen") || line.startsWith("shallow ")),
    thinPack: all.includes("thin-pack"),
  };
}

function inflate(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding !== "gzip") return body;
  try {
    return gunzipSync(body);
  } catch {
    return Buffer.alloc(0); // git itself reports the error
  }
}

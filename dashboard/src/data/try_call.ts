// Sends one call as it is, and tells what came: tryCall("/v1/status", signal). Only the beginning of a long body is read.
export interface Tried {
  status: number;
  ms: number;
  etag: string;
  /** Of the body, as far as it was read. */
  bytes: number;
  /** false where more would have come. */
  whole: boolean;
  body: string;
}

const MOST_BYTES = 256 * 1024;
const LONGEST_MS = 20_000;

/** An endless stream ends with what came of it until `signal` ends. */
export async function tryCall(url: string, signal: AbortSignal): Promise<Tried> {
  const begun = performance.now();
  const response = await fetch(url, { cache: "no-store", signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]) });
  const { chunks, bytes, whole } = await beginningOf(response);
  const text = await new Blob(chunks).text();
  const isJson = /json$/.test(response.headers.get("content-type") ?? "") && whole;
  return {
    status: response.status, ms: performance.now() - begun, etag: response.headers.get("etag") ?? "", bytes, whole, body: isJson ? indented(text) : text,
  };
}

async function beginningOf(response: Response): Promise<{ chunks: Uint8Array<ArrayBuffer>[]; bytes: number; whole: boolean }> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  try {
    while (reader !== undefined && bytes < MOST_BYTES) {
      const { done, value } = await reader.read();
      if (done) return { chunks, bytes, whole: true };
      chunks.push(value);
      bytes += value.length;
    }
  } catch (error) {
    if (bytes === 0) throw error;
  }
  await reader?.cancel().catch(() => undefined);
  return { chunks, bytes, whole: reader === undefined };
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

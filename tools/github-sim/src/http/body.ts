// Reads the body of a request, up to a limit.

const BODY_MAX_BYTES = 64 * 1024 * 1024;

export async function readBody(incoming: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of incoming) {
    size += piece.length;
    if (size > BODY_MAX_BYTES) throw new Error("the request's body is too large");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

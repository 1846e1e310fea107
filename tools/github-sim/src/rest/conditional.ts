// Conditional requests: ETags, If-None-Match and If-Modified-Since.
import { createHash } from "node:crypto";
import { emptyReply, withHeaders } from "../http/message.ts";
import type { Reply, Request } from "../http/message.ts";
import type { Token } from "../rules/accounts.ts";

/** Gives the answer its ETag, bound to the token, and turns it into 304 where the client has it already. */
export function conditional(request: Request, token: Token | null, reply: Reply): Reply {
  if (reply.status !== 200 || !Buffer.isBuffer(reply.body)) return reply;
  const hash = createHash("sha256")
    .update(reply.body)
    .update("\0")
    .update(token?.secret ?? "")
    .update("\0")
    .update(request.headers["accept"] ?? "");
  const etag = reply.headers["etag"] ?? `W/"${hash.digest("hex")}"`;
  const labels = {
    etag,
    "cache-control": token ? "private, max-age=60, s-maxage=60" : "public, max-age=60, s-maxage=60",
    vary: "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding",
  };
  const known = request.headers["if-none-match"];
  const bare = (text: string): string => text.trim().replace(/^W\//, "");
  const fresh =
    known === undefined
      ? notModifiedSince(request, reply)
      : known.split(",").some((one) => bare(one) === bare(etag) || one.trim() === "*");
  if (!fresh) return withHeaders(reply, labels);
  const modified = reply.headers["last-modified"];
  return emptyReply(304, { ...labels, ...(modified ? { "last-modified": modified } : {}) });
}

function notModifiedSince(request: Request, reply: Reply): boolean {
  const since = Date.parse(request.headers["if-modified-since"] ?? "");
  const modified = Date.parse(reply.headers["last-modified"] ?? "");
  return modified <= since;
}

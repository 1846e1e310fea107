// The replies by which GitHub refuses a request.
import { jsonReply } from "../http/message.ts";
import type { Reply } from "../http/message.ts";
import type { Account } from "./accounts.ts";
import type { Settings } from "./settings.ts";

const DOCS = "https://docs.github.com";

export function refusal(
  status: number,
  message: string,
  extra: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return jsonReply(status, { message, documentation_url: `${DOCS}/rest`, status: String(status), ...extra }, headers);
}

export function secondaryLimit(status: number, retryAfterS: number | null): Reply {
  const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
  const headers: Record<string, string> = retryAfterS === null ? {} : { "retry-after": String(retryAfterS) };
  const documentation_url = `${DOCS}/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits`;
  // GraphQL may report it with the status 200.
  if (status === 200)
    return jsonReply(200, { errors: [{ type: "RATE_LIMITED", message }], documentation_url }, headers);
  return jsonReply(status, { message, documentation_url, status: String(status) }, headers);
}

export function primaryLimit(account: Account, settings: Settings): Reply {
  const who = account.kind === "anonymous" ? account.key.replace("anonymous:", "") : `${account.kind} ID ${account.id}`;
  return refusal(settings.limitStatus, `API rate limit exceeded for ${who}.`);
}

/** GraphQL reports an empty budget with the status 200. */
export function graphqlPrimaryLimit(account: Account): Reply {
  return jsonReply(200, {
    errors: [
      { type: "RATE_LIMITED", message: `API rate limit already exceeded for ${account.kind} ID ${account.id}.` },
    ],
  });
}

export function badCredentials(message = "Bad credentials"): Reply {
  return refusal(401, message);
}

export function missingUserAgent(): Reply {
  const message =
    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check https://developer.github.com for other possible causes.";
  return { status: 403, headers: { "content-type": "text/html" }, body: Buffer.from(`${message}\n`) };
}

export function serverTimeout(): Reply {
  const message =
    "We couldn't respond to your request in time. Sorry about that. Please try resubmitting your request and contact us if the problem persists.";
  return jsonReply(502, { message, errors: [{ message: "Something went wrong while executing your query." }] });
}

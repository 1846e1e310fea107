// POST /graphql: checks credentials and limits, runs the query, and lets the server time pass.
import { wait } from "../base/clock.ts";
import { jsonReply, withHeaders } from "../http/message.ts";
import type { Reply, Request } from "../http/message.ts";
import { expiryHeader } from "../rules/accounts.ts";
import type { Account, Accounts } from "../rules/accounts.ts";
import type { Limits } from "../rules/limits.ts";
import {
  badCredentials,
  graphqlPrimaryLimit,
  missingUserAgent,
  refusal,
  secondaryLimit,
  serverTimeout,
} from "../rules/refusals.ts";
import type { Report } from "../rules/report.ts";
import { isKilled, withJitter } from "../rules/server_time.ts";
import type { Settings } from "../rules/settings.ts";
import type { Answer, GraphqlService, Query } from "./execute.ts";

export interface EndpointParts {
  readonly accounts: Accounts;
  readonly settings: Settings;
  readonly report: Report;
  readonly limits: Limits;
  readonly graphql: GraphqlService;
}

export class GraphqlEndpoint {
  private readonly parts: EndpointParts;

  constructor(parts: EndpointParts) {
    this.parts = parts;
  }

  async handle(request: Request): Promise<Reply> {
    const { accounts, limits, report, settings } = this.parts;
    if (!request.headers["user-agent"]) {
      report.breach("missing_user_agent", "unknown", request.path);
      return missingUserAgent();
    }
    if (request.method !== "POST") return refusal(404, "Not Found");
    const credentials = accounts.identify(request.headers["authorization"], request.address);
    if ("refused" in credentials) {
      report.breach("bad_credentials", "unknown", "graphql");
      return badCredentials();
    }
    const { account } = credentials;
    request.notes.account = account.key;
    if (account.kind === "anonymous") return badCredentials("This endpoint requires you to be authenticated.");
    const exceeded = limits.enter(account, "graphql", 1);
    request.atEnd.push(() => limits.leave(account));
    if (exceeded) return this.withLimitHeaders(account, secondaryLimit(settings.limitStatus, exceeded.retryAfterS));
    if (!limits.hasBudget(account, "graphql")) return this.withLimitHeaders(account, graphqlPrimaryLimit(account));
    const query = readQuery(request.body);
    if (!query) return this.withLimitHeaders(account, refusal(400, "Problems parsing JSON"));
    const reply = await this.answer(request, account, query);
    return this.withLimitHeaders(account, withHeaders(reply, expiryHeader(credentials.token)));
  }

  private async answer(request: Request, account: Account, query: Query): Promise<Reply> {
    const { graphql, limits, report, settings } = this.parts;
    const nextIds = request.headers["x-github-next-global-id"] === "1";
    const answer = await graphql.run(query, { account, nextIds, site: request.origin });
    for (const { rule, detail } of answer.breaches) report.breach(rule, account.key, detail);
    const seconds = withJitter(answer.seconds, settings, request.id);
    Object.assign(request.notes, { operation: answer.operation, points: answer.points, serverS: seconds });
    if (isKilled(seconds, settings)) return this.kill(request, account, answer);
    await wait(seconds * settings.timeScale * 1000, request.signal);
    limits.addServerTime(account, "graphql", seconds);
    return jsonReply(200, answer.body);
  }

  /** The query exceeded the time limit: it fails and costs extra points. */
  async kill(request: Request, account: Account, answer: Pick<Answer, "operation" | "points">): Promise<Reply> {
    const { limits, report, settings } = this.parts;
    const extra = Math.ceil(settings.killS);
    limits.spend(account, "graphql", extra);
    request.notes.points = answer.points + extra;
    report.breach("server_timeout", account.key, answer.operation);
    await wait(settings.killS * settings.timeScale * 1000, request.signal);
    limits.addServerTime(account, "graphql", settings.killS);
    return this.withLimitHeaders(account, serverTimeout());
  }

  private withLimitHeaders(account: Account, reply: Reply): Reply {
    return withHeaders(reply, {
      ...this.parts.limits.headers(account, "graphql"),
      "x-github-media-type": "github.v4; format=json",
    });
  }
}

function readQuery(body: Buffer): Query | null {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value !== "object" || value === null || !("query" in value) || typeof value.query !== "string")
      return null;
    const variables =
      "variables" in value && typeof value.variables === "object" && value.variables !== null ? value.variables : {};
    const operationName =
      "operationName" in value && typeof value.operationName === "string" ? value.operationName : null;
    return { text: value.query, variables: { ...variables }, operationName };
  } catch {
    return null;
  }
}

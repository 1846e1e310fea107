// Every request passes here. A fault may answer it, or change what the service answers.
import { wait } from "./base/clock.ts";
import { holdsPull } from "./faults/faults.ts";
import type { Action, Faults } from "./faults/faults.ts";
import { changeJsonBody } from "./faults/json_body.ts";
import type { GitService } from "./git/service.ts";
import type { GraphqlEndpoint } from "./graphql/endpoint.ts";
import { emptyReply, htmlPage, textReply, withHeaders } from "./http/message.ts";
import type { Reply, Request } from "./http/message.ts";
import type { Handled } from "./listener/server.ts";
import type { RestService } from "./rest/service.ts";
import type { Account, Accounts } from "./rules/accounts.ts";
import type { Limits } from "./rules/limits.ts";
import { badCredentials, refusal, secondaryLimit } from "./rules/refusals.ts";
import type { Settings } from "./rules/settings.ts";

export interface GatewayParts {
  readonly accounts: Accounts;
  readonly faults: Faults;
  readonly git: GitService;
  readonly graphql: GraphqlEndpoint;
  readonly limits: Limits;
  readonly rest: RestService;
  readonly settings: Settings;
}

const PAGES: Readonly<Record<number, string>> = {
  500: "Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

function jsonOf(reply: Reply): unknown {
  try {
    return Buffer.isBuffer(reply.body) ? JSON.parse(reply.body.toString("utf8")) : null;
  } catch {
    return null;
  }
}

export class Gateway {
  private readonly parts: GatewayParts;

  constructor(parts: GatewayParts) {
    this.parts = parts;
  }

  async handle(request: Request): Promise<Handled> {
    const fault = this.parts.faults.choose(request);
    const action = fault?.action ?? {};
    await wait((action.delay_s ?? 0) * 1000, request.signal);
    const usual = await this.poisonedReply(request, action);
    if (usual) return { reply: usual, action: {}, fault: null };
    const faultReply = await this.faultReply(request, action);
    const reply = faultReply ?? changeJsonBody(await this.serve(request), action, request.body);
    return { reply: withHeaders(reply, action.headers ?? {}), action, fault: fault?.id ?? null };
  }

  private serve(request: Request): Promise<Reply> {
    if (request.kind === "git") return this.parts.git.handle(request);
    return request.kind === "graphql" ? this.parts.graphql.handle(request) : this.parts.rest.handle(request);
  }

  /** The usual reply, if the fault is about a pull request that is not in it. */
  private async poisonedReply(request: Request, action: Action): Promise<Reply | null> {
    if (action.poisoned_pull === undefined) return null;
    const usual = await this.serve(request);
    return holdsPull(jsonOf(usual), action.poisoned_pull) ? null : usual;
  }

  /** The fault's reply, or null if the service answers. */
  private async faultReply(request: Request, action: Action): Promise<Reply | null> {
    this.changeAccount(request, action);
    if (action.token) return badCredentials();
    if (action.secondary_limit) return this.secondaryLimitReply(request, action.secondary_limit);
    if (action.sso)
      return refusal(
        403,
        "Resource protected by organization SAML enforcement.",
        {},
        { "x-github-sso": `required; url=${request.origin}/orgs/sim/sso` },
      );
    if (action.timeout) return this.timeout(request);
    if (action.redirect) return emptyReply(action.redirect.status ?? 302, { location: action.redirect.location });
    if (action.page !== undefined) return htmlPage(action.page, PAGES[action.page] ?? "Error");
    if (action.status === undefined && action.body === undefined) return null;
    const type = action.headers?.["content-type"] ?? "application/json; charset=utf-8";
    return textReply(action.status ?? 200, action.body ?? "", type);
  }

  /** Spends the budget, or ends the token, as the fault says. */
  private changeAccount(request: Request, action: Action): void {
    const credentials = this.parts.accounts.identify(request.headers["authorization"], request.address);
    if ("refused" in credentials) return;
    const { account, token } = credentials;
    request.notes.account = account.key;
    if (action.primary_limit) this.parts.limits.exhaust(account, request.kind === "graphql" ? "graphql" : "core");
    if (token && action.token === "revoked") token.revoked = true;
    if (token && action.token === "expired") token.expiresMs = 0;
  }

  private secondaryLimitReply(request: Request, order: NonNullable<Action["secondary_limit"]>): Reply {
    const { limits, settings } = this.parts;
    const retryAfterS = order.retry_after_s === undefined ? settings.retryAfterS : order.retry_after_s;
    const reply = secondaryLimit(order.status ?? settings.limitStatus, retryAfterS);
    const account = this.accountOf(request);
    if (!account || request.kind === "git") return reply;
    limits.block(account, retryAfterS ?? settings.retryAfterS);
    const resource = request.kind === "graphql" ? "graphql" : "core";
    return withHeaders(reply, limits.headers(account, resource));
  }

  private async timeout(request: Request): Promise<Reply> {
    const account = this.accountOf(request);
    if (!account || request.kind !== "graphql") return htmlPage(502, PAGES[502] ?? "");
    return this.parts.graphql.kill(request, account, { operation: "killed", points: 1 });
  }

  private accountOf(request: Request): Account | null {
    const credentials = this.parts.accounts.identify(request.headers["authorization"], request.address);
    return "refused" in credentials ? null : credentials.account;
  }
}

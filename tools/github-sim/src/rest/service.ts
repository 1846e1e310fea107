// The REST API: checks credentials, limits and renames, and answers by the routes.
import { wait } from "../base/clock.ts";
import { apiUrl, jsonReply, withHeaders } from "../http/message.ts";
import type { Reply, Request } from "../http/message.ts";
import { canRead, expiryHeader } from "../rules/accounts.ts";
import type { Account, Accounts, Token } from "../rules/accounts.ts";
import type { Limits } from "../rules/limits.ts";
import { badCredentials, missingUserAgent, primaryLimit, refusal, secondaryLimit } from "../rules/refusals.ts";
import type { Report } from "../rules/report.ts";
import { restSeconds, withJitter } from "../rules/server_time.ts";
import type { Settings } from "../rules/settings.ts";
import { restWall, wallBefore } from "../rules/walls.ts";
import { account as actor, restLogin } from "../world/people.ts";
import type { Repository } from "../world/repository.ts";
import type { Found, World } from "../world/world.ts";
import { answerApp, isAppPath } from "./apps.ts";
import { conditional } from "./conditional.ts";
import { answerRepository } from "./repository.ts";
import { simpleUser } from "./shapes.ts";
import type { Statistics } from "./statistics.ts";
import type { BaseUrls } from "./urls.ts";

export interface RestParts {
  readonly world: World;
  readonly accounts: Accounts;
  readonly settings: Settings;
  readonly report: Report;
  readonly limits: Limits;
  readonly statistics: Statistics;
}

const VERSIONS = ["2022-11-28", "2026-03-10"];
/** These versions answer 410. */
const RETIRED_VERSIONS = ["2021-08-31"];
const WRITE_POINTS = 5;

export class RestService {
  private readonly parts: RestParts;

  constructor(parts: RestParts) {
    this.parts = parts;
  }

  async handle(request: Request): Promise<Reply> {
    const early = this.checkHeaders(request);
    if (early) return early;
    const version = {
      "x-github-api-version-selected": request.headers["x-github-api-version"] ?? VERSIONS[0] ?? "",
      "x-github-media-type": "github.v3; format=json",
    };
    const baseUrls: BaseUrls = { api: apiUrl(request), site: request.origin };
    request.notes.operation = operationOf(request);
    if (isAppPath(request.path)) return withHeaders(answerApp(request, baseUrls, this.parts.accounts), version);
    const credentials = this.parts.accounts.identify(request.headers["authorization"], request.address);
    if ("refused" in credentials) {
      this.parts.report.breach("bad_credentials", "unknown", request.path);
      return badCredentials();
    }
    const reply = await this.answerWithinLimits(request, baseUrls, credentials.account, credentials.token);
    const headers = {
      ...version,
      ...this.parts.limits.headers(credentials.account, "core"),
      ...expiryHeader(credentials.token),
    };
    return withHeaders(reply, headers);
  }

  private checkHeaders(request: Request): Reply | null {
    const { report } = this.parts;
    if (!request.headers["user-agent"]) {
      report.breach("missing_user_agent", "unknown", request.path);
      return missingUserAgent();
    }
    const version = request.headers["x-github-api-version"];
    if (version === undefined || VERSIONS.includes(version)) return null;
    report.breach("unknown_api_version", "unknown", version);
    return RETIRED_VERSIONS.includes(version)
      ? refusal(410, "This version of the API is no longer supported.")
      : refusal(400, `API version ${version} is not supported.`);
  }

  /** Applies the limits. A 304 for a client with credentials costs nothing of the primary one. */
  private async answerWithinLimits(
    request: Request,
    baseUrls: BaseUrls,
    account: Account,
    token: Token | null,
  ): Promise<Reply> {
    const { limits, settings } = this.parts;
    request.notes.account = account.key;
    const exceeded = limits.enter(
      account,
      "core",
      request.method === "GET" || request.method === "HEAD" ? 1 : WRITE_POINTS,
    );
    request.atEnd.push(() => limits.leave(account));
    if (exceeded) return secondaryLimit(settings.limitStatus, exceeded.retryAfterS);
    const free = request.path === "/rate_limit";
    if (!free && !limits.hasBudget(account, "core")) return primaryLimit(account, settings);
    const reply = conditional(request, token, await this.route(request, baseUrls, account));
    if (!free && (reply.status !== 304 || account.kind === "anonymous")) {
      limits.spend(account, "core", 1);
      request.notes.points = 1;
    }
    const seconds = withJitter(restSeconds(), settings, request.id);
    request.notes.serverS = seconds;
    await wait(seconds * settings.timeScale * 1000, request.signal);
    limits.addServerTime(account, "core", seconds);
    return reply;
  }

  private async route(request: Request, baseUrls: BaseUrls, account: Account): Promise<Reply> {
    if (request.method !== "GET" && request.method !== "HEAD") return refusal(404, "Not Found");
    if (request.path === "/rate_limit") return this.rateLimit(account);
    if (request.path === "/meta")
      return jsonReply(200, { verifiable_password_authentication: false, installed_version: "github-sim" });
    if (request.path === "/user") return userReply(baseUrls, account);
    const [, owner = "", name = "", id = "", rest = ""] =
      /^\/(?:repos\/([^/]+)\/([^/]+)|repositories\/(\d+))(\/.*)?$/.exec(request.path) ?? [];
    if (owner === "" && id === "") return refusal(404, "Not Found");
    const found = id === "" ? await this.parts.world.find(owner, name) : await this.byId(Number(id));
    if (!found || !canRead(account, found.repository)) return refusal(404, "Not Found");
    const refused =
      restWall(wallBefore(account, found.repository), found.repository, rest, baseUrls.site) ??
      refuseBarred(found.repository, baseUrls);
    if (refused) return refused;
    if (found.moved) return moved(request, baseUrls, found.repository, rest);
    return answerRepository({ request, repository: found.repository, baseUrls }, rest, this.parts.statistics);
  }

  private async byId(id: number): Promise<Found | undefined> {
    const repository = await this.parts.world.findById(id);
    return repository && { repository, moved: false };
  }

  private rateLimit(account: Account): Reply {
    const show = (resource: "core" | "graphql"): unknown => {
      const { limit, used, resetMs } = this.parts.limits.window(account, resource);
      return { limit, used, remaining: Math.max(0, limit - used), reset: Math.ceil(resetMs / 1000) };
    };
    const search = { limit: 30, used: 0, remaining: 30, reset: Math.ceil(this.parts.world.clock.nowMs() / 1000) + 60 };
    return jsonReply(200, { resources: { core: show("core"), graphql: show("graphql"), search }, rate: show("core") });
  }
}

function operationOf(request: Request): string {
  return request.path
    .replace(/^\/repos\/[^/]+\/[^/]+/, "/repos")
    .replace(/\d+/g, "N")
    .replace(/^(\/repos\/commits)\/.*/, "$1/REF");
}

function userReply(baseUrls: BaseUrls, account: Account): Reply {
  if (account.kind === "anonymous") return badCredentials("Requires authentication");
  if (account.kind === "installation") return refusal(403, "Resource not accessible by integration");
  const user = actor(account.login);
  const unknown = { name: null, company: null, blog: null, location: null, email: null, hireable: null, bio: null };
  const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 };
  return jsonReply(200, {
    ...simpleUser(baseUrls, user),
    ...unknown,
    ...counts,
    login: restLogin(user),
    created_at: "2020-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
  });
}

function moved(request: Request, baseUrls: BaseUrls, repository: Repository, rest: string): Reply {
  const query = request.query.size > 0 ? `?${request.query.toString()}` : "";
  const url = `${baseUrls.api}/repositories/${repository.id}${rest}${query}`;
  return jsonReply(
    301,
    { message: "Moved Permanently", url, documentation_url: "https://docs.github.com/rest" },
    { location: url },
  );
}

function refuseBarred(repository: Repository, baseUrls: BaseUrls): Reply | null {
  const created_at = "2026-02-01T00:00:00Z";
  const block = (reason: string): Record<string, unknown> => ({
    block: { reason, created_at, html_url: `${baseUrls.site}/github/dmca` },
  });
  switch (repository.facts.barred) {
    case "dmca":
      return refusal(451, "Repository access blocked", block("dmca"));
    case "tos":
      return refusal(403, "Repository access blocked", block("tos"));
    case "gone":
      return refusal(410, "Repository is gone");
    case "sso": {
      const url = `${baseUrls.site}/orgs/${repository.owner}/sso?authorization_request=A`;
      return refusal(
        403,
        "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.",
        {},
        { "x-github-sso": `required; url=${url}` },
      );
    }
    default:
      return null;
  }
}

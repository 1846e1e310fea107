// GitHub Apps: who they are, where they are installed, and the tokens of their installations.
import { timestamp } from "../base/clock.ts";
import { jsonReply } from "../http/message.ts";
import type { Reply, Request } from "../http/message.ts";
import type { Accounts, App, Installation } from "../rules/accounts.ts";
import { badCredentials, refusal } from "../rules/refusals.ts";
import { encodeNodeId } from "../world/node_id.ts";
import { account } from "../world/people.ts";
import { pageReply } from "./pages.ts";
import { simpleUser } from "./shapes.ts";
import type { BaseUrls } from "./urls.ts";

const PERMISSIONS = { contents: "read", issues: "read", metadata: "read", pull_requests: "read" };
const CREATED = "2026-01-01T00:00:00Z";

/** Whether the path needs the JWT of an App. */
export function isAppPath(path: string): boolean {
  return path === "/app" || path.startsWith("/app/");
}

export function answerApp(request: Request, baseUrls: BaseUrls, accounts: Accounts): Reply {
  const app = accounts.verifyJwt(request.headers["authorization"]);
  if (typeof app === "string") return badCredentials(app);
  request.notes.account = `app:${app.id}`;
  if (request.path === "/app") return jsonReply(200, showApp(baseUrls, app));
  if (request.path === "/app/installations") {
    return pageReply(request, `${baseUrls.api}/app/installations`, app.installations, (installation) =>
      showInstallation(baseUrls, app, installation),
    );
  }
  const [, id = "", tokens] = /^\/app\/installations\/(\d+)(\/access_tokens)?$/.exec(request.path) ?? [];
  const installation = app.installations.find((one) => one.id === Number(id));
  if (!installation) return refusal(404, "Not Found");
  if (!tokens) return jsonReply(200, showInstallation(baseUrls, app, installation));
  return request.method === "POST" ? createToken(accounts, app, installation) : refusal(404, "Not Found");
}

function createToken(accounts: Accounts, app: App, installation: Installation): Reply {
  if (installation.suspended) return refusal(403, "This installation has been suspended");
  const token = accounts.issue(app, installation);
  const expires_at = timestamp(token.expiresMs ?? 0);
  return jsonReply(201, { token: token.secret, expires_at, permissions: PERMISSIONS, repository_selection: "all" });
}

function showApp(baseUrls: BaseUrls, app: App): unknown {
  return {
    id: app.id,
    slug: app.slug,
    node_id: encodeNodeId("App", [app.id], true),
    client_id: `Iv23${app.id}`,
    owner: simpleUser(baseUrls, account("app-owner")),
    name: app.slug,
    description: null,
    external_url: baseUrls.site,
    html_url: `${baseUrls.site}/apps/${app.slug}`,
    created_at: CREATED,
    updated_at: CREATED,
    permissions: PERMISSIONS,
    events: [],
    installations_count: app.installations.length,
  };
}

function showInstallation(baseUrls: BaseUrls, app: App, installation: Installation): unknown {
  const owner = account(installation.login, "Organization");
  const url = `${baseUrls.api}/app/installations/${installation.id}`;
  return {
    id: installation.id,
    account: simpleUser(baseUrls, owner),
    app_id: app.id,
    app_slug: app.slug,
    target_id: owner.id,
    target_type: "Organization",
    repository_selection: "all",
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${baseUrls.api}/installation/repositories`,
    html_url: `${baseUrls.site}/organizations/${installation.login}/settings/installations/${installation.id}`,
    permissions: PERMISSIONS,
    events: [],
    single_file_name: null,
    single_file_paths: [],
    created_at: CREATED,
    updated_at: CREATED,
    suspended_by: installation.suspended ? simpleUser(baseUrls, owner) : null,
    suspended_at: installation.suspended ? CREATED : null,
  };
}

// Control requests about the rules: faults, settings, tokens, Apps, limits and the report.
import type { Clock } from "../base/clock.ts";
import { isRecord } from "../base/json.ts";
import type { Faults } from "../faults/faults.ts";
import type { Accounts } from "../rules/accounts.ts";
import type { Limits } from "../rules/limits.ts";
import type { Report } from "../rules/report.ts";
import { applySetting, settingName } from "../rules/settings.ts";
import type { Settings } from "../rules/settings.ts";
import { ControlRefused, flag, integer, requiredText, text } from "./body.ts";
import type { Body } from "./body.ts";
import type { ControlRequest, ControlRoute } from "./server.ts";

export interface RuleParts {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly report: Report;
  readonly settings: Settings;
}

const LATEST = 1000;

export function ruleRoutes(parts: RuleParts): ControlRoute {
  const { faults, limits, report, settings } = parts;
  const routes: Readonly<Record<string, (request: ControlRequest) => unknown>> = {
    "GET /report": () => report.summary(),
    "DELETE /report": () => (report.reset(), {}),
    "GET /requests": ({ query }) => report.latest(Number(query.get("limit") ?? LATEST)),
    "GET /faults": () => faults.all(),
    "POST /faults": ({ body }) => faults.add(body),
    "DELETE /faults": () => (faults.clear(), {}),
    "GET /settings": () => ({ ...settings, clockSkewS: parts.clock.skewMs / 1000 }),
    "POST /settings": ({ body }) => changeSettings(parts, body),
    "DELETE /limits": () => (limits.reset(), {}),
    "POST /tokens": ({ body }) => addToken(parts, body),
    "POST /apps": ({ body }) => addApp(parts, body),
  };
  return async (request) => {
    if (request.path.startsWith("/elsewhere")) return visitElsewhere(parts, request);
    const fault = /^\/faults\/(\d+)$/.exec(request.path)?.[1];
    if (fault !== undefined && request.method === "DELETE") return { removed: faults.remove(Number(fault)) };
    const token = /^\/tokens\/(.+)$/.exec(request.path)?.[1];
    if (token !== undefined) return changeToken(parts, request, token);
    const installation = /^\/apps\/(\d+)\/installations\/(\d+)$/.exec(request.path);
    if (installation && request.method === "POST")
      return changeInstallation(parts, request.body, Number(installation[1]), Number(installation[2]));
    return routes[`${request.method} ${request.path}`]?.(request);
  };
}

function changeSettings({ clock, settings }: RuleParts, body: Body): unknown {
  for (const [key, value] of Object.entries(body)) {
    if (key === "clock_skew_s") {
      clock.skewMs = Number(value) * 1000;
      continue;
    }
    const name = settingName(key);
    if (!name) throw new ControlRefused(`unknown setting '${key}'`);
    applySetting(settings, name, value);
  }
  return settings;
}

function addToken({ accounts, clock }: RuleParts, body: Body): unknown {
  const life = integer(body, "expires_in_s");
  const token = accounts.addToken(
    requiredText(body, "token"),
    requiredText(body, "login"),
    life === undefined ? null : clock.nowMs() + life * 1000,
  );
  return { login: token.account.login, expires_ms: token.expiresMs };
}

function changeToken({ accounts, clock }: RuleParts, { method, body }: ControlRequest, secret: string): unknown {
  const token = accounts.token(secret);
  if (!token) throw new ControlRefused("no such token");
  if (method === "DELETE") token.revoked = true;
  else if (method === "POST") token.expiresMs = clock.nowMs() + (integer(body, "expires_in_s") ?? 0) * 1000;
  return { login: token.account.login, revoked: token.revoked, expires_ms: token.expiresMs };
}

function addApp({ accounts }: RuleParts, body: Body): unknown {
  const id = integer(body, "id");
  if (id === undefined) throw new ControlRefused("`id` is missing");
  const listed: unknown = body["installations"] ?? [];
  if (!Array.isArray(listed)) throw new ControlRefused("`installations` must be a list of {id, login}");
  const installations = listed.filter(isRecord).map((one) => ({
    id: integer(one, "id") ?? 0,
    login: requiredText(one, "login"),
    suspended: flag(one, "suspended") ?? false,
  }));
  const app = accounts.addApp(id, text(body, "slug") ?? `app-${id}`, requiredText(body, "public_key"), installations);
  return { id: app.id, slug: app.slug, installations };
}

function changeInstallation({ accounts }: RuleParts, body: Body, app: number, id: number): unknown {
  const installation = accounts.app(app)?.installations.find((one) => one.id === id);
  if (!installation) throw new ControlRefused("no such installation");
  installation.suspended = flag(body, "suspended") ?? installation.suspended;
  return installation;
}

/** Plays another host that redirects point at: it reports whether a client sent its credentials there. */
function visitElsewhere({ report }: RuleParts, { method, path, headers }: ControlRequest): unknown {
  const credentials = headers.authorization !== undefined;
  if (credentials) report.breach("credentials_elsewhere", "unknown", `${method} ${path}`);
  return { elsewhere: path, credentials };
}

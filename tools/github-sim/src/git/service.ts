// The git service: who may fetch, redirects after renames, and how often one repository may be read.
import { emptyReply, textReply, withHeaders } from "../http/message.ts";
import type { Reply, Request } from "../http/message.ts";
import { canRead } from "../rules/accounts.ts";
import type { Accounts } from "../rules/accounts.ts";
import type { Report } from "../rules/report.ts";
import type { Settings } from "../rules/settings.ts";
import { gitWall, wallBefore } from "../rules/walls.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";
import { runBackend } from "./backend.ts";
import { readGitRequest } from "./pkt.ts";

const PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack|HEAD|objects\/.*)$/;
const CHALLENGE = { "www-authenticate": 'Basic realm="GitHub"' };
const BARRED: Readonly<Record<string, readonly [number, string]>> = {
  dmca: [451, "Repository unavailable due to DMCA takedown."],
  tos: [403, "Access to this repository has been disabled by GitHub staff."],
  sso: [
    403,
    "The organization has enabled or enforced SAML SSO. To access this repository, you must re-authorize the OAuth Application.",
  ],
  gone: [404, "Repository not found."],
};

export interface GitParts {
  readonly world: World;
  readonly accounts: Accounts;
  readonly settings: Settings;
  readonly report: Report;
}

export class GitService {
  private readonly parts: GitParts;
  private readonly reads = new Map<number, number[]>();

  constructor(parts: GitParts) {
    this.parts = parts;
  }

  async handle(request: Request): Promise<Reply> {
    const [, owner = "", name = "", service = ""] = PATH.exec(request.path) ?? [];
    if (service === "") return textReply(404, "Not Found");
    request.notes.operation = service === "info/refs" ? "discovery" : service;
    request.atEnd.push(this.parts.report.gitStarted(this.parts.world.clock.nowMs()));
    const credentials = this.parts.accounts.identify(request.headers["authorization"], request.address);
    if ("refused" in credentials) {
      this.parts.report.breach("bad_credentials", "unknown", `git ${request.path}`);
      return withHeaders(
        textReply(401, "Invalid username or token. Password authentication is not supported for Git operations."),
        CHALLENGE,
      );
    }
    request.notes.account = credentials.account.key;
    const found = await this.parts.world.find(owner, name);
    if (!found || !canRead(credentials.account, found.repository)) {
      if (credentials.account.kind !== "anonymous") return textReply(404, "Repository not found.");
      return withHeaders(textReply(401, "Repository not found."), CHALLENGE);
    }
    if (found.moved) return this.redirect(request, found.repository, service);
    const wall = gitWall(wallBefore(credentials.account, found.repository));
    if (wall !== null) return textReply(403, wall);
    const barred = BARRED[found.repository.facts.barred ?? ""];
    if (barred) return textReply(...barred);
    return this.serve(request, found.repository, service);
  }

  private redirect(request: Request, repository: Repository, service: string): Reply {
    const query = request.query.size > 0 ? `?${request.query.toString()}` : "";
    return emptyReply(301, { location: `${request.origin}/${repository.fullName}.git/${service}${query}` });
  }

  private async serve(request: Request, repository: Repository, service: string): Promise<Reply> {
    if (service === "git-receive-pack" || request.query.get("service") === "git-receive-pack") {
      return textReply(403, "The stand-in is changed through its control port, not by pushing.");
    }
    if (service !== "git-upload-pack" && request.query.get("service") !== "git-upload-pack") {
      return textReply(403, "Please upgrade your git client. GitHub.com no longer supports git over dumb-http.");
    }
    if (!this.admit(request, repository)) {
      return withHeaders(textReply(429, "This repository is rate-limited due to too many requests."), {
        "retry-after": String(this.parts.settings.retryAfterS),
      });
    }
    if (service === "git-upload-pack") this.inspect(request, repository);
    return runBackend(this.parts.world.git, repository.git.gitDir, service, request);
  }

  /** Counts the reads of the last second. False if there are too many and they are to be refused. */
  private admit(request: Request, repository: Repository): boolean {
    const { clock } = this.parts.world;
    const nowMs = clock.nowMs();
    const recent = (this.reads.get(repository.id) ?? []).filter((ms) => ms > nowMs - 1000);
    recent.push(nowMs);
    this.reads.set(repository.id, recent);
    if (recent.length <= this.parts.settings.gitReadsPerS) return true;
    this.parts.report.breach(
      "git_reads_per_s",
      request.notes.account,
      `${repository.fullName}: ${recent.length} in a second`,
    );
    return !this.parts.settings.gitThrottle;
  }

  /** Reports what GitHub asks clients not to do. */
  private inspect(request: Request, repository: Repository): void {
    const asked = readGitRequest(request.body, request.headers["content-encoding"]);
    request.notes.operation = asked.command;
    const breach = (rule: Parameters<Report["breach"]>[0], detail: string): void =>
      this.parts.report.breach(rule, request.notes.account, `${repository.fullName}: ${detail}`);
    if (!(request.headers["git-protocol"] ?? "").includes("version=2"))
      breach("git_without_v2", "no Git-Protocol: version=2");
    if (asked.command === "ls-refs" && asked.refPrefixes === 0)
      breach("git_refs_without_prefix", "ls-refs of everything");
    if (asked.shallow) breach("git_shallow_fetch", "deepen or shallow");
    if (asked.thinPack) breach("git_thin_pack", "thin-pack");
  }
}

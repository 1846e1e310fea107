// What stands between a token and a repository that everybody else may see. Whoever sends no token is not stopped.
import type { Reply } from "../http/message.ts";
import type { Wall } from "../world/facts.ts";
import type { Repository } from "../world/repository.ts";
import type { Account } from "./accounts.ts";
import { refusal } from "./refusals.ts";

export const LACKS_PERMISSION = "Resource not accessible by personal access token";

/** The wall that this account meets, or null. */
export function wallBefore(account: Account, repository: Repository): Wall | null {
  return account.kind === "anonymous" ? null : repository.facts.wall;
}

/** Whether all of the repository is behind it, or only its pull requests. */
export function closesAll(wall: Wall | null): wall is "sso" | "address" {
  return wall === "sso" || wall === "address";
}

/** GitHub's words for it, in its APIs. */
export function wallMessage(wall: "sso" | "address", owner: string): string {
  return wall === "sso"
    ? "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization."
    : `Although you appear to have the correct authorization credentials, the \`${owner}\` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.`;
}

export function restWall(wall: Wall | null, repository: Repository, rest: string, site: string): Reply | null {
  if (closesAll(wall)) {
    const url = `${site}/orgs/${repository.owner}/sso?authorization_request=A`;
    return refusal(
      403,
      wallMessage(wall, repository.owner),
      {},
      wall === "sso" ? { "x-github-sso": `required; url=${url}` } : {},
    );
  }
  const pulls = wall === "permission" && rest.startsWith("/pulls");
  return pulls ? refusal(403, LACKS_PERMISSION, {}, { "x-accepted-github-permissions": "pull_requests=read" }) : null;
}

/** Git's answer is plain text; it has no permission for pull requests. */
export function gitWall(wall: Wall | null): string | null {
  if (wall === "sso")
    return "The organization has enabled or enforced SAML SSO. To access this repository, you must re-authorize the OAuth Application.";
  return wall === "address"
    ? "The repository owner has an IP allow list enabled, and this address is not permitted to access this repository."
    : null;
}

// What the routes below /repos/{owner}/{repo} are given: the request and the repository that it is about.
import { apiUrl } from "../http/message.ts";
import type { Request } from "../http/message.ts";
import type { Repository } from "../world/repository.ts";
import type { BaseUrls } from "./urls.ts";

export interface RouteContext {
  readonly request: Request;
  readonly repository: Repository;
  readonly baseUrls: BaseUrls;
}

/** The URL of a list as GitHub writes it in Link headers. */
export function listUrl({ request, repository }: RouteContext, rest: string): string {
  return `${apiUrl(request)}/repositories/${repository.id}${rest}`;
}

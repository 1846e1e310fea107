// Lists of projects that somebody saved at the server.
//
//   const lists = useLists(true);                 their names
//   const ids = useList("my team");               the ids of its projects, as the server finds them now
//   await saveList("my team", { projects: ["acme/graph"] });      throws Problem
import type { components } from "./api_types.ts";
import { api, valueOrThrow } from "./request.ts";
import { type Resource, useResource } from "./resource.ts";
import { signal } from "./signals.ts";

export type ListHead = components["schemas"]["saved_list_head"];

export function useLists(wanted: boolean): Resource<ListHead[]> {
  return useResource(wanted ? "lists" : undefined, async (signal) => {
    const page = valueOrThrow(await api.GET("/v1/lists", { params: { query: { limit: 200 } }, signal }));
    return (page as unknown as { data: ListHead[] }).data;
  });
}

/** Nobody saved it: what the server finds to have gone quiet since a day, a thousand at most. */
const QUIET = "went quiet since ";
export const quietSince = (day: string): string => QUIET + day;
export const isSaved = (name: string): boolean => name !== "" && !name.startsWith(QUIET);

/** Counts what was saved: a list under a name that is shown is then another one. */
const saved = signal(0);

/** Of an empty name nothing is read. The stream has each project on a line, and no bound of a page. */
export function useList(name: string): Resource<Set<string>> {
  return useResource(name === "" ? undefined : `list ${name} ${saved.value}`, async (signal) => {
    if (!isSaved(name)) {
      const asked = { since: name.slice(QUIET.length), first: 1_000, fields: "went_quiet" };
      const found = valueOrThrow(await api.GET("/v1/overview", { params: { query: asked }, signal })) as components["schemas"]["overview"];
      return new Set(found.went_quiet?.first.map(({ id }) => id));
    }
    const query = { list: name, fields: "id", format: "ndjson" } as const;
    const text = valueOrThrow(await api.GET("/v1/projects", { params: { query }, parseAs: "text", signal })) as unknown as string;
    return new Set(text.split("\n").filter((line) => line !== "").map((line) => (JSON.parse(line) as { id: string }).id));
  });
}

/** Named projects, or what parameters of GET /v1/projects find at any time. */
export type ListContent = { projects: string[] } | { query: string };

export async function saveList(name: string, content: ListContent): Promise<void> {
  valueOrThrow(await api.PUT("/v1/lists/{name}", { params: { path: { name } }, body: content }));
  saved.value += 1;
}

/** What it was: saving that again undoes it. */
export async function deleteList(name: string): Promise<ListContent> {
  const params = { path: { name } };
  const { query, projects } = valueOrThrow(await api.GET("/v1/lists/{name}", { params })) as components["schemas"]["saved_list"];
  valueOrThrow(await api.DELETE("/v1/lists/{name}", { params, headers: { "Content-Type": "application/json" } }));
  return projects === null ? { query: query ?? "" } : { projects };
}

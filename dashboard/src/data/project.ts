// One project: its head, kept true by the events about it, and what can be asked of it.
//
//   const project = useProject("acme", "graph");      project.value?.stars
//   const progress = useProgress("acme", "graph");    what a sync of it does now; undefined while none runs
//   await lookAgain("acme", "graph");                 throws Problem: 429 with retryAfterS when asked too soon
//
// Several parts of a page may use the same project: while one request for it is under way, no second one is sent.
import { signal } from "./signals.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import type { components } from "./api_types.ts";
import { useEvents } from "./events.ts";
import { api, valueOrThrow } from "./request.ts";
import { forgotten, type Resource, useResource } from "./resource.ts";

export type Project = components["schemas"]["project"];

export interface Progress {
  phase: string;
  /** Commits or pull requests so far. */
  done: number;
  /** null until it is known. */
  total: number | null;
  receivedBytes: number;
}

const underWay = new Map<string, Promise<Project>>();
/** Counts the answers: whoever shows a project is drawn again when another part of the page has read it. */
const answers = signal(0);

export function projectKey(owner: string, name: string): string {
  return `project ${owner}/${name}`.toLowerCase();
}

/** The project under its present name; an earlier one leads to it. */
export function readProject(owner: string, name: string): Promise<Project> {
  // What was asked for another reader is not for this one.
  const key = `${forgotten.peek()} ${projectKey(owner, name)}`;
  const before = underWay.get(key);
  if (before !== undefined) return before;
  const answer = api
    .GET("/v1/projects/{owner}/{name}", { params: { path: { owner, name } } })
    .then((read) => valueOrThrow(read) as Project)
    .finally(() => {
      underWay.delete(key);
      // After those who asked have kept what came.
      setTimeout(() => (answers.value += 1));
    });
  underWay.set(key, answer);
  return answer;
}

/** What an event about a project says; see docs/events.md. */
interface Told {
  full_name?: string;
  revision?: number;
  removed?: boolean;
  phase?: string;
  done?: number;
  total?: number | null;
  received_bytes?: number;
}

const isOf = (told: Told, owner: string, name: string) =>
  told.full_name === undefined || told.full_name.toLowerCase() === `${owner}/${name}`.toLowerCase();

/** Calls `on` after every change of the project; with its revision, which changes with its data, where that is told. */
export function useProjectChanges(owner: string, name: string, on: (revision: number | undefined) => void): void {
  useEvents(
    ["project"],
    (event) => {
      const told = (event.data ?? {}) as Told;
      if (isOf(told, owner, name)) on(told.revision);
    },
    `${owner}/${name}`,
  );
}

export function useProject(owner: string, name: string): Resource<Project> {
  void answers.value;
  const project = useResource(projectKey(owner, name), () => readProject(owner, name));
  useProjectChanges(owner, name, () => project.reload());
  return project;
}

const ENDED_AFTER_MS = 60_000;

export function useProgress(owner: string, name: string): Progress | undefined {
  const [progress, setProgress] = useState<Progress>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEvents(
    ["sync"],
    (event) => {
      const told = (event.data ?? {}) as Told;
      if (told.phase === undefined || !isOf(told, owner, name)) return;
      clearTimeout(timer.current);
      if (told.phase === "ended") return setProgress(undefined);
      setProgress({
        phase: told.phase,
        done: told.done ?? 0,
        total: told.total ?? null,
        receivedBytes: told.received_bytes ?? 0,
      });
      // The end may be missed where another process goes on with it.
      timer.current = setTimeout(() => setProgress(undefined), ENDED_AFTER_MS);
    },
    `${owner}/${name}`,
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  return progress;
}

/** Asks for a sync now. */
export async function lookAgain(owner: string, name: string): Promise<void> {
  const params = { path: { owner, name } };
  valueOrThrow(await api.POST("/v1/projects/{owner}/{name}/sync", { params, body: { audit: false } }));
}

/** Follows a repository of the configured host by its name or URL. */
export async function follow(fullName: string): Promise<Project> {
  return valueOrThrow(await api.POST("/v1/projects", { body: { url: fullName } })) as Project;
}

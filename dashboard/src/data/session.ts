// Who the reader is to the API, and signing in and out. A key is sent once and becomes a cookie that scripts can't read.
import { signal } from "./signals.ts";
import { api, forgetAnswers, valueOrThrow } from "./request.ts";
import { forgetValues, retryDelayMs, whenVisible } from "./resource.ts";
import { writeSetting } from "./settings.ts";
import type { components } from "./api_types.ts";

export type Me = components["schemas"]["me"];

/** undefined until the server has said it. */
export const me = signal<Me | undefined>(undefined);

let asked = 0;

/** What another reader has seen is forgotten. */
async function readMe(): Promise<void> {
  const mine = (asked += 1);
  const now = valueOrThrow(await api.GET("/v1/me"));
  if (mine !== asked) return;
  const before = me.peek();
  me.value = now;
  if (before === undefined || (before.key_id === now.key_id && before.access === now.access)) return;
  forgetAnswers();
  forgetValues();
}

/** Asks until the server says it, or it is asked anew. */
export function learnMe(attempt = 0): void {
  const mine = asked + 1;
  const again = () => mine === asked && learnMe(attempt + 1);
  readMe().catch(() => setTimeout(() => whenVisible(again), retryDelayMs(attempt)));
}

const SETTING = "session";

/** Called once. Another tab may sign in or out: all have the same cookie. */
export function watchSession(): void {
  learnMe();
  addEventListener("storage", ({ key }) => key === `cpsg.${SETTING}` && learnMe());
}

async function changed(): Promise<void> {
  writeSetting(SETTING, String(Date.now()));
  await readMe();
}

export const mayRead = () => me.value?.access !== "none";
export const mayWrite = () => me.value?.access === "write" || me.value?.access === "admin";

export async function signIn(key: string): Promise<void> {
  valueOrThrow(await api.POST("/v1/session", { body: { key } }));
  await changed();
}

export async function signOut(): Promise<void> {
  valueOrThrow(await api.DELETE("/v1/session", { headers: { "Content-Type": "application/json" } }));
  await changed();
}

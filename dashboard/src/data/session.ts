// Who the reader is to the API, and signing in and out. A key is sent once and becomes a cookie that scripts can't read.
import { signal } from "@preact/signals";
import { api, forgetAnswers, valueOrThrow } from "./request.ts";
import { forgetValues } from "./resource.ts";
import type { components } from "./api_types.ts";

export type Me = components["schemas"]["me"];

/** undefined until the server has said it. */
export const me = signal<Me | undefined>(undefined);

export async function readMe(): Promise<void> {
  me.value = valueOrThrow(await api.GET("/v1/me"));
}

export const mayRead = () => me.value?.access !== "none";
export const mayWrite = () => me.value?.access === "write" || me.value?.access === "admin";

export async function signIn(key: string): Promise<void> {
  forgetAnswers();
  forgetValues();
  valueOrThrow(await api.POST("/v1/session", { body: { key } }));
  await readMe();
}

export async function signOut(): Promise<void> {
  valueOrThrow(await api.DELETE("/v1/session", { headers: { "Content-Type": "application/json" } }));
  forgetAnswers();
  forgetValues();
  await readMe();
}

// What this browser remembers for its reader, nothing of which leaves it: theme, zone, switched-off keys, columns, the
// last visit. A browser that keeps nothing works, with the defaults.
import { signal } from "./signals.ts";

export type Theme = "system" | "light" | "dark";

export function readSetting(name: string): string | undefined {
  try {
    return localStorage.getItem(`cpsg.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeSetting(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`cpsg.${name}`);
    else localStorage.setItem(`cpsg.${name}`, value);
  } catch {
    // Full or forbidden: the setting lasts as long as the page.
  }
}

export const theme = signal<Theme>((readSetting("theme") as Theme | undefined) ?? "system");

export function setTheme(value: Theme): void {
  theme.value = value;
  writeSetting("theme", value === "system" ? undefined : value);
  if (value === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = value;
}

/** Whether single letters act (they can be switched off: WCAG 2.1.4). */
export const lettersAct = signal(readSetting("letters") !== "off");

export function setLettersAct(value: boolean): void {
  lettersAct.value = value;
  writeSetting("letters", value ? undefined : "off");
}

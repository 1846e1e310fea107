// What surrounds every view: the way to the others, the zone, the theme, who is signed in, and what stands above the page.
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./frame.css";
import { useKeys } from "../data/keys.ts";
import { address, go, hrefOf } from "../data/location.ts";
import { me, signOut } from "../data/session.ts";
import { setTheme, theme, type Theme } from "../data/settings.ts";
import { toView, type View } from "../lib/address.ts";
import { Announcer } from "./announce.tsx";
import { CopyByHand } from "./copy.tsx";
import { KeyList } from "./key_list.tsx";
import { Menu } from "./menu.tsx";
import { SignIn } from "./sign_in.tsx";
import { UndoBar } from "./undo.tsx";
import { ZoneSelect } from "./zone_select.tsx";

export { useTitle } from "./title.ts";

const PLACES: { view: View; name: string; letter: string }[] = [
  { view: "fleet", name: "Fleet", letter: "f" },
  { view: "compare", name: "Compare", letter: "c" },
  { view: "operations", name: "Operations", letter: "o" },
  { view: "add", name: "Add", letter: "a" },
  { view: "reference", name: "Reference", letter: "r" },
];

const WITHIN: Partial<Record<View, View>> = { batch: "operations" };

function Places({ onGone }: { onGone: () => void }) {
  const here = WITHIN[address.value.view] ?? address.value.view;
  return (
    <ul>
      {PLACES.map(({ view, name }) => (
        <li key={view}>
          <a href={hrefOf(toView(address.value, view))} aria-current={view === here ? "page" : undefined} onClick={onGone}>{name}</a>
        </li>
      ))}
    </ul>
  );
}

const NEXT_THEME: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

function ThemeButton() {
  const name = `Theme: ${theme.value}`;
  return (
    <button type="button" class="menu-plain" aria-label={name} title={name} onClick={() => setTheme(NEXT_THEME[theme.value])}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5" />
        {theme.value !== "light" && <path d={theme.value === "dark" ? "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 1 1 0-13z" : "M8 1.5a6.5 6.5 0 0 1 0 13z"} fill="currentColor" />}
      </svg>
    </button>
  );
}

function Session() {
  const who = me.value;
  if (who === undefined || (who.key === null && !who.session)) return null;
  return (
    <Menu plain align="end" label={who.key ?? "Session"} items={[{ label: "Sign out", act: () => void signOut().catch(() => undefined) }]}>
      <p class="block-definition">Signed in as <strong>{who.key ?? "–"}</strong>, who may {who.access === "read" ? "read" : who.access === "write" ? "read and write" : "do everything"}.</p>
    </Menu>
  );
}

type JumpProps = { onClose: () => void };

/** The box that leads to any project or page; its code comes when it is first opened. */
function useJump(): { open: () => void; box: ComponentChildren } {
  const [Jump, setJump] = useState<ComponentType<JumpProps> | undefined>(undefined);
  const [shown, setShown] = useState(false);
  const open = () => {
    setShown(true);
    import("./jump.tsx").then((module) => setJump(() => module.Jump), () => setShown(false));
  };
  return { open, box: shown && Jump !== undefined ? <Jump onClose={() => setShown(false)} /> : null };
}

export function Frame({ children }: { children: ComponentChildren }) {
  const [unfolded, setUnfolded] = useState(false);
  const [listed, setListed] = useState(false);
  const jump = useJump();
  useKeys([
    { key: "?", does: "this list", act: () => setListed(true) },
    { key: "Ctrl+K", does: "jump to a project or page", act: jump.open },
    { key: "k", act: jump.open },
    ...PLACES.map(({ view, name, letter }) => ({ key: `g ${letter}`, does: name, act: () => go(toView(address.value, view)) })),
  ]);
  useEffect(() => setUnfolded(false), [address.value]);
  return (
    <>
      <a class="frame-skip" href="#content">To the content</a>
      <header class="frame">
        <a class="frame-brand" href="/">cpsg</a>
        <button type="button" class="menu-plain frame-fold" aria-expanded={unfolded} aria-controls="places" aria-label="Pages" onClick={() => setUnfolded(!unfolded)}>☰</button>
        <nav id="places" class={unfolded ? "unfolded" : ""} aria-label="Pages"><Places onGone={() => setUnfolded(false)} /></nav>
        <button type="button" class="button frame-jump" aria-keyshortcuts="Control+K" onClick={jump.open}>Jump to… <kbd>k</kbd></button>
        <ZoneSelect />
        <ThemeButton />
        <Session />
      </header>
      <main id="content" tabIndex={-1}>
        {me.value?.access === "none" ? <div class="page-body"><h1>Sign in</h1><SignIn /></div> : children}
      </main>
      {listed && <KeyList onClose={() => setListed(false)} />}
      {jump.box}
      <CopyByHand />
      <UndoBar />
      <Announcer />
    </>
  );
}

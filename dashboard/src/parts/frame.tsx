// What surrounds every view: the way to the others, the zone, the theme, who is signed in, and what stands above the page.
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./frame.css";
import { useKeys } from "../data/keys.ts";
import { address, go, hrefOf } from "../data/location.ts";
import { keyWanted, unreached } from "../data/request.ts";
import { learnMe, me, signOut } from "../data/session.ts";
import { setTheme, theme, type Theme } from "../data/settings.ts";
import { toView, type View } from "../lib/address.ts";
import { clockText } from "../lib/times.ts";
import { Announcer } from "./announce.tsx";
import { CopyByHand } from "./copy.tsx";
import { Dialog } from "./dialog.tsx";
import { KeyList } from "./key_list.tsx";
import { Menu } from "./menu.tsx";
import { later, LoadFailedBox } from "./not_found.tsx";
import { SignIn } from "./sign_in.tsx";
import { UndoBar } from "./undo.tsx";
import { zone } from "./zone.ts";
import { ZoneSelect } from "./zone_select.tsx";

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

/** The menu of the block that has the focus, else of that under the pointer. */
function openBlockMenu(): boolean {
  const around = ".block, .tile";
  const block = document.activeElement?.closest(around) ?? [...document.querySelectorAll(`:is(${around}):hover`)].at(-1);
  const button = block?.querySelector<HTMLElement>(".block-menu > button");
  button?.click();
  return button !== null && button !== undefined;
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

const MAY = { none: "nothing", read: "read", write: "read and write", admin: "do everything" };

/** Who is signed in; and where everyone may read, the way to sign in for more. */
function Session() {
  const [signing, setSigning] = useState(false);
  const who = me.value;
  if (who === undefined || who.access === "none") return null;
  if (who.key !== null || who.session) {
    return (
      <Menu plain align="end" label={who.key ?? "Session"} items={[{ label: "Sign out", act: () => void signOut().catch(() => undefined) }]}>
        <p class="block-definition">Signed in as <strong>{who.key ?? "–"}</strong>, who may {MAY[who.access]}.</p>
      </Menu>
    );
  }
  if (who.access !== "read") return null;
  return (
    <>
      <button type="button" class="menu-plain" onClick={() => setSigning(true)}>Sign in</button>
      <Dialog title="Sign in" open={signing} onClose={() => setSigning(false)}><SignIn onDone={() => setSigning(false)} /></Dialog>
    </>
  );
}

function StaleBar() {
  const lost = unreached.value;
  if (lost === undefined) return null;
  const { since, answeredAt } = lost;
  const shown = answeredAt === undefined ? "" : `; shown is ${clockText(answeredAt, zone.value)}`;
  return <p class="frame-stale" role="status">Server not reached since {clockText(since, zone.value)}{shown}</p>;
}

type JumpProps = { onClose: () => void };

/** The box that leads to any project or page; its code comes when it is first opened. */
function useJump(): { open: () => void; box: ComponentChildren } {
  const [Jump, setJump] = useState<ComponentType<JumpProps> | undefined>(undefined);
  const [shown, setShown] = useState(false);
  const open = () => {
    setShown(true);
    later(import("./jump.tsx"), (module) => setJump(() => module.Jump));
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
    { key: "k", does: "the same, where no row has the keys", act: jump.open },
    { key: ".", does: "menu of the block", act: openBlockMenu },
    { key: "Escape", act: () => (unfolded ? fold() : false) },
    ...PLACES.map(({ view, name, letter }) => ({ key: `g ${letter}`, does: name, act: () => go(toView(address.value, view)) })),
  ]);
  useEffect(() => setUnfolded(false), [address.value]);
  useEffect(() => {
    if (keyWanted.value > 0) learnMe();
  }, [keyWanted.value]);
  const fold = () => setUnfolded(false);
  return (
    <>
      <a class="frame-skip" href="#content">To the content</a>
      <header class="frame"><div class="frame-row">
        <a class="frame-brand" href="/">cpsg</a>
        <button type="button" class="menu-plain frame-fold" aria-expanded={unfolded} aria-controls="places" aria-label="Pages" onClick={() => setUnfolded(!unfolded)}>☰</button>
        <nav id="places" class={unfolded ? "unfolded" : ""} aria-label="Pages">
          <Places onGone={fold} />
        </nav>
        <button type="button" class="button frame-jump" aria-keyshortcuts="Control+K" title="Jump to a project or page (Ctrl+K)" onClick={jump.open}>
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M11 11l3.5 3.5M12 7A5 5 0 1 1 2 7a5 5 0 0 1 10 0z" fill="none" stroke="currentColor" stroke-width="1.5" /></svg>
          <span>Jump to…</span> <kbd aria-hidden="true">k</kbd>
        </button>
        <ZoneSelect />
        <ThemeButton />
        <Session />
      </div></header>
      <StaleBar />
      <main id="content" tabIndex={-1}>
        {me.value?.access === "none" ? <div class="page-body"><h1>Sign in</h1><SignIn /></div> : children}
      </main>
      {listed && <KeyList onClose={() => setListed(false)} />}
      {jump.box}
      <LoadFailedBox />
      <CopyByHand />
      <UndoBar />
      <Announcer />
    </>
  );
}

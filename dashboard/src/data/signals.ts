// Values that are followed: whoever reads `value` while it is drawn is drawn again when it changes, and an effect acts
// again. Importing this file is all that components need.
//
//   export const now = signal(new Date());        <time>{now.value}</time>        now.value = new Date();
//   effect(() => console.log(now.value));         acts at once, and after each change; gives what stops it
//   const day = computed(() => dayText(now.value))    its readers are told only when the day is another one
//
// Ours and not @preact/signals, because that is 2.3 kB larger, compressed, and the site with it is larger than the 110 kB
// that it may be; most of it serves what no page does (models, lists of signals, text nodes that change by themselves).
import { Component, options, type VNode } from "preact";

interface Follower {
  changed: () => void;
  /** The followers of each value that it read. */
  read: Set<Set<Follower>>;
}

let reading: Follower | undefined;

function forget(follower: Follower): void {
  for (const followers of follower.read) followers.delete(follower);
  follower.read.clear();
}

export class Signal<T> {
  #value: T;
  readonly #followers = new Set<Follower>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    if (reading !== undefined) {
      this.#followers.add(reading);
      reading.read.add(this.#followers);
    }
    return this.#value;
  }

  /** Read without being followed. */
  peek(): T {
    return this.#value;
  }

  set value(value: T) {
    if (value === this.#value) return;
    this.#value = value;
    for (const follower of [...this.#followers]) follower.changed();
  }
}

export const signal = <T>(value: T): Signal<T> => new Signal(value);

export function effect(act: () => void): () => void {
  const follower: Follower = {
    read: new Set(),
    changed: () => {
      forget(follower);
      const before = reading;
      reading = follower;
      try {
        act();
      } finally {
        reading = before;
      }
    },
  };
  follower.changed();
  return () => forget(follower);
}

export function computed<T>(read: () => T): { readonly value: T } {
  const found = signal(undefined as T);
  effect(() => {
    found.value = read();
  });
  return found;
}

// What preact tells its add-ons, by the names that these have in its file mangle.json: a component is about to be drawn
// (__r) and has been (diffed), another node is looked at (__b), something was thrown (__e).
/** An element has no component. */
type Drawn = VNode & { __c?: Component | null };
const hooks = options as unknown as Record<string, ((node: Drawn | undefined, ...more: unknown[]) => void) | undefined>;
const followers = new WeakMap<Component, Follower>();

function on(name: string, act: (component: Component | null | undefined) => void): void {
  const before = hooks[name];
  hooks[name] = (node, ...more) => {
    act(node?.__c);
    before?.(node, ...more);
  };
}

function stop(): void {
  reading = undefined;
}

on("__b", stop);
on("diffed", stop);
on("__e", stop);
on("__r", (component) => {
  if (component == null) return;
  reading = followers.get(component) ?? { read: new Set(), changed: () => component.forceUpdate() };
  forget(reading);
  followers.set(component, reading);
});
on("unmount", (component) => {
  const follower = component == null ? undefined : followers.get(component);
  if (follower !== undefined) forget(follower);
});

const differ = (a: object, b: object) => Object.entries(a).some(([key, value]) => (b as Record<string, unknown>)[key] !== value);

/** What follows values hears of their changes: with the same properties it need not be drawn again for its parent. */
Component.prototype.shouldComponentUpdate = function (props: object) {
  const follows = followers.get(this)?.read.size ?? 0;
  return follows === 0 || differ(props, this.props) || differ(this.props, props);
};

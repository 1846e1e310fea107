// Hashes, and numbers that look random but depend only on a seed, so that the same seed gives the same repositories on
// every run and machine.

/** FNV-1a over the UTF-8 bytes, 32 bits. Documented in README.md, so that tests in other languages can repeat it. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, "utf8")) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** A 32-bit number that looks random. The same seed and salts always give the same number. */
export function draw(seed: number, ...salts: number[]): number {
  let hash = seed >>> 0;
  for (const salt of salts) {
    hash = Math.imul(hash ^ (salt >>> 0) ^ Math.imul(salt / 0x100000000, 0x27d4eb2f), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** The same as a fraction in [0, 1). */
export function fraction(seed: number, ...salts: number[]): number {
  return draw(seed, ...salts) / 0x100000000;
}

/** One of the items, chosen by the seed and the salts. */
export function pick<T>(items: readonly T[], seed: number, ...salts: number[]): T {
  const item = items[draw(seed, ...salts) % items.length];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

// Reads styles/tokens.css and holds its colours to what people can tell apart: contrasts after WCAG 2.2, and the distances
// of the series from each other in OKLab, also under the three forms of colour blindness (Machado, Oliveira, Fernandes 2009).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

type Triple = [number, number, number];
type Theme = Map<string, string>;

const css = readFileSync(new URL("../styles/tokens.css", import.meta.url), "utf8");

function declarations(block: string): Theme {
  return new Map([...block.matchAll(/(--[a-z0-9-]+|color-scheme):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!.trim()]));
}

function blockAfter(selector: string): Theme {
  const at = css.indexOf(selector);
  assert.ok(at >= 0, selector);
  const open = css.indexOf("{", at);
  return declarations(css.slice(open + 1, css.indexOf("}", open)));
}

const themes: Record<string, Theme> = { light: blockAfter(":root {"), dark: blockAfter(':root[data-theme="dark"]') };
const darkBySystem = blockAfter(':root:not([data-theme="light"])');

function linear(hex: string): Triple {
  const value = Number.parseInt(/^#([0-9a-f]{6})$/.exec(hex)?.[1] ?? assert.fail(`no colour: ${hex}`), 16);
  return [value >> 16, (value >> 8) & 255, value & 255].map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Triple;
}

function contrast(one: string, other: string): number {
  const light = (hex: string) => linear(hex).reduce((sum, channel, index) => sum + channel * [0.2126, 0.7152, 0.0722][index]!, 0);
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function times(matrix: Triple[], [x, y, z]: Triple): Triple {
  return matrix.map(([a, b, c]) => a * x + b * y + c * z) as Triple;
}

const SIGHTS: Record<string, Triple[]> = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
const TO_CONES: Triple[] = [
  [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_LAB: Triple[] = [
  [0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766],
];

function oklab(hex: string, sight: Triple[]): Triple {
  const seen = times(sight, linear(hex)).map((channel) => Math.min(1, Math.max(0, channel))) as Triple;
  return times(TO_LAB, times(TO_CONES, seen).map(Math.cbrt) as Triple);
}

function smallestDistance(colours: string[]): number {
  let smallest = Infinity;
  for (const sight of Object.values(SIGHTS)) {
    const seen = colours.map((colour) => oklab(colour, sight));
    for (const [index, one] of seen.entries()) {
      for (const other of seen.slice(index + 1)) smallest = Math.min(smallest, Math.hypot(...one.map((value, at) => value - other[at]!)));
    }
  }
  return smallest * 100;
}

const series = (theme: Theme) => [1, 2, 3, 4, 5].map((number) => theme.get(`--series-${number}`)!);

test("The ways of computing agree with known values", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.equal(contrast("#767676", "#ffffff").toFixed(2), "4.54");
  assert.deepEqual(oklab("#ffffff", SIGHTS["normal"]!).map((value) => Math.abs(Number(value.toFixed(3)))), [1, 0, 0]);
  assert.deepEqual(oklab("#ff0000", SIGHTS["normal"]!).map((value) => value.toFixed(3)), ["0.628", "0.225", "0.126"]);
});

const TEXT: [string, string[]][] = [
  ["--text", ["--surface", "--bg", "--sunken"]], ["--text-2", ["--surface", "--bg", "--sunken"]], ["--text-3", ["--surface", "--bg", "--sunken"]],
  ["--accent", ["--surface", "--bg", "--sunken"]], ["--on-accent", ["--accent"]],
  ["--ok", ["--surface", "--bg", "--sunken", "--ok-weak"]], ["--warn", ["--surface", "--bg", "--sunken", "--warn-weak"]],
  ["--error", ["--surface", "--bg", "--sunken", "--error-weak"]], ["--idle", ["--surface", "--bg", "--sunken", "--idle-weak"]],
  ["--text", ["--ok-weak", "--warn-weak", "--error-weak", "--idle-weak"]], ["--text-2", ["--error-weak"]],
];
const SHAPES = ["--edge", "--series-1", "--series-2", "--series-3", "--series-4", "--series-5"];

for (const [name, theme] of Object.entries(themes)) {
  test(`Text of the ${name} theme has a contrast of 4.5 on every ground that it stands on`, () => {
    for (const [token, grounds] of TEXT) {
      for (const ground of grounds) {
        const ratio = contrast(theme.get(token)!, theme.get(ground)!);
        assert.ok(ratio >= 4.5, `${token} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
  });

  test(`Edges and series of the ${name} theme have a contrast of 3`, () => {
    for (const token of SHAPES) {
      for (const ground of ["--surface", "--bg"]) {
        const ratio = contrast(theme.get(token)!, theme.get(ground)!);
        assert.ok(ratio >= 3, `${token} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
  });

  test(`Any two series of the ${name} theme differ for every kind of sight`, () => {
    const distance = smallestDistance(series(theme));
    assert.ok(distance >= 14, distance.toFixed(1));
  });
}

test("The distances are those that were searched for", () => {
  assert.equal(smallestDistance(series(themes["light"]!)).toFixed(1), "14.9");
  assert.equal(smallestDistance(series(themes["dark"]!)).toFixed(1), "14.1");
});

test("Dark is the same whether the system or the reader chose it, and says as much as light", () => {
  assert.deepEqual([...darkBySystem], [...themes["dark"]!]);
  assert.deepEqual([...themes["dark"]!.keys()], [...themes["light"]!.keys()]);
});

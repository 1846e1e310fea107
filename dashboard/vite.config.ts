// Builds the pages into build/dashboard, each file with its brotli and gzip form beside it, for the binary to embed.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { minify, type MinifyOptions } from "terser";
import { defineConfig, type Plugin } from "vite";

const output = process.env["DASHBOARD_OUTPUT"] ?? join(import.meta.dirname, "../build/dashboard");
// Where the pages find the API while somebody works on them: `npm run dev` and `npm run preview`.
const API = process.env["CPSG_URL"] ?? "http://127.0.0.1:8080";
const API_PATHS = ["/v1", "/badge", "/card", "/chart", "/healthz", "/readyz", "/metrics", "/openapi.json", "/status"];

// What is loaded together: what the first load needs, and all else, since small files compress badly and each costs a
// request. A file has what its modules need, unless an earlier one has it.
const FILES = [
  ["main", /src\/main\.tsx|rolldown.runtime|preload-helper/],
  ["pages", /src\//],
] as const;
const GROUPS = FILES.map(([name, test], place) => ({ name, test, priority: FILES.length - place }));

/** What can't wait for the scripts: a small file of its own that blocks, because inline scripts are refused. */
function themeBeforePaint(): Plugin {
  const read = readFileSync(join(import.meta.dirname, "src/theme.js"), "utf8");
  let file = "";
  return {
    name: "theme-before-paint",
    apply: "build",
    async renderStart() {
      const { code: source = "" } = await minify(read);
      file = this.getFileName(this.emitFile({ type: "asset", name: "theme.js", source }));
    },
    transformIndexHtml: {
      order: "post",
      // Without comments and indents, which the page is loaded without.
      handler: (html) => html.replace("<!-- theme -->", `<script src="/${file}"></script>`).replaceAll(/<!--.*?-->|\n\s*/g, ""),
    },
  };
}

/** With one style sheet and two scripts nothing is to be loaded ahead of an import: Vite's way of doing so is left out. */
function importsAlone(): Plugin {
  return {
    name: "imports-alone",
    enforce: "pre",
    load: (id) => (id === "\0vite/preload-helper.js" ? "export const __vitePreload = (load) => load();" : undefined),
  };
}

// The choices are those after which the scripts are smallest once they are compressed. Getters are not pure: to read a
// signal is to follow it, also where the value itself is not used.
const MINIFIED: MinifyOptions = {
  module: true, ecma: 2020, compress: { passes: 3, inline: 1, loops: false, lhs_constants: false },
};

/**
 * The names that a script takes or gives away, as `$name in the script` -> `name between the scripts`. Words of the
 * language may stand between scripts, but name nothing in them; and a script may take and give different things by one
 * name.
 */
function namesBetween(code: string): Record<string, string> {
  const names: Record<string, string> = {};
  const taken = new Set(["do", "if", "in"]);
  for (const [, way, list = ""] of code.matchAll(/^(import|export) \{ ([^}]*) \}/gm)) {
    for (const each of list.split(", ")) {
      const [from = "", to] = each.split(" as ");
      const [inside, between] = way === "export" ? [from, to] : [to, from];
      if (inside === undefined || between === undefined || taken.has(between)) continue;
      taken.add(between);
      names[`$${inside}`] = between;
    }
  }
  return names;
}

/** Vite's own step knows no names of other scripts; with the same ones on both sides `a as b` needs no `as`. */
function minified(): Plugin {
  return {
    name: "minified",
    apply: "build",
    async renderChunk(code) {
      const { code: small = "" } = await minify(code, { ...MINIFIED, nameCache: { vars: { props: namesBetween(code) } } });
      return { code: small, map: null };
    },
  };
}

// How brotli writes distances, as postfix bits and direct codes. Which is smallest changes with each line, by a hundred
// bytes of a script: all are tried.
const DISTANCES = [[0, 0], [0, 1], [1, 1], [1, 15], [2, 0], [2, 15], [3, 4]] as const;

function smallest(bytes: Buffer): Buffer {
  const forms = DISTANCES.map(([postfix, direct]) => brotliCompressSync(bytes, { params: {
    [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    [constants.BROTLI_PARAM_NPOSTFIX]: postfix, [constants.BROTLI_PARAM_NDIRECT]: direct << postfix,
  } }));
  return forms.reduce((least, form) => (form.length < least.length ? form : least));
}

function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle() {
      for (const entry of readdirSync(output, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath, entry.name);
        const bytes = readFileSync(path);
        writeFileSync(`${path}.br`, smallest(bytes));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  publicDir: false,
  // Calls of h() are a fortieth smaller, compressed, than those of the automatic runtime, with its objects of children.
  oxc: {
    jsx: { runtime: "classic", pragma: "h", pragmaFrag: "Fragment" },
    jsxInject: 'import { h, Fragment } from "preact"',
  },
  plugins: [themeBeforePaint(), importsAlone(), minified(), compressed()],
  build: {
    outDir: output,
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    minify: false,
    cssMinify: true,
    rollupOptions: {
      input: { index: "index.html", embed: "embed.html" },
      output: {
        minify: false,
        entryFileNames: "assets/[name]-[hash].js",
        chunkFileNames: "assets/[name]-[hash].js",
        codeSplitting: { groups: GROUPS },
      },
    },
  },
  server: { proxy: Object.fromEntries(API_PATHS.map((path) => [path, API])) },
  preview: { proxy: Object.fromEntries(API_PATHS.map((path) => [path, API])) },
});

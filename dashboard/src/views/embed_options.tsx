// The options of a picture, each of which the address holds: only those that the picture takes.
import type { ComponentChildren } from "preact";
import {
  BADGES,
  COLOURS,
  DEFAULT_METRICS,
  type Kind,
  LABEL_MAX,
  METRICS_MAX,
  type Option,
  RANGES,
  SPARKS,
  takes,
  WIDTHS,
} from "../lib/embed.ts";
import { type QueryKey, withQuery } from "../lib/address.ts";
import { address, go } from "../data/location.ts";
import { RANGE_NAMES } from "../parts/range_bar.tsx";
import { Segmented, Select } from "../parts/select.tsx";

function set(key: QueryKey, value: string, typing = false): void {
  go(withQuery(address.value, { [key]: value }), { replace: typing });
}

const now = (key: QueryKey): string => address.value.query[key] ?? "";

/** The value that holds anyway is not written. */
const chosen = (key: QueryKey, usual: string) => ({
  value: now(key) || usual,
  onChange: (value: string) => set(key, value === usual ? "" : value),
});

function Field({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <label class="select">
      <span class="note">{label}</span>
      {children}
    </label>
  );
}

function Typed({ option, label, hint }: { option: "label" | "vs" | "width"; label: string; hint: string }) {
  const common = {
    class: "field",
    value: now(option),
    onInput: (event: { currentTarget: HTMLInputElement }) => set(option, event.currentTarget.value, true),
  };
  return (
    <Field label={`${label} (${hint})`}>
      {option === "width" ? (
        <input {...common} type="number" min={WIDTHS.least} max={WIDTHS.most} step={10} />
      ) : (
        <input {...common} type="text" maxLength={option === "label" ? LABEL_MAX : 200} />
      )}
    </Field>
  );
}

function Metrics() {
  const picked = (now("metrics") || DEFAULT_METRICS).split(",");
  const toggle = (metric: string, on: boolean) => {
    const next = on ? [...picked, metric] : picked.filter((one) => one !== metric);
    set("metrics", next.join(",") === DEFAULT_METRICS ? "" : next.join(","));
  };
  return (
    <fieldset class="embed-metrics">
      <legend class="note">Numbers, at most {METRICS_MAX}</legend>
      {Object.entries(BADGES).map(([metric, label]) => {
        const on = picked.includes(metric);
        // One at least, four at most.
        const fixed = on ? picked.length === 1 : picked.length >= METRICS_MAX;
        return (
          <label key={metric}>
            <input
              type="checkbox"
              checked={on}
              disabled={fixed}
              onChange={(event) => toggle(metric, event.currentTarget.checked)}
            />{" "}
            {label}
          </label>
        );
      })}
    </fieldset>
  );
}

export function EmbedOptions({ kind }: { kind: Kind }) {
  const has = (option: Option) => takes(kind.family, option);
  const range = now("range");
  const ranges = [...RANGES, ...(range.includes("..") ? [range] : [])].map((value) => ({ value, label: RANGE_NAMES[value] ?? value }));
  return (
    <>
      {has("metrics") && <Metrics />}
      <div class="embed-options">
        {has("range") && (
          <Select
            label="Range"
            options={ranges}
            value={ranges.some(({ value }) => value === range) ? range : "1y"}
            onChange={(value) => set("range", value)}
          />
        )}
        {has("vs") && <Typed option="vs" label="Compare with" hint="owner/name, …" />}
        {has("scale") && <Segmented label="Scale" options={["linear", "log"]} {...chosen("scale", "linear")} />}
        {has("by") && (
          <Segmented
            label="By"
            options={[
              { value: "date", label: "by date" },
              { value: "age", label: "by age" },
            ]}
            {...chosen("by", "date")}
          />
        )}
        {has("spark") && <Select label="Line of" options={SPARKS} {...chosen("spark", "commits")} />}
        {has("label") && (
          <Typed option="label" label={kind.family === "badge" ? "Label" : "Title"} hint="else the usual" />
        )}
        {has("color") && (
          <Select
            label="Colour"
            options={[{ value: "", label: "the usual one" }, ...COLOURS.map((value) => ({ value, label: value }))]}
            value={now("color")}
            onChange={(value) => set("color", value)}
          />
        )}
        {has("width") && (
          <Typed option="width" label="Width" hint={`else ${kind.family === "card" ? 400 : 720} px`} />
        )}
        {has("style") && (
          <Segmented
            label="Style"
            options={[
              { value: "flat", label: "own ground" },
              { value: "plain", label: "on the page’s" },
            ]}
            {...chosen("style", "flat")}
          />
        )}
        {has("bots") && (
          <label class="embed-switch">
            <input
              type="checkbox"
              checked={now("bots") !== "false"}
              onChange={(event) => set("bots", event.currentTarget.checked ? "" : "false")}
            />{" "}
            Bots
          </label>
        )}
      </div>
    </>
  );
}

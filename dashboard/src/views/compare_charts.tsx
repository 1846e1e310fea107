// The charts of a comparison: lines in one chart up to five projects; bars, and more projects, as small charts with one
// axis. Open pull requests by age stand beside each other.
import { useMemo } from "preact/hooks";
import { ShareBars } from "../charts/share_bars.tsx";
import { Swatch } from "../charts/marks.tsx";
import { type Picture, type Release, TimeChart } from "../charts/time_chart.tsx";
import { type Aligned, indexed, MOST_IN_ONE, type Per, perPerson, topOf } from "../lib/compare.ts";
import { ageWords } from "../lib/overview.ts";
import type { Series } from "../lib/series.ts";
import { Block } from "../parts/block.tsx";
import type { BlockMenu } from "../parts/block_menu.tsx";
import type { Resource } from "../data/resource.ts";
import type { Pulls } from "./compare_data.ts";
import { swatchOf } from "./compare_table.tsx";

const ONE_PX = 260;
const PAIR_PX = 112;
const SMALL_PX = 150;
/** Of a small chart beside its height: its name, and the space between two. */
const SMALL_AROUND_PX = 36;
const SHARES_PX = 176;
const GAP_PX = 12;

const COLUMN_PX = 360;
const SHARES_COLUMN_PX = 230;
const COLUMN_GAP_PX = 24;

/** Two small charts stand below each other, so that their times do; more stand in columns. */
function columnsOf(count: number, widthPx: number, columnPx: number): number {
  if (columnPx === COLUMN_PX && count <= 2) return 1;
  return Math.max(1, Math.min(count, Math.floor((widthPx + COLUMN_GAP_PX) / (columnPx + COLUMN_GAP_PX))));
}

/** The width of a small chart, for the choice of an interval. */
export function smallWidth(count: number): number {
  const widthPx = blockPx(count > 2);
  return widthPx / columnsOf(count, widthPx, COLUMN_PX) - COLUMN_GAP_PX;
}

/** How high the small charts will be, so that nothing moves when they come. */
function smallHeight(count: number, widthPx: number, eachPx: number, columnPx: number): number {
  const columns = columnsOf(count, widthPx, columnPx);
  return Math.ceil(count / columns) * eachPx - GAP_PX;
}

/** In a narrow chart the names stand above, one below the other. */
const legendPx = (count: number) => (innerWidth < 560 ? Math.max(0, 20 * count - 24) : 0);

/** The width inside of a block. Two blocks stand beside each other where there is room, and the projects are two. */
function blockPx(alone: boolean): number {
  const pagePx = Math.min(innerWidth, 1_440);
  return alone || innerWidth < 1_104 ? pagePx - 66 : (pagePx - 48) / 2 - 34;
}


interface CompareChartProps {
  id: string;
  title: string;
  sub: string;
  label: string;
  unit: string;
  flow: boolean;
  projects: readonly string[];
  aligned: Aligned | undefined;
  /** Active people of the same buckets, where values are to be divided by them. */
  people?: Aligned | undefined;
  per: Per;
  scale: "linear" | "log";
  resource: Resource<unknown>;
  menu: BlockMenu;
  releases?: readonly (readonly Release[])[];
}

function seriesOf({ projects, aligned, people, per, flow }: CompareChartProps): Series[] {
  if (aligned === undefined) return [];
  return projects.map((name, place) => {
    const counted = aligned.values[place] ?? [];
    const divided = per === "person" && people !== undefined ? perPerson(counted, people.values[place] ?? []) : counted;
    const n = aligned.n[place];
    return {
      name, values: per === "index" ? indexed(divided, flow) : divided, thinBefore: aligned.thinBefore[place] ?? 0,
      colour: ((place % 5) + 1) as 1, dash: ((place % 5) + 1) as 1, ...(n === undefined ? {} : { n }),
    };
  });
}

/** The releases of all projects, each with its project. */
function named(releases: readonly (readonly Release[])[], projects: readonly string[]): Release[] {
  return releases.flatMap((own, place) => own.map(({ at, name }) => ({ at, name: `${projects[place]} ${name}` })));
}

export function CompareChart(props: CompareChartProps) {
  const { id, title, sub, label, flow, aligned, people, per, scale, resource, menu, projects, releases } = props;
  const picture = useMemo<Picture>(() => ({}), []);
  const series = useMemo(() => seriesOf(props), [aligned, people, per, projects.join(" ")]);
  const all = useMemo(() => named(releases ?? [], projects), [releases]);
  const bars = flow && per !== "index" && scale !== "log";
  const unit = per === "count" ? props.unit : "";
  const nothing = aligned !== undefined && series.every(({ values }) => values.every((value) => value === null));
  const top = topOf(series.map(({ values }) => values));
  const { partialFirst = false, partialLast = false } = aligned ?? {};
  const shared = { unit, scale, partialFirst, partialLast };
  const shown = series.filter(({ values }) => values.some((value) => value !== null));
  const one = !bars && shown.length <= MOST_IN_ONE;
  const lines = !bars && projects.length <= MOST_IN_ONE;
  const smallPx = projects.length <= 2 ? PAIR_PX : SMALL_PX;
  const height = lines ? ONE_PX + 24 + legendPx(projects.length)
    : smallHeight(projects.length, blockPx(projects.length > 2), smallPx + SMALL_AROUND_PX, COLUMN_PX);
  return (
    <Block id={id} title={title} sub={sub} resource={resource} height={height}
      empty={nothing && "Nothing is known in this range."}
      menu={one ? { ...menu, picture } : menu}>
      {() => aligned !== undefined && (one ? (
        <TimeChart {...aligned.frame} {...shared} series={shown} kind="lines" label={label} height={ONE_PX}
          picture={picture} releases={all} />
      ) : (
        <div class={projects.length <= 2 ? "compare-small compare-pair" : "compare-small"}>
          {shown.map((own) => [own, projects.indexOf(own.name)] as const).map(([own, place]) => (
            <div key={own.name}>
              <h3><Swatch {...swatchOf(place)} bar={bars} /> <bdi>{own.name}</bdi></h3>
              <TimeChart {...aligned.frame} {...shared} series={[own]} kind={bars ? "bars" : "lines"}
                label={`${label}, ${own.name}`} height={smallPx}
                releases={releases?.[place] ?? []} {...(top === undefined ? {} : { top })} />
            </div>
          ))}
        </div>
      ))}
    </Block>
  );
}

export function OpenByAge({ projects, pulls, resource, menu }: {
  projects: readonly string[];
  pulls: readonly (Pulls | undefined)[];
  resource: Resource<unknown>;
  menu: BlockMenu;
}) {
  const greatest = Math.max(1, ...pulls.flatMap((one) => (one?.open_by_age ?? []).map(({ pulls: count }) => count)));
  return (
    <Block id="open-by-age" title="How long do open pull requests wait?"
      sub="open now, by the time since they were opened; one scale" resource={resource} menu={menu}
      height={smallHeight(projects.length, blockPx(true), SHARES_PX, SHARES_COLUMN_PX)}>
      {() => (
        <div class="compare-small compare-shares">
          {projects.map((name, place) => pulls[place] && (
            <div key={name}>
              <h3><Swatch {...swatchOf(place)} bar /> <bdi>{name}</bdi></h3>
              {pulls[place].open_by_age === null
                ? <p class="note">Not known.</p>
                : (
                  <ShareBars label={`Open pull requests of ${name} by age`} top={greatest}
                    colour={((place % 5) + 1) as 1}
                    rows={pulls[place].open_by_age.map((age) => ({ label: ageWords(age.from_s, age.before_s), value: age.pulls }))} />
                )}
            </div>
          ))}
        </div>
      )}
    </Block>
  );
}

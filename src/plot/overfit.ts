import { type CheckpointGap, checkpointGaps } from "../analyze/versus/checkpointGaps.ts";
import { riseTest } from "../analyze/versus/riseTest.ts";
import { IsolossError } from "../errors.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Family, Observation } from "../run.ts";
import { alike } from "../table/alike.ts";
import { axisOver, LOSS_TITLE, tickLabel, titleOf } from "./axes.ts";
import { endNames } from "./endNames.ts";
import { compose, type FigureKind, having, type Layer, leftOut, type Panel } from "./figure.ts";
import { line, type Plane, panel, points } from "./marks.ts";
import { groups, levels, pointOf } from "./rows.ts";
import { FAMILIES, ramp } from "./theme.ts";

type Epoch = Observation & Required<Pick<Observation, "params" | "uniqueTokens" | "epochs" | "family">>;

const id = "overfit";
const NAMES = ["params", "uniqueTokens", "epochs", "family"] as const;
const HEIGHT = 220;
/** Of lines from light to dark: in grey, and where they lie on one another, lightness alone does not tell them apart. */
const DASHES: readonly (readonly number[] | undefined)[] = [undefined, [6, 2], [2, 2], [8, 2, 2, 2]];
/** A line begins where its loss first comes this near its lowest, as a share: what is before is no question of overfitting. */
const NEAR = 0.3;
/** Sizes that are drawn. */
const MOST = 3;
/** Sizes that are not drawn, by name. */
const MOST_NAMED = 12;
/** Relative difference up to which runs were given the same tokens in all. */
const SAME = 0.02;

/** A run along its training. */
interface Along {
  rows: readonly Epoch[];
  gap: CheckpointGap;
  /** What its colour stands for: its unique tokens, or the epochs of its schedule. */
  key: number;
  label: string;
}

/** Loss along training, AR beside MDM: minima ringed, the rise above them in words. */
export const overfit: FigureKind = {
  id,
  title: "Loss along training, AR beside MDM: which runs end above their lowest loss, and by how much.",
  needs: "Evaluations along runs, and their final losses, with family, params, unique_tokens and epochs.",
  curves: true,
  lines: (curves) => chosen(having(id, curves, NAMES)).shown.flatMap(({ rows }) => rows),
  fits: [],
  draw({ observations, curves = [] }) {
    const finals = having(id, observations, NAMES);
    if (curves.length === 0)
      throw new IsolossError(
        `Cannot draw figure "${id}": it draws evaluations along training, and none is given`,
        "give it the logs of the runs, with a row an evaluation",
      );
    const { all, runs, shown, varied, families, found, shared, sizes, has } = chosen(having(id, curves, NAMES));
    // Without a size of both families each size has one panel.
    const inRow = families.length === 1 || shared.length === 0;
    const along =
      varied && sharesTokens(finals, sizes) && shown.every(({ rows }) => rows.every((row) => row.tokens !== undefined))
        ? "tokens"
        : "epochs";
    const panels = sizes.flatMap((N, i) =>
      families
        .filter((family) => has(family, N))
        .map((family, j) =>
          draw(
            shown.filter(({ rows: [row] }) => row?.params === N && row.family === family),
            {
              shown,
              finals,
              title: `${FAMILIES[family].label}, ${tickLabel(N)} parameters`,
              family,
              varied,
              along,
              isLast: inRow || i === sizes.length - 1,
              isFirst: inRow ? i === 0 : j === 0,
            },
          ),
        ),
    );
    const said = [
      caption(shown, finals, { varied, along }),
      tested(finals, families),
      notDrawn(found, sizes, shared.length > 0 && families.length > 1),
      varied && runs > all.length ? `Of each set only the longest run is drawn; ${runs - all.length} shorter ones are not.` : "",
    ];
    return compose(id, said.filter(Boolean).join(" ") + leftOut(observations, finals), panels, inRow ? sizes.length : families.length);
  },
};

interface Chosen {
  /** Runs along which there are evaluations, and how many more there are. */
  all: readonly Along[];
  runs: number;
  /** Those of the sizes that are drawn. */
  shown: readonly Along[];
  /** Whether unique tokens tell lines apart, and not epochs. */
  varied: boolean;
  families: readonly Family[];
  /** Sizes that there are, those of all families, and those that are drawn. */
  found: readonly number[];
  shared: readonly number[];
  sizes: readonly number[];
  has: (family: Family, N?: number) => boolean;
}

/** Which runs are drawn. */
function chosen(every: readonly Epoch[]): Chosen {
  const runs = groups(every, (row) => `${row.source.file} ${row.run}`).map(([, rows]) => rows);
  const gaps = new Map(checkpointGaps(every, every).map((gap) => [`${gap.source.file} ${gap.run}`, gap]));
  const varied = new Set(every.map((row) => row.uniqueTokens)).size > 1;
  const all = (varied ? longest(runs) : runs).flatMap((rows): Along[] => {
    const gap = gaps.get(`${rows[0]?.source.file} ${rows[0]?.run}`);
    return gap ? [named(rows, gap, varied)] : [];
  });
  const has = (family: Family, N?: number): boolean =>
    all.some(({ rows: [row] }) => row?.family === family && (N === undefined || row.params === N));
  const families = (Object.keys(FAMILIES) as Family[]).filter((family) => has(family));
  const found = levels(all.map(({ rows }) => rows[0]?.params as number));
  const shared = found.filter((N) => families.every((family) => has(family, N)));
  const sizes = (shared.length > 0 ? shared : found).slice(-MOST);
  const shown = all.filter(({ rows }) => sizes.some((N) => N === rows[0]?.params));
  return { all, runs: runs.length, shown, varied, families, found, shared, sizes, has };
}

/** Whether every size of a family has runs on several sets of unique tokens, all of them to the same tokens in all: then those are the common axis. */
function sharesTokens(finals: readonly Epoch[], sizes: readonly number[]): boolean {
  const sizesOf = groups(
    finals.filter(({ params }) => sizes.some((N) => N === params)),
    ({ family, params }) => `${family} ${params}`,
  );
  const share = ([, rows]: readonly [string, readonly Epoch[]]): boolean => {
    const spent = rows.flatMap(({ tokens }) => tokens ?? []);
    const sets = new Set(rows.map(({ uniqueTokens }) => uniqueTokens)).size;
    return sets > 1 && spent.length === rows.length && Math.max(...spent) <= (1 + SAME) * Math.min(...spent);
  };
  return sizesOf.length > 0 && sizesOf.every(share);
}

function named(rows: readonly Epoch[], gap: CheckpointGap, varied: boolean): Along {
  const { uniqueTokens, epochs } = rows.at(-1) as Epoch;
  const key = varied ? uniqueTokens : epochs;
  const rise = gap.gap > THRESHOLDS.riseNats ? ` +${gap.gap.toFixed(2)}` : "";
  const schedule = `${Math.round(key)} ${Math.round(key) === 1 ? "epoch" : "epochs"}`;
  return { rows, gap, key, label: `${varied ? tickLabel(key) : schedule}${rise}` };
}

/** Of runs that differ in length and seed alone, the one that went on longest. */
function longest(runs: readonly Epoch[][]): Epoch[][] {
  const end = (run: readonly Epoch[]): number => run.at(-1)?.epochs ?? 0;
  return groups(runs, ([row]) => alike(row as Epoch, ["tokens", "epochs"])).map(([, same]) =>
    same.reduce((a, b) => (end(b) > end(a) ? b : a)),
  );
}

interface Frame {
  shown: readonly Along[];
  finals: readonly Epoch[];
  title: string;
  family: Family;
  varied: boolean;
  along: "epochs" | "tokens";
  isLast: boolean;
  isFirst: boolean;
}

function draw(own: readonly Along[], { shown, finals, title, family, varied, along, isLast, isFirst }: Frame): Panel {
  const at = (row: Epoch): number => row[along] as number;
  const seen = shown.flatMap(({ rows, gap }) => nearLowest(rows, gap));
  const plane: Plane = {
    x: axisOver(seen.map(at), { title: isLast ? titleOf(along) : null, log: true, most: 7 }),
    y: axisOver(
      seen.map(({ loss }) => loss),
      { title: isFirst ? LOSS_TITLE : null, most: 7 },
    ),
  };
  const keys = levels(own.map(({ key }) => key));
  const colours = ramp(FAMILIES[family].colour, keys.length);
  const lookOf = ({ key }: Along): Stroke => {
    const i = keys.indexOf(key);
    const dash = DASHES[i % DASHES.length];
    return { colour: colours[i] as string, ...(dash && { dash }) };
  };
  const layer: Layer[] = [
    ...own.map((run) =>
      line(
        nearLowest(run.rows, run.gap).map((row) => ({ x: at(row), y: row.loss })),
        { ...lookOf(run), width: 1.5 },
      ),
    ),
    ...own.flatMap((run) => {
      const end = finals
        .filter((row) => row.run === run.gap.run && row.source.file === run.gap.source.file)
        .map((row) => pointOf(row, at(row)));
      return end.length > 0 ? [points(end, { colour: lookOf(run).colour, shape: FAMILIES[family].shape }, { size: 26 })] : [];
    }),
    ...own.flatMap((run) => {
      const { gap, best } = run.gap;
      const lowest = run.rows.find(({ loss }) => loss === best);
      return gap > THRESHOLDS.riseNats && lowest
        ? [points([{ x: at(lowest), y: best }], { colour: lookOf(run).colour, shape: "circle" }, { hollow: true, size: 60 })]
        : [];
    }),
    ...labels(plane, own, { varied, at, lookOf }),
  ];
  return panel(plane, layer, { title, width: 250, height: HEIGHT });
}

/** From where the loss first is near its lowest. */
function nearLowest(rows: readonly Epoch[], { best }: CheckpointGap): readonly Epoch[] {
  return rows.slice(rows.findIndex(({ loss }) => loss <= (1 + NEAR) * best));
}

/** What each line is and how far it rises, right of the panel. */
function labels(plane: Plane, own: readonly Along[], { varied, at, lookOf }: Named): Layer[] {
  // Seeds of one schedule share a name.
  const ends = groups(own, ({ label }) => label).map(([, same]) => same[0] as Along);
  const top = Math.max(...ends.map((run) => run.gap.last));
  return endNames(
    plane,
    HEIGHT,
    ends.map((run) => ({
      x: at(run.rows.at(-1) as Epoch),
      y: run.gap.last,
      text: varied && run.gap.last === top ? `U = ${run.label}` : run.label,
      bold: run.gap.gap > THRESHOLDS.riseNats,
      ...lookOf(run),
    })),
  );
}

interface Named {
  varied: boolean;
  at: (row: Epoch) => number;
  lookOf: (run: Along) => Stroke;
}

interface Stroke {
  colour: string;
  dash?: readonly number[];
}

function caption(
  shown: readonly Along[],
  finals: readonly Epoch[],
  { varied, along }: { varied: boolean; along: "epochs" | "tokens" },
): string {
  const ended = new Set(finals.map((row) => `${row.source.file} ${row.run}`));
  const cut = shown.filter(({ gap }) => !ended.has(`${gap.source.file} ${gap.run}`)).length;
  const both = new Set(shown.map(({ rows }) => rows[0]?.family)).size > 1;
  const decay = levels(shown.flatMap(({ rows }) => rows[0]?.weightDecay ?? []));
  return [
    `Validation loss along training (${shown.length} runs${decay.length > 0 ? `, weight decay ${decay.join(", ")}` : ""})${both ? ", AR beside MDM" : ""}; ${varied ? `each colour, with its dashes, and the number at its right is a set of unique tokens${along === "tokens" ? ", complete schedules repeated to the same tokens in all" : ""}` : "each colour, with its dashes, is a schedule of so many epochs"}.`,
    `Rings are minima; the signed number is how far the last evaluation lies above it, in nats/token, where that is more than ${THRESHOLDS.riseNats}.`,
    `Points are final losses of complete schedules${cut > 0 ? `; the ${cut} lines without one have no final loss among the rows, as runs that were cut off` : ""}. Lines begin where the loss is within ${100 * NEAR} % of its lowest.`,
    shown.some(({ rows }) => rows[0]?.lossKind === "elbo") ? "The loss of MDM is an upper bound, that of AR is exact." : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function notDrawn(found: readonly number[], sizes: readonly number[], shared: boolean): string {
  const rest = found.filter((N) => !sizes.includes(N)).map(tickLabel);
  if (rest.length === 0) return "";
  const why = shared ? `the ${sizes.length === 1 ? "only size" : "largest sizes"} of both families` : "the largest";
  const others = rest.length > MOST_NAMED ? `${rest.length} sizes of ${rest[0]} to ${rest.at(-1)}` : rest.join(", ");
  return `Drawn: ${why}; not drawn: ${others} parameters.`;
}

/** What complete schedules of several lengths say. */
function tested(finals: readonly Epoch[], families: readonly Family[]): string {
  const { groups: all, rising, noise } = riseTest(finals);
  if (all.length === 0) return "";
  const of = (family: Family): string => {
    const count = (rows: readonly { family: string | undefined }[]): number => rows.filter((group) => group.family === family).length;
    return `${count(rising)} of ${count(all)} groups of ${FAMILIES[family].label}`;
  };
  return `By final losses of complete schedules of three or more lengths, ${families.map(of).join(" and ")} end above their lowest by more than ${THRESHOLDS.riseNats}${noise === undefined ? "" : " and than noise between seeds"}.`;
}

import { join } from "node:path";
import {
  bootstrap,
  type FigureData,
  type FigureSpec,
  type Fit,
  figures,
  findLaw,
  fit,
  loadRuns,
  type Observation,
  observations,
  predictorOf,
  recipes,
  type TableOptions,
  withIntervals,
} from "../src/index.ts";

/** Figures of the papers that isoloss's kinds come from, drawn anew by the same kinds from the published numbers in a folder. */

export interface PublishedFigure {
  id: string;
  /** Which figure of which paper. */
  of: string;
  draw(data: string): Promise<FigureSpec>;
}

const LAW = findLaw("data-constrained");
/** Base law of C4: what stage two of the paper holds. */
const C4 = baseOf(LAW.published.find(({ id }) => id === "c4")?.theta ?? {});
const REFITS = 200;
/** Share of its schedule at which a curve that was read from a picture has come to its end. */
const WHOLE = 0.95;

/** Recovered from the drawn curves of figure 5 of arXiv:2507.15857, which prints no base law; R_D* of its table 1, R_N* of AR as its figure 6 is drawn with. */
const RECOVERED = {
  ar: { A: Math.exp(5.6562), B: Math.exp(6.6509), E: Math.exp(0.6053), alpha: 0.309, beta: 0.309, RD: 31.19, RN: 38 },
  mdm: { A: Math.exp(5.5261), B: Math.exp(7.0333), E: Math.exp(0.6819), alpha: 0.3021, beta: 0.3021, RD: 493.89, RN: 1265.65 },
} as const;

export const publishedFigures: readonly PublishedFigure[] = [
  { id: "headline", of: "arXiv:2509.14786, figure 1: recipes and what they are worth in data", draw: headline },
  {
    id: "return-on-repeats",
    of: "arXiv:2305.16264, figure 5: loss over epochs at fixed compute and at fixed unique tokens",
    draw: returnOnRepeats,
  },
  { id: "iso-loss", of: "arXiv:2305.16264, figure 3: iso-loss contours with the efficient frontier", draw: isoLoss },
  {
    id: "critical-compute",
    of: "arXiv:2507.15857, figure 6: compute beyond which MDM is lower, by the laws recovered from its figure 5",
    draw: criticalCompute,
  },
  { id: "ar-against-mdm", of: "arXiv:2507.15857, figure 4: validation loss along training at 1e19 FLOP", draw: arAgainstMdm },
  { id: "isoflop", of: "arXiv:2203.15556, figure 3, from the runs read from its figure 4 by Besiroglu et al. 2024", draw: isoflop },
];

async function rowsOf(data: string, file: string, options: TableOptions = {}): Promise<Observation[]> {
  return observations((await loadRuns([join(data, file)])).runs, options).observations;
}

function draw(kind: string, data: FigureData): FigureSpec {
  const found = figures.find(({ id }) => id === kind);
  if (!found) throw new Error(`no kind of figure is named ${kind}`);
  return found.draw(data);
}

/** The sizes by name, as the paper counts them; ensembles of the best single setting, and their published limit, which two points do not give. */
async function headline(data: string): Promise<FigureSpec> {
  const all = await rowsOf(data, "infinite-compute/runs_200m.csv", { where: ["params_label=150M|300M|600M|1.4B"] });
  const named = all.map((row) => ({ ...row, params: Number(row.fields.params_nominal_b) * 1e9 }));
  const single = named.filter(({ recipe, members = 1 }) => members === 1 && (recipe === "standard" || recipe === "regularized"));
  const [one] = single.filter(({ recipe, params }) => recipe === "regularized" && params === 3e8);
  const pairs = named.filter(({ recipe, members, params }) => recipe === "ensemble" && members === 2 && params === 3e8);
  const ensembles = [{ ...(one as Observation), run: "300M, K = 1", recipe: "ensemble" as const, members: 1 }, ...pairs];
  const rows = [...single, ...ensembles];
  const limit = fit(findLaw("power", { in: "members" }), ensembles, { loss: "squared", residual: "linear", fixed: { E: 3.336 } });
  const { theta = {} } =
    findLaw("power", { in: "unique_tokens" }).published.find(({ id }) => id === "infinite-compute-standard-unique-tokens") ?? {};
  const baseline = { parameters: theta, from: "arXiv:2509.14786, figure 7" };
  return draw("data-efficiency", { observations: rows, recipes: await recipes(rows), fits: [limit], baseline });
}

interface Repeated {
  rows: Observation[];
  law: Fit;
}

const fitted = new Map<string, Promise<Repeated>>();

/** The 182 runs of the published fit and their law, which two figures share. */
function repeated(data: string): Promise<Repeated> {
  const found = fitted.get(data) ?? fitRepeated(data);
  fitted.set(data, found);
  return found;
}

async function fitRepeated(data: string): Promise<Repeated> {
  const rows = await rowsOf(data, "datablations/muennighoff_runs.csv", { where: ["in_fit_182=1"] });
  const bare = fit(LAW, rows, { fixed: C4 });
  return { rows, law: withIntervals(bare, await bootstrap(bare, { replicates: REFITS })) };
}

async function returnOnRepeats(data: string): Promise<FigureSpec> {
  const { rows, law } = await repeated(data);
  return draw("return-on-repetition", { observations: rows, fits: [law] });
}

async function isoLoss(data: string): Promise<FigureSpec> {
  const { rows, law } = await repeated(data);
  return draw("iso-loss", { observations: rows, fits: [law] });
}

/** The runs behind the laws are not published: the laws are asked at the paper's sets of unique tokens, and stand for their runs. */
async function criticalCompute(): Promise<FigureSpec> {
  const fits = (["ar", "mdm"] as const).map((family) => {
    const { RD: _, RN: __, ...base } = RECOVERED[family];
    return fit(LAW, ofLaw(family), { fixed: base });
  });
  const spec = draw("critical-compute", { observations: fits.flatMap((one) => one.observations), fits });
  const caption = `${spec.description} No run behind it is published: what stands for runs here are the recovered laws themselves.`;
  const title = { ...(spec.title as object), text: "By recovered laws: no run behind them is published." };
  return { ...spec, title, description: caption, usermeta: { isoloss: { ...spec.usermeta.isoloss, caption } } };
}

function ofLaw(family: keyof typeof RECOVERED): Observation[] {
  const law = predictorOf(LAW, RECOVERED[family]);
  const design = [2.5e7, 5e7, 1e8].flatMap((U) =>
    [7e6, 1e8, 2.5e9].flatMap((N) => [1, 8, 64, 400].map((epochs) => ({ U, N, epochs, D: U * epochs }))),
  );
  return design.map(({ U, N, epochs, D }, i) => ({
    run: `law of ${family}, ${i + 1}`,
    source: { file: "figures/publishedFigures.ts" },
    checkpoint: "final",
    family,
    lossKind: family === "ar" ? "nll" : "elbo",
    params: N,
    tokens: D,
    uniqueTokens: U,
    epochs,
    loss: law.loss({ N, D, U }),
    fields: { synthetic: true },
  }));
}

async function arAgainstMdm(data: string): Promise<FigureSpec> {
  const read = await rowsOf(data, "diffusion/prabhudesai_curves_1e19.csv", { checkpoint: "every", incomplete: true });
  const curves = read.map(
    ({ fields, ...row }): Observation => ({
      ...row,
      fields,
      run: `${row.family}, ${fields.planned_epochs} epochs`,
      checkpoint: "every",
      tokens: Number(fields.tokens_seen),
      epochs: Number(fields.epochs_seen),
    }),
  );
  // Some curves could be read to a part of their schedule only, and have no final loss.
  const ends = [...new Map(curves.map((row) => [row.run, row])).values()].filter(
    ({ epochs = 0, fields }) => epochs > WHOLE * Number(fields.planned_epochs),
  );
  return draw("overfit", { observations: ends.map((row) => ({ ...row, checkpoint: "final" })), curves });
}

async function isoflop(data: string): Promise<FigureSpec> {
  return draw("isoflop", { observations: await rowsOf(data, "chinchilla/chinchilla_epoch.csv", { where: ["kept_by_replication=1"] }) });
}

function baseOf({ A, B, E, alpha, beta }: Readonly<Record<string, number>>): Record<string, number> {
  return { A, B, E, alpha, beta } as Record<string, number>;
}

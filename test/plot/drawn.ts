import { type FigureData, type FigureKind, type FigureSpec, figures, type Observation, recipes } from "../../src/index.ts";

// What a spec draws, read back from it.

export type Datum = Readonly<Record<string, number | string | undefined>>;

/** Layers with data of their own, in the order in which they are drawn. */
export interface Drawn {
  mark: Readonly<Record<string, unknown>>;
  rows: readonly Datum[];
}

/** Every layer of the panel of that number. */
export function panelOf({ concat }: FigureSpec & { concat?: unknown }, number: number): Drawn[] {
  return layersOf((concat as unknown[])[number]);
}

function layersOf(value: unknown, inherited?: readonly Datum[]): Drawn[] {
  if (typeof value !== "object" || value === null) return [];
  const { data, mark, layer } = value as { data?: { values: Datum[] }; mark?: Drawn["mark"]; layer?: unknown[] };
  const rows = data?.values ?? inherited;
  return [...(mark && rows ? [{ mark, rows }] : []), ...(layer ?? []).flatMap((one) => layersOf(one, rows))];
}

export const kindOf = (id: string): FigureKind => figures.find((kind) => kind.id === id) as FigureKind;

export const captionOf = (spec: FigureSpec): string => spec.usermeta.isoloss.caption;

export const marksOf = (layers: readonly Drawn[], type: string): Drawn[] => layers.filter(({ mark }) => mark.type === type);

export const wordsOf = (layers: readonly Drawn[]): string[] =>
  marksOf(layers, "text").flatMap(({ rows }) => rows.map(({ text }) => String(text)));

/** Points that stand for runs. */
export const runsOf = (layers: readonly Drawn[]): Datum[] =>
  marksOf(layers, "point").flatMap(({ rows }) => rows.filter(({ run }) => run !== undefined));

/** Rows with their comparison from few draws. */
export async function compared(observations: Observation[]): Promise<FigureData> {
  return { observations, recipes: await recipes(observations, { replicates: 10 }) };
}

export function near(got: unknown, expected: number, tolerance = 1e-5): boolean {
  return typeof got === "number" && Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected));
}

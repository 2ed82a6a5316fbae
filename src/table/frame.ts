import { IsolossError } from "../errors.ts";
import type { Field, Observation } from "../run.ts";

/** What isoloss needs of a table with named columns: a danfojs-node DataFrame has it, and so has any object of this form. */
export interface Frame {
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
}

type Property = Exclude<keyof Observation, "source" | "fields">;
type Kind = "text" | "number" | "list" | readonly string[];

// Keyed by property, so that a property without a column does not compile.
const KINDS: Record<Property, Kind> = {
  run: "text",
  family: ["ar", "mdm"],
  lossKind: ["nll", "elbo", "masked_ce"],
  lossWeight: "text",
  mcSamples: "number",
  recipe: ["standard", "regularized", "ensemble", "distilled", "self_distilled"],
  stage: ["pretrain", "cpt", "sft"],
  tokenOrder: ["left_to_right", "permuted"],
  checkpoint: ["final", "best", "every"],
  loss: "number",
  params: "number",
  paramsNonEmbedding: "number",
  tokens: "number",
  uniqueTokens: "number",
  epochs: "number",
  compute: "number",
  weightDecay: "number",
  dropout: "number",
  tokenMasking: "number",
  flopsPerToken: "number",
  teacherLoss: "number",
  weightBits: "number",
  activationBits: "number",
  kvCacheBits: "number",
  learningRate: "number",
  members: "number",
  seed: "number",
  vocab: "number",
  tokenizer: "text",
  evalSet: "text",
  memberRuns: "list",
  teacherRuns: "list",
};
const PROPERTIES = Object.keys(KINDS) as Property[];
const REQUIRED: readonly Property[] = ["run", "checkpoint", "loss"];
const FILE = "source_file";
const LINE = "source_line";
// Raw columns keep the file's own names, which may equal ours.
const RAW = "fields.";

const column = (property: Property): string => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * A danfojs-node DataFrame of observations: columns in the glossary's words and units (`unique_tokens`, loss in nats/token),
 * `source_file` and `source_line`, and the log's raw columns as `fields.NAME`; values are kept exactly, a missing one is undefined.
 *
 * Throws an IsolossError where danfojs-node is not installed: it is optional.
 *
 * @example
 * (await toFrame(rows)).columns.includes("unique_tokens") // true
 */
export async function toFrame<F extends Frame = Frame>(rows: readonly Observation[]): Promise<F> {
  const used = PROPERTIES.filter((property) => REQUIRED.includes(property) || rows.some((row) => row[property] !== undefined));
  const raw = [...new Set(rows.flatMap((row) => Object.keys(row.fields)))];
  const columns = [...used.map(column), FILE, LINE, ...raw.map((name) => RAW + name)];
  const values = rows.map((row) => [
    ...used.map((property) => row[property]),
    row.source.file,
    row.source.line,
    ...raw.map((name) => (Object.hasOwn(row.fields, name) ? row.fields[name] : undefined)),
  ]);
  return frameOf<F>(columns, values);
}

/**
 * A danfojs-node DataFrame of these columns and rows of values.
 *
 * Throws an IsolossError where danfojs-node is not installed: it is optional.
 *
 * @example
 * (await frameOf(["U", "loss"], [[1e8, 3.4]])).columns // ["U", "loss"]
 */
export async function frameOf<F extends Frame = Frame>(columns: readonly string[], values: readonly (readonly unknown[])[]): Promise<F> {
  const DataFrame = await danfo<F>();
  return new DataFrame(values, { columns });
}

/**
 * The observations in a frame: the inverse of `toFrame`. A column of no known name becomes a raw field of that name; rows of a
 * frame that names no source are placed in the file "frame", by row.
 *
 * Throws an IsolossError where the column `run`, `checkpoint` or `loss` is missing, or a value is not of its column's kind.
 *
 * @example
 * fromFrame(await toFrame(rows)).length === rows.length // true
 */
export function fromFrame(frame: Frame): Observation[] {
  const names = frame.columns;
  for (const property of REQUIRED) {
    if (!names.includes(column(property))) {
      throw new IsolossError(
        `Cannot read observations from a frame without a column "${column(property)}": found ${names.join(", ") || "no column"}`,
        "Start from a frame that toFrame made, or add the column.",
      );
    }
  }
  return frame.values.map((values, i) => observation(names, values as readonly unknown[], i + 1));
}

function observation(names: readonly string[], values: readonly unknown[], line: number): Observation {
  const cells = new Map(names.map((name, j) => [name, values[j]]));
  const take = (name: string): unknown => {
    const value = cells.get(name);
    cells.delete(name);
    return value;
  };
  const known: Partial<Record<Property, unknown>> = {};
  for (const property of PROPERTIES) {
    const value = take(column(property));
    if (!isMissing(value, KINDS[property])) known[property] = checked(value, property, line);
    else if (REQUIRED.includes(property)) throw unreadable(value, property, line);
  }
  const file = take(FILE);
  const at = take(LINE);
  const source = typeof file !== "string" ? { file: "frame", line } : typeof at === "number" && at > 0 ? { file, line: at } : { file };
  // fromEntries and not assignment: a column may be named __proto__.
  const fields: Record<string, Field> = Object.fromEntries(
    [...cells]
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name.startsWith(RAW) ? name.slice(RAW.length) : name, value as Field]),
  );
  return { ...known, source, fields } as Observation;
}

// danfo writes NaN for a hole whatever the column holds; among numbers NaN is a value of the log, to be reported and not lost.
function isMissing(value: unknown, kind: Kind): boolean {
  return value === undefined || value === null || (Number.isNaN(value) && kind !== "number");
}

function checked(value: unknown, property: Property, line: number): unknown {
  const kind = KINDS[property];
  const fits =
    kind === "list"
      ? Array.isArray(value) && value.every((item) => typeof item === "string")
      : kind === "number"
        ? typeof value === "number"
        : typeof value === "string" && (kind === "text" || kind.includes(value));
  if (!fits) throw unreadable(value, property, line);
  return value;
}

function unreadable(value: unknown, property: Property, line: number): IsolossError {
  const kind = KINDS[property];
  const wanted = typeof kind !== "string" ? kind.join(" | ") : kind === "list" ? "a list of texts" : `a ${kind}`;
  return new IsolossError(
    `Cannot read ${column(property)} ${JSON.stringify(value) ?? "missing"} of row ${line} of a frame: expected ${wanted}`,
  );
}

type DataFrameClass<F> = new (values: readonly (readonly unknown[])[], options: { columns: readonly string[] }) => F;

async function danfo<F>(): Promise<DataFrameClass<F>> {
  try {
    const module = await import("danfojs-node");
    return module.DataFrame as unknown as DataFrameClass<F>;
  } catch (error) {
    // A danfo that is there but lacks something is no matter of a missing package: its own error says more.
    if (!/danfojs-node/.test(String(error).split("\n", 1)[0] as string)) throw error;
    throw new IsolossError(
      "Cannot make a frame: the optional package danfojs-node is not installed, version 1.2.0 is wanted",
      "Run `npm install danfojs-node@1.2.0` beside isoloss.",
    );
  }
}

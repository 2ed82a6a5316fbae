import { warning } from "../fit/diagnostic.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Diagnostic } from "../fit/types.ts";
import type { Observation } from "../run.ts";
import type { Frontier } from "./frontier.ts";

/** Passes over the data up to which tokens count as fresh. */
const ONCE = 1.01;
/** Decades of compute below which an exponent is one of chance. */
const DECADE = 1;
/** Share of draws without a frontier that is said. */
const OFTEN = 0.05;

/** What is doubtful in rows whose losses are compared at equal compute. */
export function rowFindings(rows: readonly Observation[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const mixed = (name: "family" | "lossKind" | "evalSet" | "tokenizer", code: string, title: string): void => {
    const kinds = [...new Set(rows.map((row) => row[name] ?? "unknown"))];
    if (kinds.length > 1)
      found.push(warning(code, `the rows mix ${title}: ${kinds.join(", ")}`, "their losses are not one curve: choose one with --where"));
  };
  mixed("family", "mixed-families", "families");
  mixed("lossKind", "mixed-loss-kinds", "kinds of loss");
  mixed("evalSet", "mixed-eval-sets", "evaluation sets");
  mixed("tokenizer", "mixed-tokenizers", "tokenizers");
  const repeated = rows.filter((row) => (row.epochs ?? 1) > ONCE);
  if (repeated.length > 0)
    found.push(
      warning(
        "repeated-data",
        `${repeated.length} of ${rows.length} rows repeat their data, up to ${Math.max(...repeated.map((row) => row.epochs as number)).toPrecision(3)} epochs`,
        'sizes that are best for compute suppose fresh tokens: keep rows of one pass with --where "epochs<=1"',
      ),
    );
  const ratios = rows.flatMap((row) => (row.tokens && row.params && row.compute ? row.compute / (6 * row.params * row.tokens) : []));
  const [least, most] = THRESHOLDS.compute;
  const off = ratios.filter((ratio) => ratio < least || ratio > most);
  if (off.length > 0)
    found.push(
      warning(
        "compute-not-6nd",
        `${off.length} of ${rows.length} rows log a compute that is ${Math.min(...off).toPrecision(3)} to ${Math.max(...off).toPrecision(3)} times 6·N·D`,
        "D_opt is C/(6·N_opt) whatever was logged: check the unit of compute, and whether N counts embeddings (--params)",
      ),
    );
  return found;
}

/** How far the compute that is asked for lies outside what a frontier was read from, and whether that spans enough. */
export function rangeFindings(compute: number, from: number, to: number, what: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (to > from && Math.log10(to / from) < DECADE)
    found.push(
      warning(
        "narrow-range",
        `${what} span a factor ${(to / from).toPrecision(2)} in compute`,
        "an exponent wants a decade or more: add runs at other compute",
      ),
    );
  const decades = Math.max(Math.log10(compute / to), Math.log10(from / compute));
  if (decades > THRESHOLDS.extrapolates)
    found.push(
      warning(
        "extrapolates",
        `${compute.toExponential(2)} FLOP lies ${decades.toPrecision(2)} decades outside the compute of ${what}`,
        "the interval supposes that the power law goes on",
      ),
    );
  return found;
}

/** Draws without an exponent are not in its interval, which then tells less than it seems to. */
export function drawFindings({ a }: Pick<Frontier, "a">): Diagnostic[] {
  if (!(a.missing > OFTEN)) return [];
  return [
    warning(
      "often-none",
      `${Math.round(100 * a.missing)} % of draws have no exponent, and are not in the interval`,
      "the runs hardly determine a best size: add sizes on both sides of it",
    ),
  ];
}

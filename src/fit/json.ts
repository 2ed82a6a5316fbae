import { IsolossError } from "../errors.ts";
import type { Fit } from "./types.ts";

/** JSON has no ±Infinity and no NaN: they are written as these strings. */
const ODD: Readonly<Record<string, number>> = {
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
  NaN: Number.NaN,
};

/** Any plain data as JSON, with ±Infinity and NaN as strings. */
export function toJson(value: unknown, space = 2): string {
  return JSON.stringify(value, (_, x: unknown) => (typeof x === "number" && !Number.isFinite(x) ? String(x) : x), space);
}

/**
 * Reads fits back from `fit.json` text: one object or an array of them.
 *
 * @param text what `toJson` wrote of fits.
 * @param file named in errors.
 * @throws IsolossError when the text is not JSON or not a fit.
 */
export function fitsFromJson(text: string, file: string): Fit[] {
  let value: unknown;
  try {
    value = JSON.parse(text, (_, x: unknown) => (typeof x === "string" && Object.hasOwn(ODD, x) ? ODD[x] : x));
  } catch (error) {
    throw new IsolossError(
      `${file}: Cannot read a fit: ${error instanceof Error ? error.message : String(error)}`,
      "write one with: isoloss fit LAW PATH -o fit.json",
    );
  }
  const list = Array.isArray(value) ? value : [value];
  for (const item of list) {
    const missing = ["law", "estimates", "solution", "options", "observations"].filter(
      (key) => !(typeof item === "object" && item !== null && key in item),
    );
    if (missing.length > 0)
      throw new IsolossError(
        `${file}: Cannot read a fit: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`,
        "write one with isoloss fit LAW PATH -o fit.json; the --json of a fit keeps no rows",
      );
  }
  return list as Fit[];
}

/** The stable machine-readable face of a fit: what `isoloss fit --json` prints; rows and draws stay in the artifact. */
export function summary(fit: Fit): Record<string, unknown> {
  const { law, observations: _rows, solution: _solution, draws, ...face } = fit;
  const { theta: _theta, names: _names, ...bootstrap } = draws ?? { theta: [], names: [] };
  return { law: law.id, formula: law.formula, ...face, ...(draws && { bootstrap }) };
}

import { IsolossError } from "../errors.ts";
import { hash } from "../table/hash.ts";
import { VERSION } from "../version.ts";
import { warning } from "./diagnostic.ts";
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
 * @throws IsolossError when the text is not JSON or not a fit, or its rows are not those that were fitted.
 */
export function fitsFromJson(text: string, file: string): Fit[] {
  let value: unknown;
  let written: unknown;
  try {
    value = JSON.parse(text, (_, x: unknown) => (typeof x === "string" && Object.hasOwn(ODD, x) ? ODD[x] : x));
    written = JSON.parse(text);
  } catch (error) {
    throw new IsolossError(
      `${file}: Cannot read a fit: ${error instanceof Error ? error.message : String(error)}`,
      "write one with: isoloss fit LAW PATH -o fit.json",
    );
  }
  const list = Array.isArray(value) ? value : [value];
  for (const item of list) {
    const missing = ["law", "estimates", "solution", "options", "observations", "data", "version"].filter(
      (key) => !(typeof item === "object" && item !== null && key in item),
    );
    if (missing.length > 0)
      throw new IsolossError(
        `${file}: Cannot read a fit: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`,
        "write one with isoloss fit LAW PATH -o fit.json; the --json of a fit keeps no rows",
      );
  }
  const plain = Array.isArray(written) ? written : [written];
  return (list as Fit[]).map((fit, i) => checked(fit, plain[i].observations, file));
}

/**
 * A fit whose rows hash to what it says of them. `written` are they before strings became ±Infinity or NaN: a raw column may hold such words as text.
 *
 * Another version may hash otherwise, so there a difference is a finding and no refusal.
 */
function checked(fit: Fit, written: Fit["observations"], file: string): Fit {
  if (!Array.isArray(fit.observations) || typeof fit.data?.sha256 !== "string")
    throw new IsolossError(
      `${file}: Cannot read a fit: observations is no list of rows, or data states no sha256`,
      "write one with: isoloss fit LAW PATH -o fit.json",
    );
  if ([fit.observations, written].some((rows) => hash(rows) === fit.data.sha256)) return fit;
  const message = `the ${fit.observations.length} rows in it are not those that were fitted (SHA-256 ${hash(fit.observations).slice(0, 12)}…, at the fit ${fit.data.sha256.slice(0, 12)}…)`;
  if (fit.version === VERSION)
    throw new IsolossError(`${file}: Cannot use the fit: ${message}`, "fit the changed rows anew: isoloss fit LAW PATH -o fit.json");
  const said = warning(
    "artifact-altered",
    `${message}, or isoloss ${fit.version} hashed them otherwise than ${VERSION}`,
    "fit again with this version: isoloss fit LAW PATH -o fit.json",
  );
  return { ...fit, diagnostics: [...fit.diagnostics, said] };
}

/** The stable machine-readable face of a fit: what `isoloss fit --json` prints; rows and draws stay in the artifact. */
export function summary(fit: Fit): Record<string, unknown> {
  const { law, observations: _rows, solution: _solution, draws, ...face } = fit;
  const { theta: _theta, names: _names, ...bootstrap } = draws ?? { theta: [], names: [] };
  return { law: law.id, formula: law.formula, ...face, ...(draws && { bootstrap }) };
}

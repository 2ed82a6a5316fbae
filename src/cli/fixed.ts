import { IsolossError, type Law, suggestion, UsageError } from "../index.ts";
import { list, numbers } from "./given.ts";
import { remark } from "./print.ts";
import { readFits } from "./readFits.ts";

const PUBLISHED = "published:";

/**
 * Parameters to hold: `E=1.87`, or those of a published set (`published:c4`, all of its parameters that the law has, or `published:c4:A,B`
 * for some), or the estimates of an earlier fit (`--fix-from base.json`), whose parameters of the same names are held: a fit in two stages.
 *
 * @throws UsageError for an unknown set or parameter; IsolossError for a fit that shares no parameter with the law.
 */
export async function fixedParameters(law: Law, fix: readonly string[] = [], from?: string): Promise<Record<string, number>> {
  const fixed = from === undefined ? {} : await estimatesOf(law, from);
  return Object.assign(fixed, statedParameters(law, fix, "--fix"));
}

/** Parameters by value or of a published set, as `fixedParameters` reads them. */
export function statedParameters(law: Law, fix: readonly string[], flag: string): Record<string, number> {
  const sets = fix.filter((text) => text.startsWith(PUBLISHED));
  const fixed = {};
  for (const text of sets) Object.assign(fixed, publishedOf(law, text));
  return Object.assign(
    fixed,
    numbers(
      flag,
      fix.filter((text) => !sets.includes(text)),
    ),
  );
}

function publishedOf(law: Law, text: string): Record<string, number> {
  const [id = "", chosen] = text.slice(PUBLISHED.length).split(":");
  const set = law.published.find((published) => published.id === id);
  if (!set)
    throw new UsageError(
      `Cannot hold parameters at published set "${id}": law "${law.id}" has ${law.published.length === 0 ? "no published sets" : "no such set"}`,
      law.published.length === 0
        ? "hold them by value, as --fix E=1.87"
        : suggestion(
            id,
            law.published.map((published) => published.id),
            "its published sets are",
          ),
    );
  const names = chosen === undefined ? Object.keys(set.theta) : list([chosen]);
  return Object.fromEntries(
    names.map((name) => {
      const value = set.theta[name];
      if (value === undefined)
        throw new UsageError(
          `Cannot hold ${name} at published set "${id}": it does not state ${name}`,
          suggestion(name, Object.keys(set.theta), "it states"),
        );
      return [name, value];
    }),
  );
}

async function estimatesOf(law: Law, file: string): Promise<Record<string, number>> {
  const fits = await readFits(file);
  const [fit] = fits;
  if (!fit || fits.length > 1)
    throw new IsolossError(`${file}: Cannot hold parameters at ${fits.length} fits: expected one`, "keep one group with: isoloss fit … -o");
  const shared = Object.keys(fit.estimates).filter((key) => law.parameters.some(({ name }) => name === key.replace(/\[.*/s, "")));
  if (shared.length === 0)
    throw new IsolossError(
      `${file}: Cannot hold parameters of law "${law.id}" at a fit of "${fit.law.id}": they share none`,
      `the fit has ${Object.keys(fit.estimates).join(", ")}`,
    );
  remark(`held from ${file}: ${shared.join(", ")}`);
  return Object.fromEntries(shared.map((name) => [name, fit.estimates[name] as number]));
}

import { existsSync } from "node:fs";
import { type Design, designOf, type Fit, findLaw, IsolossError, type Law, newRunNoise, UsageError } from "../../index.ts";
import { statedParameters } from "../fixed.ts";
import { short } from "../numbers.ts";
import { remark } from "../print.ts";
import { readFits } from "../readFits.ts";

/** The law that is true of what is simulated, and what stands in where a flag is silent. */
export interface Truth {
  law: Law;
  theta: Readonly<Record<string, number>>;
  /** Where the parameters are from. */
  origin: string;
  design?: { value: Design; origin: string };
  noise?: { value: number; origin: string };
  /** Parameters that fits of the simulated runs are to hold: those that the example's design does not determine. */
  held: Readonly<Record<string, number>>;
  /** The file of a fit, which no output may overwrite. */
  file?: string;
}

/** The truth of a law's id or formula with `--set`, or of a fit that was kept. */
export async function truthOf(given: { law: string; in?: string | undefined; set?: string[] | undefined }): Promise<Truth> {
  if (!existsSync(given.law)) return ofLaw(given);
  if (given.in !== undefined)
    throw new UsageError(`Cannot use --in with ${given.law}: a fit has its own quantity`, "--in is for a law's id");
  const fits = await readFits(given.law);
  const [fit] = fits;
  if (!fit || fits.length > 1)
    throw new IsolossError(`${given.law}: Cannot simulate from ${fits.length} fits: expected one`, "keep one group with: isoloss fit … -o");
  return ofFit(fit, given.law, given.set);
}

function ofFit(fit: Fit, file: string, set: readonly string[] | undefined): Truth {
  if (fit.options.separate)
    throw new IsolossError(
      `${file}: Cannot simulate from a fit whose parameters are separate by ${fit.options.separate.by}: runs have one law`,
      "fit one group alone with --where, and simulate each",
    );
  const changed = statedParameters(fit.law, named(set), "--set");
  const { sd, said, diagnostics } = newRunNoise(fit);
  for (const { severity, message } of diagnostics) remark(`${severity}: ${message}`);
  return {
    law: fit.law,
    theta: { ...fit.estimates, ...changed },
    origin: [`estimates of ${file}`, ...over(changed)].join(", "),
    design: { value: designOf(fit.observations), origin: `the rows of ${file}` },
    noise: { value: sd, origin: `${said} of ${file}` },
    held: fit.options.fixed,
    file,
  };
}

function ofLaw({ law: text, in: quantity, set }: { law: string; in?: string | undefined; set?: string[] | undefined }): Truth {
  if (/\.json$/.test(text))
    throw new IsolossError(`${text}: Cannot read a fit: no such file`, "check the path; isoloss laws lists the laws");
  const law = findLaw(text, quantity === undefined ? {} : { in: quantity });
  const texts = named(set);
  const base = texts.some((one) => one.startsWith("published:")) ? undefined : law.example;
  const stated = statedParameters(law, texts, "--set");
  const values = texts.filter((one) => !one.startsWith("published:"));
  const sets = texts.filter((one) => one.startsWith("published:")).map((one) => `published set ${one.slice("published:".length)}`);
  const from = base && law.parameters.some(({ name }) => !(name in stated)) ? ["the law's example"] : sets;
  const unknown = Object.keys(stated).filter((name) => !law.parameters.some((p) => p.name === name));
  if (unknown.length > 0)
    throw new UsageError(
      `Cannot set ${unknown.join(", ")}: law "${law.id}" has no such parameter`,
      `its parameters are ${law.parameters.map(({ name }) => name).join(", ")}`,
    );
  const { example } = law;
  const held = Object.fromEntries(Object.keys(example?.held ?? {}).map((name) => [name, stated[name] ?? (example?.theta[name] as number)]));
  return {
    law,
    theta: { ...base?.theta, ...stated },
    origin: [...from, ...values].join(", "),
    ...(example && {
      design: { value: example.design, origin: "the law's example" },
      noise: { value: example.noise, origin: "the law's example" },
    }),
    held,
  };
}

/** A bare word is a published set, as in `isoloss predict --set`. */
function named(set: readonly string[] = []): string[] {
  return set.map((text) => (text.includes("=") || text.startsWith("published:") ? text : `published:${text}`));
}

function over(changed: Readonly<Record<string, number>>): string[] {
  return Object.entries(changed).map(([name, value]) => `${name}=${value}`);
}

/** Parameters in one line. */
export function thetaText(theta: Readonly<Record<string, number>>): string {
  return Object.entries(theta)
    .map(([name, value]) => `${name} ${short(value)}`)
    .join(", ");
}

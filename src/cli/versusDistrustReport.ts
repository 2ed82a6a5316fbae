import type { Diagnostic, Versus, VersusFits } from "../index.ts";
import { count, short } from "./numbers.ts";
import { CONFOUNDED } from "./versusTable.ts";
import { findingLines, wrapped } from "./wrapped.ts";

/** What a comparison of families is to be distrusted for, and the runs that would tell more. */

const SEVERITIES = ["error", "warning", "note"] as const;
const FAMILIES = ["ar", "mdm"] as const;

export function distrustSection(found: Versus): string[] {
  const all = [...ofLogs(found), ...ofLaws(found)];
  const told = [...new Map(all.map((one) => [one.message, one])).values()];
  if (told.length === 0) return ["", "Nothing to distrust was found."];
  const worstFirst = SEVERITIES.flatMap((severity) => told.filter((one) => one.severity === severity));
  return ["", "What to distrust, and what to do", ...worstFirst.flatMap(findingLines), ...fitsSay(found)];
}

function ofLogs({ comparability, settings, rises }: Versus): readonly Diagnostic[] {
  return [
    // What is not logged is listed where the losses are compared.
    ...comparability.diagnostics.filter(({ code }) => code !== "tag-not-logged"),
    ...("reason" in settings ? [] : settings.diagnostics.filter(({ code }) => !CONFOUNDED.includes(code))),
    ...rises.diagnostics,
  ];
}

/** Of the fits that the numbers above are from; those of each family under its name. */
function ofLaws({ laws }: Versus): readonly Diagnostic[] {
  if ("reason" in laws) return [];
  const { all, withoutRising, effect, base } = laws;
  const used = withoutRising ?? all;
  const named = (family: string, list: readonly Diagnostic[]): Diagnostic[] =>
    list.map((one) => ({ ...one, message: `${family.toUpperCase()}: ${one.message}` }));
  return [
    ...("reason" in used
      ? []
      : [...used.paired.diagnostics, ...FAMILIES.flatMap((family) => named(family, used.repeats[family].diagnostics))]),
    ...(effect && "left" in effect ? effect.diagnostics : []),
    ...("reason" in base
      ? []
      : FAMILIES.flatMap((family) =>
          [base.transport[family], base.constant[family]].flatMap((one) => ("reason" in one ? [] : named(family, one.diagnostics))),
        )),
  ];
}

function fitsSay({ laws }: Versus): string[] {
  if ("reason" in laws) return [];
  const parts = [["all rows", laws.all] as const, ...(laws.withoutRising ? [["without rising", laws.withoutRising] as const] : [])];
  return parts.flatMap(([name, one]) => ("reason" in one ? [] : wrapped(`the fit of ${name} says of itself: ${codes(one)}`, "  ", "  ")));
}

/** One a code, with the parameters that it is of; what a comparison of families always is goes unsaid. */
function codes({ paired: { joint } }: VersusFits): string {
  const found = new Map<string, string[]>();
  for (const { code, parameter } of joint.diagnostics)
    if (code !== "mixed-loss-kinds") found.set(code, [...(found.get(code) ?? []), ...(parameter === undefined ? [] : [parameter])]);
  return [...found].map(([code, of]) => (of.length > 0 ? `${code} ${of.join(", ")}` : code)).join("; ") || "nothing to distrust";
}

const MOST = 5;

/** Runs that would close what is open: epochs that both families have, and places between those that enclose a crossing. */
export function nextSection({ open, verdicts }: Versus): string[] {
  const missing = open.map(
    ({ uniqueTokens, params, regularisation, reason }) =>
      `U = ${count(uniqueTokens)}, N = ${count(params)}${regularisation ? `, ${regularisation}` : ""}: ${reason}: train either family for epochs of the other`,
  );
  const wide = verdicts.flatMap(({ uniqueTokens, params, crossing }) => {
    const found = crossing?.crossover;
    if (found?.kind !== "crossing" || found.between[1] / found.between[0] < WIDE) return [];
    const [low, high] = found.between;
    return [
      `U = ${count(uniqueTokens)}${params === undefined ? "" : `, N = ${count(params)}`}: the crossing by ${crossing?.metric} lies between ${short(low, 3)} and ${short(high, 3)} epochs: train both for ${short(Math.sqrt(low * high), 2)} epochs`,
    ];
  });
  const all = [...wide, ...missing];
  if (all.length === 0) return [];
  return [
    "",
    `Next${all.length > MOST ? ` (${MOST} of ${all.length}; the rest is "open" in --json)` : ""}`,
    ...all.slice(0, MOST).map((line) => `  ${line}`),
  ];
}

/** Measurements that enclose a crossing are wide apart from this factor on. */
const WIDE = 1.3;

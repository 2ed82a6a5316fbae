import { type Compared, type Comparison, type LeftOut, THRESHOLDS } from "../index.ts";
import { amount, short } from "./numbers.ts";
import { table } from "./table.ts";

const SYMBOLS = { params: "N", tokens: "D", epochs: "epochs", compute: "C" } as const;
const { apart: APART } = THRESHOLDS;

/** The ranking, then what each column is and what failed. */
export function compareReport(found: Comparison): string {
  const { by, rows, runs, folds, laws } = found;
  const least = { aic: lowest(laws, "aic"), bic: lowest(laws, "bic") };
  const losses = [...new Set(laws.map(({ heldOut }) => heldOut.otherLoss.loss))];
  const head = [
    "law",
    "free",
    "held-out",
    losses.length === 1 ? (losses[0] as string) : "other loss",
    "above best",
    "s.e.",
    "ΔAIC",
    "ΔBIC",
    "leave-one-out",
    "R²",
    "objective",
    "status",
  ];
  const body = laws.map((law) => {
    const { heldOut, gaussian, leaveOneOut } = law;
    return [
      law.name,
      String(law.parameters),
      number(heldOut.rmsle) + foldsText(heldOut.failed.length, folds.length),
      number(heldOut.otherLoss.rmsle) + foldsText(heldOut.otherLoss.failed, folds.length),
      number(heldOut.toBest?.mean, 3),
      number(heldOut.toBest?.se, 2),
      gaussian ? (gaussian.aic - least.aic).toFixed(1) : "",
      gaussian ? (gaussian.bic - least.bic).toFixed(1) : "",
      leaveOneOut && "rmsle" in leaveOneOut ? number(leaveOneOut.rmsle) : "",
      law.r2?.toFixed(3) ?? "",
      number(law.objective),
      law.status ?? "no fit",
    ];
  });
  const symbol = SYMBOLS[by];
  const windows = folds.map(
    ({ from, to, trainRows, heldOutRows, heldOutRuns }, k) =>
      `  ${k + 1}: ${trainRows} rows with ${symbol} < ${amount(symbol, from)} predict ${heldOutRows} rows of ${heldOutRuns} runs ${from === to ? `at ${amount(symbol, from)}` : `from ${amount(symbol, from)} to ${amount(symbol, to)}`}`,
  );
  const notes = laws.flatMap((law) => notesOf(law).map((note) => `  ${law.name}: ${note}`));
  return [
    `${laws.length} laws on ${rows} rows of ${runs} runs, best first by error on held-out larger ${symbol}`,
    table(head, body, "  "),
    ...verdict(found),
    `  held-out, leave-one-out: root mean squared log error, in the next column with folds fitted under ${losses.join(" or ")} loss; above best: mean squared log error above the best law's, s.e. clustered by run
  ΔAIC, ΔBIC: of a Gaussian refit (squared loss on log residuals), above the lowest; R² on the loss and objective: in sample`,
    `Folds (expanding window)\n${windows.join("\n")}`,
    ...(notes.length > 0 ? [`Notes\n${notes.join("\n")}`] : []),
  ].join("\n");
}

function foldsText(failed: number, folds: number): string {
  return failed > 0 ? ` (${folds - failed} of ${folds} folds)` : "";
}

function verdict({ laws, candidates, diagnostics }: Comparison): string[] {
  const [best, ...others] = laws;
  if (best?.heldOut.rmsle === undefined) return ["  no law could be fitted in a fold: the order is that in which they were named"];
  const close = others
    .filter(({ heldOut: { toBest } }) => toBest?.se !== undefined && toBest.mean < APART * toBest.se)
    .map(({ name }) => name);
  const chosen = `  the best of ${candidates} candidates (${laws.length} laws, ${candidates / laws.length} losses) looks better than it is`;
  return [
    `${chosen}; ${close.length > 0 ? `within ${APART} standard errors of it: ${close.join(", ")}` : `no other lies within ${APART} standard errors of it`}`,
    ...diagnostics.flatMap(({ severity, message, hint }) => [`  ${severity}: ${message}`, `    ${hint}`]),
  ];
}

function notesOf({ reason, heldOut, gaussian, leaveOneOut, cannotRise, status }: Compared): string[] {
  return [
    ...(reason ? [`no fit to all rows: ${reason}`] : []),
    ...heldOut.failed.map((one) => `fold ${one.fold + 1}: ${one.reason}`),
    ...(heldOut.notConverged.length > 0 ? [`not converged in fold ${heldOut.notConverged.map((k) => k + 1).join(", ")}`] : []),
    ...(status === "not-converged" ? ["the fit to all rows did not converge"] : []),
    ...(gaussian && !gaussian.converged ? ["the Gaussian refit did not converge"] : []),
    ...(leaveOneOut ? leftOut(leaveOneOut) : []),
    ...(cannotRise ? ["law-cannot-rise: the loss rises with epochs in these rows, and the fitted law nowhere"] : []),
  ];
}

function leftOut(found: LeftOut | { skipped: string }): string[] {
  if ("skipped" in found) return [`no leave-one-run-out: ${found.skipped}`];
  return found.notConverged > 0 ? [`${found.notConverged} of ${found.fits} leave-one-run-out refits did not converge`] : [];
}

function lowest(laws: readonly Compared[], name: "aic" | "bic"): number {
  return Math.min(...laws.flatMap(({ gaussian }) => gaussian?.[name] ?? []));
}

function number(x: number | undefined, digits = 4): string {
  return x === undefined ? "" : short(x, digits);
}

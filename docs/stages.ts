/** The stages of the public API in the order of the pipe: a page each. `folder`: the folder of src whose exports it shows; "" holds the files beside them. */
export const STAGES = [
  {
    folder: "",
    title: "Runs, quantities and errors",
    about: "What a run, an evaluation and a row are; the glossary of quantities; what is thrown.",
  },
  { folder: "ingest", title: "Reading logs", about: "Log text to runs." },
  { folder: "doctor", title: "Checking logs", about: "Runs to findings: what is doubtful in them, flagged and never dropped." },
  { folder: "table", title: "Tables", about: "Runs to the rows that a law is fitted to, and frames." },
  { folder: "simulate", title: "Simulating", about: "A law, a design and noise to runs, labelled synthetic." },
  { folder: "laws", title: "Laws", about: "The registry, and laws of one's own from a formula." },
  { folder: "formula", title: "Formulas", about: "A law's text to derivatives, compiled kernels, TeX and Vega expressions." },
  { folder: "fit", title: "Fitting", about: "Rows and a law to a fit: starts, solver, draws, intervals, diagnostics." },
  {
    folder: "analyze",
    title: "Analyses of laws",
    about: "Questions of a fitted law: limits, effective tokens, best splits, crossings, comparison of laws.",
  },
  {
    folder: "analyze/recipes",
    title: "Recipes under infinite compute",
    about: "Weight decay, ensembles and distillation compared by their limits.",
  },
  { folder: "analyze/versus", title: "AR against MDM", about: "Autoregressive and masked-diffusion models compared fairly." },
  { folder: "reproduce", title: "Published numbers", about: "Published numbers recomputed." },
  { folder: "plot", title: "Figures", about: "Rows, fits and comparisons to Vega-Lite specs." },
  { folder: "export", title: "Export", about: "Pictures, pages, tables and macros." },
  { folder: "numeric", title: "Numbers", about: "Pure numerical functions that know no law." },
] as const;

export type Stage = (typeof STAGES)[number];

/** Name of a stage's page. */
export function pageOf({ folder }: Stage): string {
  return `${folder === "" ? "runs" : folder.replace("/", "-")}.md`;
}

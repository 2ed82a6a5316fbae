import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { checkSet } from "../../src/doctor/checkSet.ts";
import { coverage } from "../../src/doctor/coverage.ts";
import type { Problem } from "../../src/errors.ts";
import { place } from "../../src/errors.ts";
import { grouped } from "../../src/grouped.ts";
import { loadRuns } from "../../src/ingest/load.ts";
import { countText } from "../../src/numberText.ts";

/** One log of the page, how it is read, and what its findings mean. */
interface Log {
  path: string;
  /** As `--map` takes it. */
  map?: Record<string, string>;
  /** As `--instead-of-loss` takes it. */
  score?: string;
  /** What it holds, and what to make of its findings. */
  about: string;
}

/** Every log of the page; those of `data` lie in the folder that ISOLOSS_DATA names. */
export const LOGS: readonly Log[] = [
  {
    path: "runs/kjv-tiny",
    about:
      "The shipped runs. AR losses are exact and MDM losses bounds, singles stand beside ensembles and students: each law says which it takes. Rows of warm-up matter to `--checkpoint every` alone.",
  },
  {
    path: "data/chinchilla/chinchilla_epoch.csv",
    about:
      "Read off a figure, a row a run. The five rows that the replication left out (`kept_by_replication=0`) are no finding: in themselves they look like others, and `isoloss audit` finds them by their influence.",
  },
  {
    path: "data/datablations/muennighoff_runs.csv",
    about:
      "One of the two rows of one loss is a copy: the identical losses stand in the authors' own file. Models called 25m have 35.5M parameters there, and the two runs called opt are of other sizes and lengths than their names. Runs that state no seed and seem alike differ in their corpus (deduplicated or not) or in note, which are raw columns: compare them with `--where`.",
  },
  {
    path: "data/datablations/muennighoff_val_curves.csv",
    map: { run: "corpus+size+planned_epochs" },
    about:
      "Read off figures; the curves name no run, so the columns that tell them apart do. Two OSCAR curves are one, drawn twice in the paper. Places are rounded, so that some were read twice. Both spikes are of the largest models, which come back. The corpus, which tells curves apart, is a raw column: choose one with `--where`.",
  },
  {
    path: "data/datablations/muennighoff_benchmarks_by_epochs.csv",
    score: "score",
    about: "Downstream averages: no losses, and not checked as such.",
  },
  { path: "data/diffusion/prabhudesai_data_value.csv", about: "AR losses are exact, MDM losses bounds. A row a run." },
  {
    path: "data/diffusion/prabhudesai_curves_1e19.csv",
    map: { run: "family+model_name+planned_epochs" },
    about: "Curves that the authors smoothed. Those that end before their plan were read as far as the figure shows them.",
  },
  {
    path: "data/diffusion/prabhudesai_fig5_law_curves.csv",
    map: { loss: "predicted_loss", run: "family+model_name+unique_tokens" },
    about: "Predictions of a law, not runs: nothing in the numbers says so, and no doctor can. Do not fit them.",
  },
  {
    path: "data/diffusion/smdm_isoflop_optima.csv",
    about: "The optima of isoFLOP curves, whose tokens were computed from compute. Sizes count no embeddings.",
  },
  {
    path: "data/infinite-compute/runs_200m.csv",
    about: "Singles, ensembles and students at 200M tokens. Two recipes have names of their own.",
  },
  {
    path: "data/infinite-compute/followup_dclm196m.csv",
    about: "Ensembles on another split. Ensembles on rephrased or mixed data are recipes of their own, and stay unread as such.",
  },
  {
    path: "data/infinite-compute/ensemble_asymptotes.csv",
    map: { loss: "asymptote_k_inf", params: "params_label" },
    about:
      "Limits that the authors fitted, not runs: nothing in the numbers says so. Rows of one size and data differ in how they were tuned, not in a seed.",
  },
  {
    path: "data/infinite-compute/downstream_200m.csv",
    score: "acc",
    about: "Accuracies, a row a task: no losses, and not checked as such.",
  },
  { path: "data/infinite-compute/cpt_math.csv", score: "avg", about: "Accuracies of continued pre-training." },
];

/** CSVs of the reference data that hold no run, and what they hold. */
const NO_RUNS: Readonly<Record<string, string>> = {
  "data/diffusion/ni_crossovers.csv": "places of crossovers",
  "data/diffusion/prabhudesai_critical_compute.csv": "critical compute by unique tokens",
  "data/diffusion/prabhudesai_tables.csv": "scores of best models, a row a metric",
  "data/diffusion/published_coefficients.csv": "coefficients of laws",
  "data/diffusion/quokka_tables.csv": "optimal sizes and epochs",
  "data/infinite-compute/headline_numbers.csv": "claims",
  "data/infinite-compute/published_laws.csv": "coefficients of laws",
  "data/infinite-compute/tuned_hparams.csv": "tuned settings",
};

const SEVERITIES = ["error", "warning", "note"] as const;

/** The page of Markdown on the doctor's findings in published logs, `docs/logs.md`. */
export async function logsPage(data: string): Promise<string> {
  const sections = [];
  for (const log of LOGS) sections.push(await section(log, data));
  return [
    "# What the doctor finds in published logs",
    "",
    "`isoloss check PATH` makes every check of [checks.md](checks.md) on logs alone. An **error** is a row that stops a fit, or one that is of another quantity than it",
    "says; a **warning** is doubtful; a **note** is worth knowing. The exit code is 1 where there are errors (with `--strict` also for warnings), else 0. Every finding",
    "flags, and none drops or changes a row: `--fix-to clean.csv` writes the same runs in the glossary's columns and nats/token, says what it renamed, converted or",
    "derived, and reads its table back to be sure. Before a fit the checks of single runs are made in short, and stand under the fit's diagnostics.",
    "",
    "`--json` prints one object: `verdict` (errors, warnings, clean), `counts` by severity, `findings` (each `place`, `file`, `line`, `code`, `severity`, `message`, `hint`),",
    "`runs`, `quantities` (`column`, `runs`, `levels`, `low`, `high`, `decades`), `missing` (`column`, `runs`, `precludes`), `seedNoise`, `files`, `configurations`, `skipped`.",
    "",
    "## Where a log leaves a choice",
    '- **Summaries** in JSON lines (`{"name": …, "config": {…}, "summary": {…}}`): each is of the run that it names, of the configuration that it carries or of the rows that it',
    "  ends; of several of one run the last counts (`summary-replaced`), and none where the log holds evaluations of that run. One name with other seeds is a run each.",
    "- **Configurations among JSON lines**: each holds for the run that it names, else for the rows that follow. One that contradicts those before begins another training",
    "  (`several-trainings`), unless it goes on from a checkpoint (`settings-changed`); before rows of several runs, contradicting ones that name none are refused.",
    "- **Rows without an id**: steps that grow within one setup make evaluations of one run of them (`rows-joined`); without steps each row is a run, and growing tokens as those of",
    "  checkpoints are a warning (`rows-without-run`).",
    "- **A run that went on from a checkpoint**: in logs of trainers and trackers the later evaluation of a step counts (`log-restarted`); in tables second evaluations are told",
    "  (`repeated-evaluation`) and are no end of a training: fits of final and best checkpoints leave them out, and say so.",
    "- **Configurations** beside a log: `LOG.config.json`, `LOG.yaml` or `LOG.json` are of that log; those of a folder hold for every log in it and below, which is told where they",
    "  speak of several runs (`configuration-shared`). A `LOG.json` that begins as one and is broken is a warning (`configuration-unread`). A nearer one goes before a further one, the log before all.",
    "- **Files of a folder** that are no logs are counted, and named with the reason where their names look like logs (a database that is not MLflow's, or one without a run",
    "  yet); a log that is empty or cannot be read is an error, and so is any file that is named on the command line and is none.",
    "",
    "## Findings",
    "Below is what it finds in the shipped runs and in the published ones of the reference data (the folder that `ISOLOSS_DATA` names, here `data/`): the first of each",
    "kind, with how many there are. A test makes this page anew and compares.",
    "",
    ...sections,
    "### CSVs without runs",
    ...Object.entries(NO_RUNS).map(([path, what]) => `- \`${path}\`: ${what}`),
    "",
  ].join("\n");
}

async function section({ path, map, score, about }: Log, data: string): Promise<string> {
  const file = path.startsWith("data/") ? join(data, path.slice("data/".length)) : path;
  const loaded = await loadRuns([file], { ...(map && { map }), ...(score !== undefined && { insteadOfLoss: [score] }) });
  const { runs } = loaded;
  const findings = [...loaded.problems, ...checkRuns(runs), ...checkSet(runs)];
  const shown = (text: string): string => text.replaceAll(data, "data");
  const options = [
    ...(map
      ? [
          `--map ${Object.entries(map)
            .map((pair) => pair.join("="))
            .join(",")}`,
        ]
      : []),
    ...(score === undefined ? [] : [`--instead-of-loss ${score}`]),
  ];
  const spans = coverage(runs).spans.filter(({ column }) => ["params", "params_non_embedding", "tokens", "unique_tokens"].includes(column));
  return [
    `### \`${path}\``,
    about,
    "",
    `\`isoloss check ${[path, ...options].join(" ")}\`: ${runs.length} runs${spans.map(({ column, levels, low, high }) => `; ${column} ${countText(low)} to ${countText(high)} (${levels})`).join("")}.`,
    "",
    ...(findings.length === 0
      ? ["Nothing is doubtful."]
      : [
          "| severity | code | first place | what |",
          "|---|---|---|---|",
          ...kinds(findings).map(([severity, code, same]) => line(severity, code, same, shown)),
        ]),
    "",
  ].join("\n");
}

function kinds(findings: readonly Problem[]): [string, string, Problem[]][] {
  return SEVERITIES.flatMap((severity) =>
    [
      ...grouped(
        findings.filter((finding) => finding.severity === severity),
        ({ code }) => code,
      ),
    ].map(([code, same]): [string, string, Problem[]] => [severity, code, same]),
  );
}

function line(severity: string, code: string, same: readonly Problem[], shown: (text: string) => string): string {
  const [first] = same as [Problem];
  const cells = [severity, `\`${code}\`${same.length > 1 ? ` × ${same.length}` : ""}`, shown(place(first.source)), shown(first.message)];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** CSVs of the reference data that the page says nothing of. */
export function unlisted(files: readonly string[]): string[] {
  return files.filter((file) => !(file in NO_RUNS) && !LOGS.some(({ path }) => path === file));
}

if (process.argv[1]?.endsWith("logsPage.js")) {
  const data = process.env.ISOLOSS_DATA ?? "../shared/data";
  if (!existsSync(data)) throw new Error(`no reference data at ${data}: set ISOLOSS_DATA`);
  process.stdout.write(await logsPage(data));
}

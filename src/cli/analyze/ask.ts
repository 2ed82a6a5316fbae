import { type Diagnostic, IsolossError, type Observation, suggestion, toJson, UsageError } from "../../index.ts";
import type { AnalyzeFlags } from "../analyze.ts";
import { requireNumber } from "../given.ts";
import { remark, say } from "../print.ts";
import { readFits } from "../readFits.ts";
import { recipesFace } from "../recipesFace.ts";
import { selectRows } from "../rows.ts";
import { facts, table } from "../table.ts";
import type { Answer, Asked, KeptFit, Question } from "./question.ts";
import { questions } from "./questions.ts";
import { fitSample, type Sample, sampleText, simulatedAmong } from "./sample.ts";

/** Asks one question of what is given, and prints the answer with what it stands on. */

const OF_ROWS = ["map", "name", "runs", "loss-unit", "bytes-per-token", "where", "checkpoint", "params", "incomplete"] as const;
const NAMES = ["what", "path", "json"];

/** The questions, with what each needs. */
export async function listed({ json, ...given }: AnalyzeFlags): Promise<string> {
  const unused = givenNames(given)[0];
  if (unused !== undefined) throw new UsageError(`Cannot use --${unused}: no question is asked`, "isoloss analyze WHAT FIT|PATH…");
  if (json) return toJson(questions.map(({ id, title, needs }) => ({ id, title, needs })));
  const rows = questions.map(({ id, title, needs }) => [id, title, needs]);
  return `isoloss analyze WHAT FIT|PATH… answers one question\n${table(["what", "the question", "needs"], rows, "  ")}`;
}

export async function ask(what: string, given: AnalyzeFlags, signal: AbortSignal): Promise<void> {
  const question = questions.find(({ id }) => id === what);
  if (!question) {
    const ids = questions.map(({ id }) => id);
    throw new UsageError(`Cannot answer "${what}": there is no such question`, suggestion(what, ids, "the questions are"));
  }
  requireUsed(question, given);
  const paths = given.path ?? [];
  if (paths.length === 0)
    throw new UsageError(`Cannot answer "${what}": nothing is given to answer it from`, `isoloss analyze ${what} ${question.needs}`);
  const found =
    question.reads === "logs" ? await ofLogs(question, paths, given, signal) : await ofFits(question, paths, { rows: [], given, signal });
  for (const { diagnostics = [] } of found) for (const one of diagnostics) remark(remarkText(one));
  if (given.json) {
    const faces = found.map(({ result, sample, conditional, diagnostics = [] }) => ({
      question: what,
      sample,
      result: recipesFace(result),
      conditional,
      diagnostics,
    }));
    say(toJson(faces.length === 1 ? faces[0] : faces));
  } else say(found.map(text).join("\n\n"));
}

type Answered = Answer & { sample: readonly Sample[] };

async function ofLogs(question: Question, paths: readonly string[], given: AnalyzeFlags, signal: AbortSignal): Promise<Answered[]> {
  requireDrawn(given);
  for (const file of paths.filter((path) => path.endsWith(".json")))
    if ((await readFits(file).catch(() => [])).length > 0)
      throw new UsageError(
        `Cannot answer "${question.id}" from ${file}: it holds a fit, expected logs`,
        `isoloss analyze ${question.id} ${question.needs}`,
      );
  const { checkpoint = "final", params = "total", incomplete = false } = given;
  const { rows, flags } = await selectRows(paths, { ...given, checkpoint, params, incomplete }, signal);
  for (const flag of flags) remark(remarkText(flag));
  const answer = await question.answer({ fits: [], rows, given, signal });
  return [{ ...answer, sample: [{ rows: rows.length, runs: runsOf(rows), ...simulatedAmong(rows), from: paths }] }];
}

async function ofFits(question: Question, paths: readonly string[], asked: Omit<Asked, "fits">): Promise<Answered[]> {
  const fits: KeptFit[] = [];
  for (const file of paths) for (const fit of await readFits(file)) fits.push({ fit, file });
  for (const kept of fits) requireAnswering(question.id, kept);
  const { reads } = question;
  if (typeof reads === "string") {
    const answers: Answered[] = [];
    // One group that has no answer does not take those of the others away.
    for (const kept of fits) {
      try {
        answers.push({ ...(await question.answer({ ...asked, fits: [kept] })), sample: [fitSample(kept)] });
      } catch (error) {
        if (!(error instanceof IsolossError) || error instanceof UsageError || fits.length === 1) throw error;
        remark(`no answer of ${fitSample(kept).from}: ${error.message}${error.hint ? `\n  hint: ${error.hint}` : ""}`);
      }
    }
    if (answers.length === 0)
      throw new IsolossError(`Cannot answer "${question.id}": none of ${fits.length} fits gives an answer`, "see the reasons above");
    return answers;
  }
  const [least, most] = reads;
  if (fits.length < least || fits.length > most)
    throw new UsageError(
      `Cannot answer "${question.id}" from ${fits.length} fit${fits.length === 1 ? "" : "s"} (${fits.map((kept) => fitSample(kept).from).join("; ")}): expected ${least === most ? least : `${least} or ${most}`}`,
      `isoloss analyze ${question.id} ${question.needs}; a file of isoloss fit --group-by counts as many as its groups`,
    );
  return [{ ...(await question.answer({ ...asked, fits })), sample: fits.map(fitSample) }];
}

/** A fit whose numbers are not to be used, or are not one law's. */
function requireAnswering(id: string, { fit, file }: KeptFit): void {
  if (fit.status === "not-converged")
    throw new IsolossError(
      `${file}: Cannot answer "${id}": the fit of law "${fit.law.id}" did not converge`,
      "fit again with more --starts, or a law with fewer parameters",
    );
  if (fit.options.separate)
    throw new IsolossError(
      `${file}: Cannot answer "${id}": parameters of law "${fit.law.id}" are separate by ${fit.options.separate.by}, so that it is several laws`,
      `fit each alone with --group-by ${fit.options.separate.by}`,
    );
}

function requireUsed({ id, reads, options }: Question, given: AnalyzeFlags): void {
  const used: readonly string[] = reads === "logs" ? [...options, ...OF_ROWS] : options;
  const unused = givenNames(given).find((name) => !used.includes(name));
  if (unused === undefined) return;
  const takes = used.length > 0 ? `it takes ${used.map((name) => `--${name}`).join(", ")}` : "it takes none";
  throw new UsageError(`Cannot use --${unused} with "${id}": the question has no use for it`, takes);
}

/** Options, without what yargs adds. */
function givenNames(given: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(given).filter((name) => given[name] !== undefined && !NAMES.includes(name) && /^[a-z]/.test(name));
}

function requireDrawn({ bootstrap, seed, noise }: AnalyzeFlags): void {
  if (bootstrap !== undefined)
    requireNumber("--bootstrap", bootstrap, Number.isInteger(bootstrap) && bootstrap > 1, "a whole number above 1", "300");
  if (seed !== undefined) requireNumber("--seed", seed, Number.isSafeInteger(seed), "a whole number", "0");
  if (noise !== undefined) requireNumber("--noise", noise, noise > 0 && noise < 10, "a spread of log loss above 0 and below 10", "0.002");
}

function runsOf(rows: readonly Observation[]): number {
  return new Set(rows.map(({ run }) => run)).size;
}

function text({ text: lines, sample, conditional }: Answered): string {
  const below = [...sample.flatMap(sampleText), ...conditional.map((line, i): [string, string] => [i === 0 ? "supposes" : "", line])];
  return [...lines, facts(below, "  ")].join("\n");
}

function remarkText({ severity, message, hint }: Diagnostic): string {
  return `${severity}: ${message}\n  hint: ${hint}`;
}

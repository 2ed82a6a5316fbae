import type { Problem } from "../errors.ts";
import { noteAt } from "../finding.ts";
import type { About } from "./format.ts";
import { isLossMetric, lossMetric, mappedLoss } from "./lossMetric.ts";
import type { RawRow } from "./parseRows.ts";
import { type Along, alongOf, columnOf, numberOf, stated } from "./progress.ts";
import { fillTokens, tokensLine } from "./tokensLine.ts";
import { isStated } from "./values.ts";

/** The evaluations among the rows of one training. */
export interface Evaluations {
  rows: RawRow[];
  /** Names of all rows: of evaluations and of training. */
  names: string[];
  /** The metric that is the loss; undefined where another column stands for it. */
  loss: string | undefined;
  /** The furthest that any row states, evaluation or not. */
  reached: Partial<Record<Along, number>>;
  problems: Problem[];
}

/** Takes the rows of one training one by one, and keeps of them what `end` needs. */
export interface Gathering {
  add: (row: RawRow) => void;
  /** Whether a row came that may be an evaluation. */
  any: () => boolean;
  /** @throws RunLogError where no metric, or more than one, is the validation loss. */
  end: () => Evaluations;
}

/** The evaluations among rows that are there as a whole: see `gather`. */
export function evaluationsOf(log: About, rows: Iterable<RawRow>, options: { bare?: boolean } = {}): Evaluations {
  const gathering = gather(log, options);
  for (const row of rows) gathering.add(row);
  return gathering.end();
}

/**
 * Gathers the rows of one training that hold a validation loss, each with all that is said of its step; rows of training between them state the
 * progress only, and are not kept.
 *
 * Rows of one step are one row, as trackers have it. Of evaluations that were made twice at a step (a restart from a checkpoint, several ranks) the
 * later counts, and a note says so. Tokens that are stated at other steps only, in proportion to the step, are given to the evaluations.
 *
 * @param bare whether a plain `loss` counts as the validation loss where there is no other.
 */
export function gather(log: About, { bare = false }: { bare?: boolean } = {}): Gathering {
  const wanted = mappedLoss(log.map);
  const isWanted = (name: string): boolean =>
    name === wanted || isLossMetric(name) || (bare && name === "loss") || (log.insteadOfLoss?.includes(name) ?? false);
  const names = new Set<string>();
  const reached: Evaluations["reached"] = {};
  const tokens = tokensLine();
  const back: Back[] = [];
  const kept: RawRow[] = [];
  let open: { row: RawRow; step: number | undefined; holds: boolean } | undefined;
  let last: number | undefined;
  const close = (): void => {
    if (!open) return;
    const { row, step, holds } = open;
    open = undefined;
    if (step !== undefined && last !== undefined && step < last) back.push({ at: row, from: last, to: step });
    last = step ?? last;
    tokens.add(step, stated("tokens", row.fields));
    if (holds) kept.push(row);
  };
  return {
    add(row) {
      let holds = false;
      for (const name of Object.keys(row.fields)) {
        const field = row.fields[name];
        names.add(name);
        if (!isStated(field)) continue;
        holds ||= isWanted(name);
        const along = alongOf(name);
        const value = along && numberOf(field);
        if (along && value !== undefined) reached[along] = Math.max(reached[along] ?? value, value);
      }
      const step = stated("step", row.fields);
      if (open && step !== undefined && step === open.step && agree(open.row.fields, row.fields)) {
        // The place of a row is that of its loss.
        const source = open.holds || !holds ? open.row.source : row.source;
        open = { row: { source, fields: joined(open.row.fields, row.fields) }, step, holds: open.holds || holds };
        return;
      }
      close();
      open = { row, step, holds };
    },
    any: () => kept.length > 0 || (open?.holds ?? false),
    end() {
      close();
      const all = [...names];
      const loss = lossMetric(log, all, bare);
      const made = loss === undefined ? kept : kept.filter(({ fields }) => isStated(fields[loss]));
      const { rows, replaced } = lastOfEachStep(made);
      const problems = said(back, replaced);
      const column = columnOf("tokens", all);
      const at = column === undefined ? undefined : tokens.at();
      if (column !== undefined && at) problems.push(...fillTokens(rows, column, at));
      return { rows, names: all, loss, reached, problems };
    },
  };
}

/** A step that is before the one that came before it in the log. */
interface Back {
  at: RawRow;
  from: number;
  to: number;
}

/** What differs between ranks and moments that log one step. */
const CLOCKS = /time|seconds|speed|per_sec|runtime|throughput\b|mfu/i;

function agree(a: RawRow["fields"], b: RawRow["fields"]): boolean {
  return Object.keys(b).every((name) => !isStated(a[name]) || !isStated(b[name]) || Object.is(a[name], b[name]) || CLOCKS.test(name));
}

function joined(a: RawRow["fields"], b: RawRow["fields"]): RawRow["fields"] {
  return { ...a, ...Object.fromEntries(Object.entries(b).filter(([, value]) => isStated(value))) };
}

function lastOfEachStep(rows: readonly RawRow[]): { rows: RawRow[]; replaced: { earlier: RawRow; later: RawRow }[] } {
  const byStep = new Map<number, RawRow>();
  const without: RawRow[] = [];
  const replaced: { earlier: RawRow; later: RawRow }[] = [];
  for (const row of rows) {
    const step = stated("step", row.fields);
    if (step === undefined) without.push(row);
    else {
      const earlier = byStep.get(step);
      if (earlier) replaced.push({ earlier, later: row });
      byStep.set(step, row);
    }
  }
  return { rows: [...without, ...byStep.values()], replaced };
}

function said(back: readonly Back[], replaced: readonly { earlier: RawRow; later: RawRow }[]): Problem[] {
  const [first] = back;
  const [again] = replaced;
  const times = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
  if (first)
    return [
      noteAt(
        first.at.source,
        "log-restarted",
        `the log goes back from step ${first.from} to step ${first.to}${back.length > 1 ? `, and ${times(back.length - 1, "time")} more` : ""}: ${times(replaced.length, "evaluation")} made again, of which the later count${again ? ` (the first at line ${again.earlier.source.line ?? "?"})` : ""}`,
        "a training that went on from a checkpoint; evaluations past it that were not made again are kept",
      ),
    ];
  if (!again) return [];
  return [
    noteAt(
      again.later.source,
      "repeated-evaluation",
      `${times(replaced.length, "evaluation")} at a step that was evaluated before${again.earlier.source.line === undefined ? "" : ` (the first at line ${again.earlier.source.line})`}: the later count`,
      "several ranks that write one log, or an evaluation at the end beside the periodic one",
    ),
  ];
}

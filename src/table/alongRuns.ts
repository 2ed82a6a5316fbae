import { type Curve, curveOf, evaluationCount } from "../curve.ts";
import type { Observation, Run } from "../run.ts";
import { type Candidate, type Count, candidateOf } from "./candidates.ts";
import { requireReadableAll } from "./lowestOf.ts";
import { requireReadable } from "./readable.ts";
import { sampledLists } from "./sampled.ts";
import { kept } from "./where.ts";

/** Evaluations along runs as rows, and how many there are of which these are all or some. */
export interface AlongRuns {
  observations: Observation[];
  evaluations: number;
}

/** The evaluations of one run that conditions keep. */
interface Own {
  run: Run;
  count: number;
  /** Place in the log of the i-th of them. */
  placeOf: (i: number) => number;
  curve: Curve;
}

/** Of which the least and the greatest are kept, so that no axis and no range gets shorter. */
const OF_RUN = ["params", "paramsNonEmbedding", "uniqueTokens", "members", "weightDecay"] as const;
const OF_EVALUATION = ["loss", "tokens", "epochs"] as const;

/**
 * The evaluations along runs: what `observations` gives for the checkpoint `every`, and of a long log no more than `most` of them, the others never made. Of
 * each run the first, the last and the lowest stay, between them one in so many, and of all runs the least and greatest of every quantity.
 *
 * @param options.most rows, about; default all.
 * @throws UsageError for a condition that cannot be read; IsolossError when nothing is left; RunLogError for an evaluation that is kept and cannot be
 * read, also where it would be left out.
 * @example
 * alongRuns(runs, { most: 1000 }).evaluations === alongRuns(runs).observations.length // true
 */
export function alongRuns(runs: readonly Run[], options: { where?: readonly string[]; params?: Count; most?: number } = {}): AlongRuns {
  const { where = [], params = "total", most = Number.POSITIVE_INFINITY } = options;
  const all = where.length === 0 ? wholeRuns(runs, params) : keptOf(runs, params, where);
  const evaluations = all.reduce((sum, { count }) => sum + count, 0);
  const chosen =
    evaluations <= most
      ? new Map(all.map((own) => [own, Array.from({ length: own.count }, (_, i) => i)]))
      : withEnds(
          all,
          sampledLists(all, (own) => ({ count: own.count, lossAt: (i) => own.curve.loss[own.placeOf(i)] as number }), most),
        );
  const observations = all.flatMap((own) => {
    const candidate = candidateOf(own.run, "every", params);
    return (chosen.get(own) ?? []).toSorted((a, b) => a - b).map((i) => candidate(own.placeOf(i)).row);
  });
  return { observations, evaluations };
}

function wholeRuns(runs: readonly Run[], params: Count): Own[] {
  return runs.flatMap((run) => {
    const count = evaluationCount(run);
    if (count === 0) return [];
    const curve = curveOf(run);
    requireReadableAll(candidateOf(run, "every", params), curve);
    return [{ run, count, placeOf: (i) => i, curve }];
  });
}

function keptOf(runs: readonly Run[], params: Count, where: readonly string[]): Own[] {
  const places = new Map<Run, number[]>();
  for (const candidate of kept({ [Symbol.iterator]: () => placed(runs, params) }, ({ row }) => row, where)) {
    requireReadable(candidate);
    const own = places.get(candidate.run);
    if (own) own.push(candidate.place);
    else places.set(candidate.run, [candidate.place]);
  }
  return [...places].map(([run, own]) => ({ run, count: own.length, placeOf: (i) => own[i] as number, curve: curveOf(run) }));
}

function* placed(runs: readonly Run[], params: Count): Generator<Candidate & { place: number }> {
  for (const run of runs) {
    const candidate = candidateOf(run, "every", params);
    for (let place = 0; place < evaluationCount(run); place++) yield { ...candidate(place), place };
  }
}

function withEnds(all: readonly Own[], chosen: Map<Own, number[]>): Map<Own, number[]> {
  const columns = [...OF_RUN.map(ofRun), ...OF_EVALUATION.map(ofEvaluation)];
  for (const { own, i } of columns.flatMap((columnOf) => endsOf(all, columnOf)))
    chosen.set(own, [...new Set([...(chosen.get(own) ?? []), i])]);
  return chosen;
}

type ColumnOf = (own: Own) => { count: number; at: (i: number) => number | undefined };

function ofRun(name: (typeof OF_RUN)[number]): ColumnOf {
  return ({ run }) => ({ count: 1, at: () => run[name] });
}

function ofEvaluation(name: (typeof OF_EVALUATION)[number]): ColumnOf {
  return ({ count, placeOf, curve }) => {
    const column = curve[name];
    return { count: column ? count : 0, at: (i) => column?.[placeOf(i)] };
  };
}

interface End {
  own: Own;
  i: number;
  value: number;
}

/** The first of the least and of the greatest values. */
function endsOf(all: readonly Own[], columnOf: ColumnOf): End[] {
  let least: End | undefined;
  let greatest: End | undefined;
  for (const own of all) {
    const { count, at } = columnOf(own);
    for (let i = 0; i < count; i++) {
      const value = at(i) ?? Number.NaN;
      if (value < (least?.value ?? Number.POSITIVE_INFINITY)) least = { own, i, value };
      if (value > (greatest?.value ?? Number.NEGATIVE_INFINITY)) greatest = { own, i, value };
    }
  }
  return [least, greatest].filter((end) => end !== undefined);
}

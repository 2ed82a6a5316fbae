import type { Problem } from "../errors.ts";

/** A finding that many runs of a log may share, told by its key: it is made once, and names the first of them. */
export interface Remark {
  key: string;
  problem: Problem;
  /** Whether it speaks of the run rather than of the log: further runs are then counted. */
  ofRun?: true;
}

/** One problem a key, with the number of further runs that share it. */
export function gathered(remarks: readonly Remark[]): Problem[] {
  const counts = new Map<string, Remark & { count: number }>();
  for (const remark of remarks) {
    const known = counts.get(remark.key);
    if (known) known.count++;
    else counts.set(remark.key, { ...remark, count: 1 });
  }
  return [...counts.values()].map(({ problem, count, ofRun }) =>
    count === 1 || !ofRun ? problem : { ...problem, message: `${problem.message} (and ${count - 1} more run${count === 2 ? "" : "s"})` },
  );
}

import { bootstrap, findLaw, fit, type Observation, random, withIntervals } from "../src/index.ts";

/**
 * How often the 95 % interval of the limit K → ∞ of ensembles holds the truth, on simulated subsets of a few members: one line a number of members.
 * Usage: node dist/bench/coverageOfMembers.js [--simulations 500] [--replicates 500]
 */
const option = (name: string, usual: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : Number(process.argv[at + 1]);
};
const simulations = option("simulations", 500);
const replicates = option("replicates", 500);

const LIMIT = 3.35;
const FALL = 0.26;
/** Spread of log loss: between members, and of one subset beyond the mean of its members. */
const MEMBER = 0.0022;
const SUBSET = 0.0001;

/** Every subset of so many members; its log loss is moved by the mean of its members' effects. */
function subsets(count: number, seed: number): Observation[] {
  const draw = random(seed, count);
  const effects = Array.from({ length: count }, () => MEMBER * draw.normal());
  return Array.from({ length: 2 ** count - 1 }, (_, i): Observation => {
    const members = effects.flatMap((_, m) => ((i + 1) & (1 << m) ? [m] : []));
    const K = members.length;
    const moved = members.reduce((sum, m) => sum + (effects[m] as number), 0) / K + SUBSET * draw.normal();
    const loss = (LIMIT + FALL / K) * Math.exp(moved);
    const memberRuns = members.map((m) => `s${m}`);
    return { run: `e${i}`, source: { file: "simulated", line: i + 1 }, checkpoint: "final", loss, members: K, memberRuns, fields: {} };
  });
}

for (const members of [3, 4, 5, 6]) {
  let held = 0;
  const widths: number[] = [];
  for (let seed = 1; seed <= simulations; seed++) {
    const bare = fit(findLaw("power", { in: "members" }), subsets(members, seed), { loss: "squared", residual: "linear", starts: 8 });
    const { E } = withIntervals(bare, await bootstrap(bare, { replicates, seed, threads: 1 })).intervals;
    if (E && E.low <= LIMIT && LIMIT <= E.high) held++;
    if (E) widths.push(E.high - E.low);
    if (process.stderr.isTTY) process.stderr.write(`\r${members} members ${seed}/${simulations} `);
  }
  const median = widths.toSorted((a, b) => a - b)[Math.floor(widths.length / 2)] as number;
  process.stdout.write(`| ${members} | ${((100 * held) / simulations).toFixed(1)} | ${median.toPrecision(2)} |\n`);
}

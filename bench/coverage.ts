import {
  bootstrap,
  completed,
  type Example,
  fit,
  heldIn,
  isOpen,
  type Law,
  lawIn,
  laws,
  observations,
  predict,
  predictorOf,
  simulate,
  withIntervals,
} from "../src/index.ts";

/**
 * How often 95 % intervals hold the truth, law by law, on simulated runs of each law's example design: parameters, and predictions inside the design
 * and one step beyond it. Usage: node dist/bench/coverage.js [LAW…] [--simulations 400] [--replicates 400]
 */
const option = (name: string, usual: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : Number(process.argv[at + 1]);
};
const simulations = option("simulations", 400);
const replicates = option("replicates", 400);
const wanted = process.argv.slice(2).filter((word) => laws.some((law) => law.id === word));

for (const law of laws.map((l) => (isOpen(l) ? lawIn(l, "K") : l)).filter((l) => wanted.length === 0 || wanted.includes(l.id))) {
  const example = law.example as Example;
  const truth = predictorOf(law, example.theta);
  const points = probes(law, example);
  const inside = new Map<string, number>();
  const count = (name: string, hit: boolean): void => void inside.set(name, (inside.get(name) ?? 0) + (hit ? 1 : 0));
  for (let seed = 1; seed <= simulations; seed++) {
    const { observations: rows } = observations(simulate(law, example.theta, example.design, example.noise, seed));
    const bare = fit(law, rows, { starts: 8, fixed: heldIn(example) });
    const found = withIntervals(bare, await bootstrap(bare, { replicates, seed }));
    for (const { name } of law.parameters.filter((p) => !(p.name in (example.held ?? {})))) {
      const { low, high } = found.intervals[name] as { low: number; high: number };
      const value = example.theta[name] as number;
      count(name, low <= value && value <= high);
    }
    predict(found, Object.values(points)).forEach(({ low, high }, i) => {
      const value = truth.loss(Object.values(points)[i] as Record<string, number>);
      count(`loss ${Object.keys(points)[i]}`, low <= value && value <= high);
    });
    if (process.stderr.isTTY) process.stderr.write(`\r${law.id} ${seed}/${simulations} `);
  }
  const shares = [...inside].map(([name, hits]) => `${name} ${((100 * hits) / simulations).toFixed(1)}`);
  process.stdout.write(
    `${law.id}, ${simulations} simulations, ${replicates} replicates, % of 95 % intervals that hold the truth: ${shares.join(" · ")}\n`,
  );
}

/** Three predictions: amid the design, at its largest corner, and a factor 4 beyond it. */
function probes(law: Law, example: Example): Record<string, Record<string, number>> {
  const pick = (choose: (levels: readonly number[]) => number) =>
    completed(Object.fromEntries(Object.entries(example.design).map(([symbol, levels]) => [symbol, choose(levels)]))) as Record<
      string,
      number
    >;
  const beyond = law.quantities.includes("lambda") ? 1.5 : 4;
  return {
    amid: pick((l) => l[Math.floor(l.length / 2)] as number),
    "at the corner": pick((l) => Math.max(...l)),
    beyond: Object.fromEntries(Object.entries(pick((l) => Math.max(...l))).map(([symbol, x]) => [symbol, x * beyond])),
  };
}

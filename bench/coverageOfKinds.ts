import { bootstrap, fit, type Interval, type IntervalKind, withIntervalKinds, withIntervals } from "../src/index.ts";
import { type Design, designs } from "./designs.ts";

/**
 * How often each kind of 95 % interval holds the truth, on simulated designs: a Markdown table a design and cluster.
 * Usage: node dist/bench/coverageOfKinds.js [DESIGN…] [--simulations 400] [--replicates 400]
 */
const option = (name: string, usual: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : Number(process.argv[at + 1]);
};
const simulations = option("simulations", 400);
const replicates = option("replicates", 400);
const named = process.argv.slice(2).filter((word) => designs.some(({ id }) => id === word));

/** What was seen of one kind of one parameter: how many intervals there were, how many held the truth, how many had one end only. */
interface Seen {
  made: number;
  held: number;
  open: number;
  widths: number[];
}

for (const design of designs.filter(({ id }) => named.length === 0 || named.includes(id)))
  for (const cluster of design.clusters) {
    const seen = await simulated(design, cluster);
    const kinds = [...new Set([...seen.values()].flatMap((own) => [...own.keys()]))];
    process.stdout.write(
      `\n${design.id}, resampled by ${cluster}: ${design.said}; ${simulations} simulations, ${replicates} replicates\n\n| parameter | ${kinds.join(" | ")} |\n|---${"|---".repeat(kinds.length)}|\n`,
    );
    for (const [key, own] of seen) process.stdout.write(`| ${key} | ${kinds.map((kind) => cell(own.get(kind))).join(" | ")} |\n`);
  }

async function simulated(design: Design, cluster: string): Promise<Map<string, Map<string, Seen>>> {
  const seen = new Map<string, Map<string, Seen>>();
  for (let seed = 1; seed <= simulations; seed++) {
    const bare = fit(design.law, design.rows(seed), { starts: 12, tied: design.tied });
    const drawn = withIntervals(bare, await bootstrap(bare, { replicates, seed, cluster, threads: 1 }));
    const { intervalKinds = {} } = await withIntervalKinds(drawn);
    for (const [key, kinds] of Object.entries(intervalKinds))
      if (!(key in design.tied)) for (const [kind, one] of Object.entries(kinds)) note(seen, key, kind, one, design.truth[key] as number);
    if (process.stderr.isTTY) process.stderr.write(`\r${design.id} by ${cluster} ${seed}/${simulations} `);
  }
  return seen;
}

function note(seen: Map<string, Map<string, Seen>>, key: string, kind: string, one: IntervalKind, truth: number): void {
  const own = seen.get(key) ?? new Map<string, Seen>();
  const of = own.get(kind) ?? { made: 0, held: 0, open: 0, widths: [] };
  seen.set(key, own.set(kind, of));
  if (!("interval" in one)) return;
  const { low, high }: Interval = one.interval;
  of.made++;
  if (low <= truth && truth <= high) of.held++;
  if (low === 0 || high === Number.POSITIVE_INFINITY) of.open++;
  else of.widths.push(high - low);
}

/** Share that held, in %, and the share with one end only where there are such; how often there was none, if ever. */
function cell(of: Seen | undefined): string {
  if (!of || of.made === 0) return "none";
  const share = (part: number, whole: number): string => ((100 * part) / whole).toFixed(1);
  const open = of.open > 0 ? `, ${share(of.open, of.made)} one-sided` : "";
  return `${share(of.held, of.made)}${open}${of.made < simulations ? `, of ${of.made}` : ""}`;
}

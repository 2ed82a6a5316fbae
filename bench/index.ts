import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  bootstrap,
  confirm,
  DEFAULTS,
  type Fit,
  findLaw,
  fit,
  loadRuns,
  type Observation,
  observations,
  problem,
  search,
} from "../src/index.ts";
import { cpuSeconds, cpuSecondsAsync, wallSeconds } from "./clock.ts";
import { GROWTH, growth } from "./growth.ts";
import { type Peer, peerWall, scipy } from "./peers.ts";
import { reading } from "./reading.ts";

/**
 * Our jobs beside scipy's, in one run: CPU seconds in this process after a warm-up (median of several), and their ratio.
 * Usage: node dist/bench/index.js [--quick]; `--quick` is the smoke test: one pass of our own jobs, no peers, few rows.
 */
const quick = process.argv.includes("--quick");
const here = fileURLToPath(new URL(".", import.meta.url));
const data = process.env.ISOLOSS_DATA ?? resolve(here, "../../../shared/data");
const chinchillaCsv = join(data, "chinchilla/chinchilla_epoch.csv");
const repeatsCsv = join(data, "datablations/muennighoff_runs.csv");
const REPLICATES = quick ? 40 : 4000;
const REPEAT_REPLICATES = quick ? 10 : 1000;
/** Standard errors of 40,000 row resamples of the 240 points, found with scipy. */
const KNOWN = { E: 0.0253, alpha: 0.0151, beta: 0.0202 };

interface Row {
  job: string;
  ours: number;
  peer?: Peer | undefined;
  wanted?: number;
}

for (const file of [chinchillaCsv, repeatsCsv])
  if (!existsSync(file)) {
    process.stderr.write(`bench: ${file} is not here; set ISOLOSS_DATA to the folder of the published runs\n`);
    process.exit(1);
  }
const points = await rowsOf(chinchillaCsv, "kept_by_replication=1");
const repeats = await rowsOf(repeatsCsv, "in_fit_182=1");
const law = findLaw("chinchilla");
const set = problem(law, points, { ...DEFAULTS, starts: quick ? 8 : 100 });
const rows: Row[] = [];
const run = (script: string, args: readonly string[], times = 1): Peer | undefined => (quick ? undefined : scipy(script, args, times));

const certified = cpuSeconds(() => certify(points), quick ? 1 : 15);
rows.push(
  {
    job: `certified optimum, 240 points: census of ${set.options.starts} starts that all agree`,
    ours: certified,
    peer: run("peer_fit.py", ["--job", "grid", "--data", chinchillaCsv]),
    wanted: 200,
  },
  { job: "the same", ours: certified, peer: run("peer_tuned.py", ["--job", "census", "--data", chinchillaCsv], 3), wanted: 10 },
);
const { best } = search(set);
rows.push({ job: "confirmation of it by the second algorithm", ours: cpuSeconds(() => confirm(set, best), quick ? 1 : 5) });
const fitted = fit(law, points);
rows.push({
  job: `${REPLICATES} bootstrap refits, each checked`,
  ours: await cpuSecondsAsync(async () => checked(await bootstrap(fitted, { replicates: REPLICATES, threads: 1 })), quick ? 1 : 5),
  peer: run("peer_tuned.py", ["--job", "bootstrap", "--resamples", String(REPLICATES), "--data", chinchillaCsv]),
  wanted: 20,
});
const repeated = fit(findLaw("data-constrained"), repeats, { tied: { beta: "alpha" }, starts: quick ? 8 : 64 });
const some = run("peer_tuned.py", ["--job", "dc", "--resamples", "50", "--data", repeatsCsv]);
rows.push({
  job: `${REPEAT_REPLICATES} refits of the data-constrained law, 182 runs`,
  ours: await cpuSecondsAsync(() => bootstrap(repeated, { replicates: REPEAT_REPLICATES, threads: 1 }), quick ? 1 : 3),
  peer: some && { name: "scipy (50 refits, times 20)", seconds: (some.seconds * REPEAT_REPLICATES) / 50 },
  wanted: 20,
});
if (!quick) {
  const command = ["fit", "chinchilla", chinchillaCsv, "--where", "kept_by_replication=1", "--starts", "100", "--bootstrap", "4000"];
  rows.push({
    job: "whole command isoloss fit --starts 100 --bootstrap 4000, wall",
    ours: wallSeconds(() => spawnSync(process.execPath, [join(here, "../src/cli/main.js"), ...command])),
    peer: peerWall([
      ["--job", "census", "--data", chinchillaCsv],
      ["--job", "bootstrap", "--resamples", "4000", "--data", chinchillaCsv],
    ]),
    wanted: 6,
  });
}

const time = (s: number): string => (s < 1e-3 ? `${(s * 1e6).toFixed(1)} µs` : s < 1 ? `${(s * 1e3).toFixed(1)} ms` : `${s.toFixed(2)} s`);
const table = rows.map(({ job, ours, peer, wanted }) => [
  job,
  time(ours),
  peer ? `${peer.name}: ${time(peer.seconds)}` : "",
  peer ? `${(peer.seconds / ours).toFixed(0)}×` : "",
  peer && wanted ? `≥ ${wanted}×` : "",
]);
process.stdout.write("| job | CPU time | peer | ratio | wanted |\n|---|---|---|---|---|\n");
for (const cells of table) process.stdout.write(`| ${cells.join(" | ")} |\n`);
process.stdout.write("\n| rows | objective, gradient and Hessian, ns a row | whole fit (16 starts), µs a row |\n|---|---|---|\n");
for (const count of quick ? GROWTH.slice(0, 2) : GROWTH) {
  const { kernel, whole } = growth(count);
  process.stdout.write(`| ${count.toExponential(0)} | ${kernel.toFixed(1)} | ${whole.toFixed(1)} |\n`);
}
process.stdout.write("\n| reading | here | peer | ratio | wanted |\n|---|---|---|---|---|\n");
for (const cells of await reading(quick ? 2000 : 1e6, quick ? 1 : 3)) process.stdout.write(`| ${cells.join(" | ")} |\n`);
if (!rows.some(({ peer }) => peer))
  process.stdout.write("\npeers not run: they want python3 with scipy and the scripts that ISOLOSS_BENCH names\n");

async function rowsOf(file: string, where: string): Promise<Observation[]> {
  return observations((await loadRuns([file])).runs, { where: [where] }).observations;
}

/** The census, and nothing of it that could fail unseen. */
function certify(of: readonly Observation[]): void {
  const { census } = search(problem(law, of, set.options));
  if (census.agreed !== census.starts) throw new Error(`not certified: ${census.agreed} of ${census.starts} starts agree`);
}

/** Draws whose spread is right: a bootstrap that stops early is fast. */
function checked(draws: NonNullable<Fit["draws"]>): void {
  if (draws.failed > 0) throw new Error(`${draws.failed} refits did not converge`);
  for (const [name, known] of Object.entries(KNOWN)) {
    const values = draws.theta.map((theta) => theta[draws.names.indexOf(name)] as number);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const se = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
    if (!quick && Math.abs(se / known - 1) > 0.05) throw new Error(`standard error of ${name} is ${se}, known is ${known}`);
  }
}

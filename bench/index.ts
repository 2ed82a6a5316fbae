import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bootstrap, compile, findLaw, fit, loadRuns, observations, parse } from "../src/index.ts";
import { cpuSeconds, cpuSecondsAsync } from "./clock.ts";

/** Beside the repository unless ISOLOSS_DATA and ISOLOSS_BENCH say otherwise. */
const shared = resolve(fileURLToPath(new URL(".", import.meta.url)), "../../../shared");
const data = process.env.ISOLOSS_DATA ?? join(shared, "data");
const peers = process.env.ISOLOSS_BENCH ?? join(shared, "bench");
const csv = join(data, "chinchilla/chinchilla_epoch.csv");
/** `--quick` is the smoke test: one pass of our own jobs, no peers. */
const quick = process.argv.includes("--quick");

interface Row {
  job: string;
  ours: number;
  peer?: { name: string; seconds: number };
}

if (!existsSync(csv)) {
  process.stderr.write(
    "bench: the 240 Chinchilla points are not here; set ISOLOSS_DATA to a folder with chinchilla/chinchilla_epoch.csv\n",
  );
  process.exit(1);
}
const { runs } = await loadRuns([csv]);
const { observations: points } = observations(runs, { where: ["kept_by_replication=1"] });
const law = findLaw("chinchilla");
const rows: Row[] = [];
const grid = peer("peer_fit.py", ["--job", "grid", "--data", csv]);
const tuned = peer("peer_tuned.py", ["--job", "census", "--data", csv]);
const tunedBootstrap = peer("peer_tuned.py", ["--job", "bootstrap", "--resamples", "1000", "--data", csv]);

const evaluations = quick ? 100 : 5000;
rows.push({
  job: "one objective + gradient + Hessian",
  ours: cpuSeconds(derivatives(evaluations)) / evaluations,
  peer: grid && { name: "scipy: objective + gradient", seconds: grid.cpu_seconds / (grid.calls as number) },
});
const certified = cpuSeconds(() => certify(quick ? 8 : 100), quick ? 1 : 5);
rows.push({
  job: "certified fit: 100 starts agree, second algorithm confirms",
  ours: certified,
  peer: grid && { name: "scipy: 4500 starts, defaults", seconds: grid.cpu_seconds },
});
rows.push({ job: "the same", ours: certified, peer: tuned && { name: "scipy: 100 centred starts, tuned", seconds: tuned.cpu_seconds } });
const fitted = fit(law, points);
rows.push({
  job: "1000 bootstrap refits, each checked",
  ours: await cpuSecondsAsync(() => bootstrap(fitted, { replicates: quick ? 20 : 1000 }), quick ? 1 : 3),
  peer: tunedBootstrap && { name: "scipy: 1000 refits, centred, tuned", seconds: tunedBootstrap.cpu_seconds },
});

const time = (s: number): string => (s < 1e-3 ? `${(s * 1e6).toFixed(1)} µs` : s < 1 ? `${(s * 1e3).toFixed(1)} ms` : `${s.toFixed(2)} s`);
process.stdout.write(`CPU time on the ${points.length} Chinchilla points (median, in-process, after warm-up)\n`);
for (const { job, ours, peer } of rows) {
  const beside = peer ? ` · ${peer.name}: ${time(peer.seconds)} · ${(peer.seconds / ours).toFixed(1)}× less` : "";
  process.stdout.write(`${job}: ${time(ours)}${beside}\n`);
}
if (!grid)
  process.stdout.write(
    "peers not run: they want /usr/bin/python3 with scipy (Debian: python3-scipy) and the scripts that ISOLOSS_BENCH names\n",
  );

function derivatives(count: number): () => void {
  const column = (name: "params" | "tokens") => Float64Array.from(points, (row) => row[name] as number);
  const variables = law.parameters.map(({ name, scale }) => ({ name, scale }));
  const columns = ["N", "D"].map((symbol) => ({ symbol, positive: true }));
  const kernel = compile(parse(law.formula), { variables, columns, constants: {}, ties: {}, residual: "log", loss: "huber" });
  const bound = kernel.bind(
    { N: column("params"), D: column("tokens") },
    Float64Array.from(points, (row) => row.loss),
    1e-3,
  );
  const theta = Float64Array.of(1.82, 6.17, 7.67, 0.347, 0.367);
  const weights = new Float64Array(points.length).fill(1);
  const g = new Float64Array(5);
  const h = new Float64Array(25);
  return () => {
    for (let i = 0; i < count; i++) bound.derivatives(theta, weights, g, h);
  };
}

function certify(starts: number): void {
  const { census, confirmation } = fit(law, points, { starts });
  if (census.agreed !== starts || !confirmation.agrees) throw new Error(`not certified: ${census.agreed} of ${starts} starts agree`);
}

function peer(script: string, args: readonly string[]): { cpu_seconds: number; calls?: number } | undefined {
  if (quick || !existsSync(join(peers, script))) return undefined;
  process.stderr.write(`bench: ${script} ${args.slice(0, 2).join(" ")} …\n`);
  const { status, stdout } = spawnSync("/usr/bin/python3", [join(peers, script), ...args], {
    encoding: "utf8",
    env: { ...process.env, OMP_NUM_THREADS: "1" },
    maxBuffer: 1e8,
  });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

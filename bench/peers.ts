import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { wallSeconds } from "./clock.ts";

/** The peers' scripts are beside the repository unless ISOLOSS_BENCH says otherwise. */
const folder = process.env.ISOLOSS_BENCH ?? resolve(fileURLToPath(new URL(".", import.meta.url)), "../../../shared/bench");
/** Debian's, if it is there: what a user of scipy has. */
const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
const environment = { ...process.env, OMP_NUM_THREADS: "1" };

/** What a peer took, seconds. */
export interface Peer {
  name: string;
  seconds: number;
}

/** CPU seconds that a script says of its own job, without its start: the median of `times` runs. */
export function scipy(script: string, args: readonly string[], times: number): Peer | undefined {
  const taken = Array.from({ length: times }, () => {
    process.stderr.write(`bench: ${script} ${args.slice(0, 2).join(" ")} …\n`);
    const { status, stdout } = spawnSync(python, [join(folder, script), ...args], { encoding: "utf8", env: environment, maxBuffer: 1e8 });
    return status === 0 ? (JSON.parse(stdout).cpu_seconds as number) : undefined;
  }).filter((seconds) => seconds !== undefined);
  const seconds = taken.sort((a, b) => a - b)[Math.floor(taken.length / 2)];
  return seconds === undefined
    ? undefined
    : { name: script === "peer_fit.py" ? "scipy, 4500 starts, defaults" : "scipy, centred, tuned", seconds };
}

/** Seconds on the wall from the start of python to the end of several jobs in a row: one start, the others' taken off. */
export function peerWall(jobs: readonly (readonly string[])[]): Peer | undefined {
  const script = join(folder, "peer_tuned.py");
  const start = wallSeconds(() => spawnSync(python, ["-c", "import numpy, scipy.optimize"], { env: environment }));
  let failed = false;
  const all = jobs.map((args) =>
    wallSeconds(() => {
      process.stderr.write(`bench: peer_tuned.py ${args.slice(0, 2).join(" ")}, wall …\n`);
      failed ||= spawnSync(python, [script, ...args], { env: environment }).status !== 0;
    }, 1),
  );
  return failed
    ? undefined
    : { name: "python, import scipy, both jobs", seconds: all.reduce((a, b) => a + b, 0) - (jobs.length - 1) * start };
}

/** CPU seconds (user and system) of this process that `job` takes: the median of `repeats` runs after one warm-up. */
export function cpuSeconds(job: () => void, repeats = 5): number {
  job();
  const times = Array.from({ length: repeats }, () => {
    const before = process.cpuUsage();
    job();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return times.sort((a, b) => a - b)[Math.floor(repeats / 2)] as number;
}

/** The same for a job that waits. */
export async function cpuSecondsAsync(job: () => Promise<unknown>, repeats = 3): Promise<number> {
  await job();
  const times: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const before = process.cpuUsage();
    await job();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1e6);
  }
  return times.sort((a, b) => a - b)[Math.floor(repeats / 2)] as number;
}

/** Seconds on the wall that `job` takes: the median. */
export function wallSeconds(job: () => void, repeats = 3): number {
  const times = Array.from({ length: repeats }, () => {
    const before = performance.now();
    job();
    return (performance.now() - before) / 1e3;
  });
  return times.sort((a, b) => a - b)[Math.floor(repeats / 2)] as number;
}

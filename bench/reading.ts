import { spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Papa from "papaparse";
import { inferSchema, initParser } from "udsv";
import { loadRuns, observations } from "../src/index.ts";
import { cpuSeconds, cpuSecondsAsync } from "./clock.ts";

/**
 * Reading beside those who only parse: synthetic logs of curves, read from the disk, every row validated, reduced to final losses.
 * Usage: node dist/bench/reading.js [ROWS]; `--child FILE [CACHE]` reads one file and prints what it took.
 */
const EVALUATIONS = 1000;
const MIB = 2 ** 20;

interface Read {
  /** On the wall. */
  seconds: number;
  /** Most memory that the process ever held, bytes. */
  memory: number;
}

/** The rows of the benchmark's table, of `rows` rows and ten times as many for memory. */
export async function reading(rows: number, repeats = 3): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), "isoloss-bench-"));
  try {
    const [csv, jsonl, long] = [join(folder, "log.csv"), join(folder, "log.jsonl"), join(folder, "long.csv")];
    await write(csv, rows, csvLine, "run,params,unique_tokens,step,tokens,val_loss\n");
    await write(jsonl, rows, jsonLine);
    await write(long, 10 * rows, csvLine, "run,params,unique_tokens,step,tokens,val_loss\n");
    const text = await readFile(csv, "utf8");
    const lines = (await readFile(jsonl, "utf8")).split("\n");
    const ours = await cpuSecondsAsync(() => finals(csv), repeats);
    const papa = cpuSeconds(() => Papa.parse(text), repeats);
    const udsv = cpuSeconds(() => initParser(inferSchema(text)).stringArrs(text), repeats);
    const json = await cpuSecondsAsync(() => finals(jsonl), repeats);
    const parse = cpuSeconds(() => {
      for (const line of lines) if (line !== "") JSON.parse(line);
    }, repeats);
    const { memory, seconds } = child(long);
    // A log that was written a moment ago is not taken for settled.
    const hours = new Date(Date.now() - 36e5);
    await utimes(csv, hours, hours);
    await new Promise((done) => setTimeout(done, 2500));
    const first = child(csv, join(folder, "cache"));
    const again = Array.from({ length: repeats }, () => child(csv, join(folder, "cache")).seconds).sort((a, b) => a - b);
    const second = again[Math.floor(repeats / 2)] as number;
    const count = rows.toExponential(0);
    return [
      [
        `CSV, ${count} rows, read, validated and reduced`,
        shown(ours),
        `papaparse, parsing alone: ${shown(papa)}`,
        ratio(ours / papa),
        "≤ 1",
      ],
      ["the same", shown(ours), `udsv, parsing alone, widths not checked: ${shown(udsv)}`, ratio(ours / udsv), ""],
      [`JSON lines, ${count} rows`, shown(json), `JSON.parse of each line: ${shown(parse)}`, ratio(json / parse), "≤ 1.5"],
      [
        `CSV, ${(10 * rows).toExponential(0)} rows, most memory held`,
        `${(memory / MIB).toFixed(0)} MiB, ${shown(seconds)} wall`,
        `the file: ${((await stat(long)).size / MIB).toFixed(0)} MiB`,
        "",
        "< 500 MB",
      ],
      [
        `CSV, ${count} rows, reading of a second command, from the cache, wall`,
        shown(second),
        `the first: ${shown(first.seconds)}`,
        `${(first.seconds / second).toFixed(0)}×`,
        "≥ 20×",
      ],
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Reads a log and takes its final losses, of which every run has one; returns the seconds on the wall that the reading took. */
async function finals(file: string, cache?: string): Promise<number> {
  const begun = performance.now();
  const { runs } = await loadRuns([file], cache === undefined ? {} : { cache });
  const seconds = (performance.now() - begun) / 1e3;
  const { observations: rows } = observations(runs);
  if (rows.length !== runs.length || rows.length === 0) throw new Error(`${rows.length} final losses of ${runs.length} runs`);
  return seconds;
}

/** The same in a process of its own. */
function child(...args: string[]): Read {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), "--child", ...args], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Read;
}

async function write(file: string, rows: number, line: (run: number, step: number, i: number) => string, header = ""): Promise<void> {
  const stream = createWriteStream(file);
  stream.write(header);
  for (let i = 0; i < rows; ) {
    const block: string[] = [];
    for (const end = Math.min(rows, i + 10_000); i < end; i++) block.push(line(Math.floor(i / EVALUATIONS), (i % EVALUATIONS) + 1, i));
    if (!stream.write(block.join(""))) await new Promise<void>((done) => stream.once("drain", () => done()));
  }
  await new Promise<void>((done) => void stream.end(() => done()));
}

/** Losses are synthetic. */
function made(run: number, step: number, i: number): { params: number; tokens: number; loss: string } {
  const params = 2e7 * 2 ** (run % 9);
  const tokens = 50 * step * 524_288;
  const loss = (1.8 + 480 / params ** 0.348 + 2100 / tokens ** 0.366) * Math.exp(0.004 * Math.sin(12.9898 * i));
  return { params, tokens, loss: loss.toFixed(6) };
}

function csvLine(run: number, step: number, i: number): string {
  const { params, tokens, loss } = made(run, step, i);
  return `run-${run},${params},100000000,${50 * step},${tokens},${loss}\n`;
}

function jsonLine(run: number, step: number, i: number): string {
  const { params, tokens, loss } = made(run, step, i);
  return `{"run":"run-${run}","params":${params},"unique_tokens":100000000,"step":${50 * step},"tokens":${tokens},"val_loss":${loss}}\n`;
}

const shown = (seconds: number): string => (seconds < 1 ? `${(1e3 * seconds).toFixed(0)} ms` : `${seconds.toFixed(2)} s`);
const ratio = (x: number): string => x.toFixed(2);

const [, script, flag, file, cache] = process.argv;
if (script === fileURLToPath(import.meta.url)) {
  if (flag === "--child") {
    const seconds = await finals(file as string, cache);
    process.stdout.write(JSON.stringify({ seconds, memory: process.resourceUsage().maxRSS * 1024 } satisfies Read));
  } else for (const cells of await reading(Number(flag ?? 1e6))) process.stdout.write(`| ${cells.join(" | ")} |\n`);
}

import { deserialize, serialize } from "node:v8";
import { crc32 } from "node:zlib";
import { columnarRun, heldBy, setupOf } from "../curve.ts";
import type { Run } from "../run.ts";
import type { Cells } from "./cells.ts";
import { columnsOf, evaluations, type LogColumns, type OwnRows } from "./evaluations.ts";
import type { Parsed } from "./format.ts";

/** First bytes of a pack: what it is, and of which make. */
const MAGIC = "isoloss3";
/** Magic, checksum of all that follows it, length of the description. */
const HEADER = 16;

/** A run as it is kept: by its rows in a log's columns, or as it is. */
type PackedRun = { setup: Omit<Run, "points">; log: number; own: OwnRows } | { whole: Run };

/** What describes the numbers that follow it; a column's blocks are the place of their first number, and how many each has. */
interface Description {
  logs: LogColumns[];
  blocks: { cells: Cells; at: number; lengths: number[] }[];
  parsed: { runs: PackedRun[]; rest: Omit<Parsed, "runs"> }[];
}

/** What was read of logs as bytes, with a checksum: columns of numbers as they lie in memory. */
export function pack(logs: readonly Parsed[]): Uint8Array {
  const columns = new Map<LogColumns, number>();
  const parsed = logs.map(({ runs, ...rest }) => ({
    rest,
    runs: runs.map((run): PackedRun => {
      const held = columnsOf(heldBy(run));
      if (!held) return { whole: run };
      if (!columns.has(held.log)) columns.set(held.log, columns.size);
      return { setup: setupOf(run), log: columns.get(held.log) as number, own: held.own };
    }),
  }));
  const blocks: Description["blocks"] = [];
  const numbers: Float64Array[] = [];
  const bare = new Map<Cells, Cells>();
  let at = 0;
  // A raw column that is a measure too stays one: what is serialized keeps who is who.
  const emptied = (cells: Cells): Cells => {
    const known = bare.get(cells);
    if (known) return known;
    const { blocks: own, ...others } = cells;
    bare.set(cells, others);
    if (own) {
      blocks.push({ cells: others, at, lengths: own.map(({ length }) => length) });
      for (const block of own) {
        numbers.push(block);
        at += block.length;
      }
    }
    return others;
  };
  const kept = [...columns.keys()].map(
    (log): LogColumns => ({
      ...log,
      line: emptied(log.line),
      raw: log.raw.map(({ name, cells }) => ({ name, cells: emptied(cells) })),
      measures: Object.fromEntries(Object.entries(log.measures).map(([name, cells]) => [name, emptied(cells)])),
    }),
  );
  const description = serialize({ logs: kept, blocks, parsed } satisfies Description);
  const start = aligned(HEADER + description.length);
  const bytes = new Uint8Array(start + 8 * at);
  bytes.set(new TextEncoder().encode(MAGIC));
  bytes.set(description, HEADER);
  const all = new Float64Array(bytes.buffer, start);
  let place = 0;
  for (const block of numbers) {
    all.set(block, place);
    place += block.length;
  }
  const view = new DataView(bytes.buffer);
  view.setUint32(12, description.length);
  view.setUint32(8, crc32(bytes.subarray(12)));
  return bytes;
}

/** What was packed; undefined where that is damaged, cut off or of another make. */
export function unpack(bytes: Uint8Array<ArrayBuffer>): Parsed[] | undefined {
  if (bytes.length < HEADER || new TextDecoder().decode(bytes.subarray(0, 8)) !== MAGIC) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (view.getUint32(8) !== crc32(bytes.subarray(12))) return undefined;
  const length = view.getUint32(12);
  try {
    const { logs, blocks, parsed }: Description = deserialize(bytes.subarray(HEADER, HEADER + length));
    const start = aligned(HEADER + length);
    const all = new Float64Array(bytes.buffer, bytes.byteOffset + start);
    for (const { cells, at, lengths } of blocks) {
      let from = at;
      cells.blocks = lengths.map((own) => {
        from += own;
        return all.subarray(from - own, from);
      });
    }
    return parsed.map(({ runs, rest }) => ({
      ...rest,
      runs: runs.map((run) => ("whole" in run ? run.whole : columnarRun(run.setup, evaluations(logs[run.log] as LogColumns, run.own)))),
    }));
  } catch {
    // Another version of the engine may write what this one cannot read.
    return undefined;
  }
}

/** Numbers begin at a multiple of their size. */
function aligned(at: number): number {
  return Math.ceil(at / 8) * 8;
}

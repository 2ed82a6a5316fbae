import { type Coverage, QUANTITIES, type ReplicateNoise } from "../index.ts";
import { count, short } from "./numbers.ts";
import { facts, table } from "./table.ts";

/** What runs cover and lack: levels and decades of each quantity, columns that are absent, seed noise. */
export function coverageText({ runs, spans, absent }: Coverage, files: number, noise: ReplicateNoise | null): string {
  const counted = new Set(QUANTITIES.filter(({ symbol }) => ["N", "D", "U"].includes(symbol)).map(({ column }) => column));
  const text = (column: string, x: number): string => (counted.has(column) || column === "params_non_embedding" ? count(x) : short(x, 3));
  const rows = spans.map(({ column, runs: own, levels, low, high, decades }) => [
    column,
    own === runs ? "all" : String(own),
    String(levels),
    text(column, low),
    text(column, high),
    low > 0 && levels > 1 ? decades.toFixed(1) : "",
  ]);
  return [
    facts([
      ["runs", `${runs} in ${files} file${files === 1 ? "" : "s"}`],
      ["seed noise", noiseText(noise)],
    ]),
    ...(rows.length > 0 ? ["", table(["quantity", "runs", "levels", "from", "to", "decades"], rows)] : []),
    ...missingTable({ runs, absent }).flatMap((text) => ["", text]),
  ].join("\n");
}

/** Which columns are absent in how many runs, and what that leaves open; nothing where none is. */
export function missingTable({ runs, absent }: Pick<Coverage, "runs" | "absent">): string[] {
  const rows = absent.map(({ column, runs: own, precludes }) => [column, own === runs ? "all" : String(own), precludes]);
  return rows.length > 0 ? [table(["missing", "in", "so not known"], rows)] : [];
}

export function noiseText(noise: ReplicateNoise | null): string {
  return noise
    ? `${short(noise.sd, 2)} in log loss, from ${noise.cells} set${noise.cells === 1 ? "" : "s"} of replicates`
    : "not known: no run is repeated";
}

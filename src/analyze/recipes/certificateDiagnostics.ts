import { warning } from "../../fit/diagnostic.ts";
import type { Diagnostic } from "../../fit/types.ts";
import type { Certificate, CertifiedCell } from "./certificate.ts";
import type { Neighbour } from "./neighbours.ts";
import { named } from "./setting.ts";

/** Cells that a message names. */
const MOST = 6;

/** What to distrust of a certificate, one finding a kind. */
export function certificateFindings({ untuned, cells }: Omit<Certificate, "diagnostics">): Diagnostic[] {
  const better = steps(cells, ({ status }) => status === "better");
  const missing = steps(cells, ({ status }) => status === "missing");
  const edge = steps(cells, ({ status, open }) => status === "edge" && open);
  const tied = steps(cells, (neighbour) => neighbour.tied);
  return [
    ...untuned.map((column) =>
      warning(
        "not-tuned",
        `${column} takes one value in every cell: it was not tuned, and is no part of the certificate`,
        "run other values of it, or compare at this value only",
      ),
    ),
    ...better.map((text) =>
      warning(
        "better-neighbour",
        `a neighbour is better than the setting that was chosen: ${text}`,
        "take the best of the cell, or say how it was chosen",
      ),
    ),
    ...missing.map((text) => warning("neighbour-missing", `neighbours were not run: ${text}`, "run the settings under `missing`")),
    ...edge.map((text) =>
      warning("grid-edge", `the best setting is the last of the grid, the optimum may lie beyond: ${text}`, "run a value beyond it"),
    ),
    ...tied.map((text) =>
      warning("tuning-tie", `neighbours are within seed noise of the best setting: ${text}`, "run more seeds before one is called better"),
    ),
  ];
}

/** One text for all cells with such a neighbour, or none. */
function steps(cells: readonly CertifiedCell[], is: (neighbour: Neighbour) => boolean): string[] {
  const found = cells.flatMap((cell) => {
    const own = cell.neighbours.filter(is);
    return own.length === 0 ? [] : [`${placeOf(cell)} (${own.map(stepOf).join(", ")})`];
  });
  if (found.length === 0) return [];
  return [`${found.slice(0, MOST).join("; ")}${found.length > MOST ? `; … (${found.length} cells)` : ""}`];
}

function placeOf({ cell }: CertifiedCell): string {
  return Object.keys(cell).length === 0 ? "all rows" : named(cell);
}

function stepOf({ column, side, value }: Neighbour): string {
  return value === undefined ? `${column} ${side}` : `${column}=${value}`;
}

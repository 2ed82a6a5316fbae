import { IsolossError, PUBLISHED_DATA, type Reproduction, reproductions, UNEXPLAINED } from "../index.ts";
import { intervalText, short } from "./numbers.ts";
import { table } from "./table.ts";

/** Columns are broken at these widths: a line of several numbers would not fit a terminal. */
const WIDTH = { quantity: 46, numbers: 24, source: 44 };

/** Every claim with its verdict, by topic; the reason below those that differ. */
export function reproductionsText(found: readonly Reproduction[]): string {
  const parts = reproductions.flatMap(({ id, title }) => {
    const rows = found.filter((row) => row.topic === id);
    return rows.length > 0 ? [`${id}: ${title}\n${section(rows)}`] : [];
  });
  const count = (verdict: Reproduction["verdict"]): number => found.filter((row) => row.verdict === verdict).length;
  const numbers = [
    `${count("agrees")} of ${found.length} agree`,
    ...(count("calibrated") > 0 ? [`${count("calibrated")} calibrated (a constant was chosen to meet them)`] : []),
    ...(count("differs") > 0 ? [`${count("differs")} differ, with the reason below each`] : []),
    ...(count("cannot read") > 0 ? [`${count("cannot read")} cannot be read`] : []),
    ...(count("no data") > 0 ? [`${count("no data")} need data`] : []),
  ];
  const rule = "Agreement: ours rounds to the digits printed, or meets the tolerance named beside them.";
  const sure = found.some((row) => row.uncertainty)
    ? "\nIntervals show noise about a law (parametric, from its residuals), not doubt about the law; exact: no degree of freedom is left, solved for or no fit at all."
    : "";
  return [...parts, `${numbers.join("; ")}\n${rule}${sure}`].join("\n\n");
}

/** What stands between these verdicts and a result: tables that cannot be read, then numbers that nothing explains. */
export function failure(found: readonly Reproduction[]): IsolossError | undefined {
  const broken = [...new Set(found.filter((row) => row.verdict === "cannot read").map((row) => row.why))];
  const odd = found.filter((row) => row.why === UNEXPLAINED);
  const parts = [
    ...broken,
    ...odd.map(
      (row) => `Cannot explain "${row.quantity}" (${row.topic}): ${row.shown} is neither the printed ${row.published} nor a known refit`,
    ),
  ];
  if (parts.length === 0) return undefined;
  return new IsolossError(
    parts.join("\n"),
    "take the tables as published; what they must hold is listed by isoloss reproduce without --data",
  );
}

/** Which tables were not found, and where they are published; empty when none is missing. */
export function missingText(found: readonly Reproduction[], folder: string | undefined): string {
  const wanted = new Set(found.filter((row) => row.verdict === "no data").flatMap((row) => row.data));
  if (wanted.size === 0) return "";
  const missing = PUBLISHED_DATA.filter(({ file }) => wanted.has(file));
  const head =
    folder === undefined
      ? "Published tables, by their path below the folder that --data (or ISOLOSS_DATA) names, with the columns that are read:"
      : `Published tables of which those needed are not all in ${folder}, with the columns that are read:`;
  const entries = missing.map(({ file, what, from, columns }) => `  ${file}: ${what}\n    from ${from}\n    columns ${columns.join(", ")}`);
  return [head, ...entries].join("\n");
}

function section(rows: readonly Reproduction[]): string {
  const files = [...new Set(rows.flatMap((row) => row.data))];
  const broken = rows.map((row) => {
    const marks = row.data.map((file) => `[${files.indexOf(file) + 1}]`).join("");
    const within = row.rule.startsWith("within") ? wrapped(row.rule, WIDTH.numbers, " ") : [];
    const columns = [
      [row.verdict],
      wrapped(row.quantity, WIDTH.quantity, " "),
      [...wrapped(row.published, WIDTH.numbers, ", "), ...within],
      wrapped(row.shown, WIDTH.numbers, ", "),
      sureness(row),
      wrapped(`${row.source} ${marks || "[constants]"}`, WIDTH.source, " "),
    ];
    return Array.from({ length: Math.max(...columns.map((lines) => lines.length)) }, (_, i) => columns.map((lines) => lines[i] ?? ""));
  });
  const lines = table(["", "quantity", "published", "ours", "95 % interval", "source and data"], broken.flat(), "  ").split("\n");
  let next = 1;
  const body = broken.flatMap((physical, i) => {
    const own = lines.slice(next, next + physical.length);
    next += physical.length;
    const { why } = rows[i] as Reproduction;
    return why ? [...own, ...wrapped(why, 110, " ").map((line, j) => `           ${j === 0 ? "why: " : "     "}${line}`)] : own;
  });
  return [lines[0], ...body, ...files.map((file, i) => `  [${i + 1}] ${file}`)].join("\n");
}

/** Intervals of a claim's numbers with the degrees of freedom behind them, or why there is none; nothing where no claim is made of that. */
function sureness({ uncertainty }: Reproduction): string[] {
  if (!uncertainty) return [];
  if (uncertainty.kind === "rounding") {
    const all = uncertainty.ranges.map(({ low, high }) => `${short(low, 3)} to ${short(high, 3)}`).join(", ");
    return [...wrapped(all, WIDTH.numbers, ", "), ...wrapped(`(${uncertainty.note})`, WIDTH.numbers, " ")];
  }
  if (uncertainty.kind !== "interval") return wrapped(`${uncertainty.kind} (${uncertainty.note})`, WIDTH.numbers, " ");
  const { intervals, degreesOfFreedom: left } = uncertainty;
  const all = intervals.map((interval) => (interval.low === interval.high ? "exact" : intervalText(interval))).join(", ");
  return [...wrapped(all, WIDTH.numbers, ", "), ...(left === undefined ? [] : [`(${left} degree${left === 1 ? "" : "s"} of freedom)`])];
}

function wrapped(text: string, width: number, separator: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const [i, piece] of text.split(separator).entries()) {
    const longer = i === 0 ? piece : `${line}${separator}${piece}`;
    if (i > 0 && longer.length > width) {
      lines.push(`${line}${separator.trimEnd()}`);
      line = piece;
    } else line = longer;
  }
  return [...lines, line];
}

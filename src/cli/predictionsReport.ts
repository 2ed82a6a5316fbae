import { csvText, QUANTITIES } from "../index.ts";
import { amount, intervalText, lossText, short, valueText } from "./numbers.ts";
import type { Predictions } from "./predictions.ts";
import { table } from "./table.ts";

/** A line for a point, a table for a curve along `over`. */
export function predictionsText(all: readonly Predictions[], over: string | undefined): string {
  return all
    .map((found) => (over === undefined ? pointText(found, all.length > 1) : curveText(found, over)))
    .join(over === undefined ? "\n" : "\n\n");
}

function pointText(found: Predictions, several: boolean): string {
  return found.predictions
    .map(
      ({ at, loss, interval }) =>
        `${several ? `${title(found)}: ` : ""}${found.response?.column ?? "loss"} ${valueText(loss, interval ?? undefined)} ${found.response?.unit ?? "nats/token"} at ${place(at)}${noise(found)}`,
    )
    .join("\n");
}

function curveText(found: Predictions, over: string): string {
  const { [over]: _, ...held } = found.predictions[0]?.at ?? {};
  const moves = over === "epochs" || over === "U" || over === "D" ? ["epochs", "U", "D"] : [over];
  const fixed = Object.fromEntries(
    Object.entries(held).filter(([symbol]) => !moves.includes(symbol) || found.predictions.every(({ at }) => at[symbol] === held[symbol])),
  );
  const head = [over, "loss, nats/token", "interval", "outside the data by"];
  const rows = found.predictions.map(({ at, loss, interval, extrapolation }) => {
    const furthest = Math.max(0, ...Object.values(extrapolation));
    return [
      amount(over, at[over] as number),
      lossText(loss),
      interval ? intervalText(interval) : "",
      furthest > 0 ? `${short(furthest, 2)} decades` : "",
    ];
  });
  const where = Object.keys(fixed).length > 0 ? ` at ${place(fixed)}` : "";
  return `${title(found)}${where}${noise(found)}\n${table(head, rows, "  ")}`;
}

/** What the interval is of, where it is not of the mean. */
function noise({ newRun }: Predictions): string {
  return newRun ? `, for a new run (noise ${short(newRun.sd, 2)} in log loss, ${newRun.said})` : "";
}

function title({ law, set, group }: Predictions): string {
  const of = Object.entries(group ?? {}).map(([name, value]) => ` ${name}=${value}`);
  return `${law}${set === undefined ? "" : ` (${set})`}${of.join("")}`;
}

function place(at: Readonly<Record<string, number>>): string {
  return Object.entries(at)
    .map(([symbol, x]) => `${symbol} = ${amount(symbol, x)}`)
    .join(", ");
}

/** One row a point; quantities by their column names. */
export function predictionsCsv(all: readonly Predictions[]): string {
  const groups = [...new Set(all.flatMap(({ group }) => Object.keys(group ?? {})))];
  const used = QUANTITIES.filter((q) => all.some(({ predictions }) => predictions.some(({ at }) => at[q.symbol] !== undefined)));
  const rows = all.flatMap((found) =>
    found.predictions.map(({ at, loss, interval }) => [
      ...groups.map((name) => found.group?.[name]),
      ...used.map((q) => at[q.symbol]),
      loss,
      interval?.low,
      interval?.high,
    ]),
  );
  return csvText([...groups, ...used.map((q) => q.column), "loss", "low", "high"], rows);
}

/** What to distrust in predictions, one line a finding. */
export function warnings(found: Predictions): string[] {
  const unstated = found.range === undefined ? [] : [`warning: the authors of "${found.set}" do not state where it holds`];
  return [
    ...unstated,
    ...found.diagnostics.map(
      ({ code, severity, message }) => `${severity}: ${title(found)}${code === "extrapolates" ? " extrapolates" : ""}: ${message}`,
    ),
  ];
}

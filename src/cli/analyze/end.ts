import {
  type Asymptote,
  asymptote,
  endInWords,
  type Fit,
  IsolossError,
  lowest,
  type Point,
  predictors,
  quantity,
  risesWith,
  UsageError,
} from "../../index.ts";
import { list, symbolOf } from "../given.ts";
import { amount, intervalText, lossText, valueText } from "../numbers.ts";
import { table } from "../table.ts";
import { searched, walked } from "./places.ts";
import type { Asked, KeptFit, Question } from "./question.ts";
import { atText, missingText, reachText } from "./words.ts";

/** How low a fitted law goes: its limit, or the lowest value of one that rises. */

export const asymptoteQuestion: Question = {
  id: "asymptote",
  title: "the loss as quantities grow without bound",
  needs: "FIT [--at U=50k,epochs=16] [--over epochs=1:500:log] [--to N]",
  reads: "each fit",
  options: ["at", "over", "to"],
  answer: ({ fits: [kept], given }) => {
    const { fit, file } = kept as KeptFit;
    const { at: points, over } = walked(given.at, given.over);
    const to = growing(fit, points[0] as Point, given.to);
    const found = points.map((at) => ({ held: at, end: asymptote(fit, { at, to }) }));
    if (found.every(({ end }) => end.kind === "none"))
      throw new IsolossError(
        `${file}: Cannot give an asymptote of law "${fit.law.id}": it has none as ${to.join(", ")} grow${to.length === 1 ? "s" : ""} without bound${atText(points[0] as Point)}`,
        "the law falls, or rises, for ever there: ask what it predicts at a place with isoloss predict",
      );
    const [only] = found as [(typeof found)[number]];
    return {
      text: over === undefined ? [endText(only.end, fit, to, only.held)] : [`${fit.law.id}, ${to.join(", ")} → ∞`, walkText(found, over)],
      conditional: [`beyond its rows (${to.map((symbol) => reachText(fit, symbol)).join(", ")}) the law goes on as it is`],
      result: { unit: unitOf(fit), to, ...(over === undefined ? only : { over, points: found }) },
    };
  },
};

/** Symbols that grow: those asked for, else all that the law reads and nothing holds. */
function growing({ law }: Fit, at: Point, asked: readonly string[] | undefined): string[] {
  const named = list(asked).map((name) => symbolOf("--to", name));
  const to = named.length > 0 ? named : law.quantities.filter((symbol) => at[symbol] === undefined);
  const hint = `law "${law.id}" reads ${law.quantities.join(", ")}`;
  if (to.length === 0) throw new UsageError("Cannot give an asymptote: --at holds every quantity of the law, and none grows", hint);
  for (const symbol of to) {
    // More epochs over held unique tokens are more tokens.
    const why = !law.quantities.includes(symbol)
      ? "the law does not read it"
      : at[symbol] !== undefined
        ? "--at or --over holds it"
        : undefined;
    if (why)
      throw new UsageError(`Cannot let ${symbol} grow without bound: ${why}`, symbol === "epochs" ? "name D, and hold U with --at" : hint);
  }
  return to;
}

function endText(end: Asymptote, fit: Fit, to: readonly string[], at: Point): string {
  if (end.kind === "none") return "none";
  const [name, said] = endInWords(end, fit, to);
  return `${name === "limit" ? "" : `${name} `}${said}${atText(at)}${end.kind === "lowest" ? ": the law rises again, and has no asymptote" : ""}`;
}

function walkText(found: readonly { held: Point; end: Asymptote }[], over: string): string {
  const rows = found.map(({ held, end }) => [
    amount(over, held[over] as number),
    end.kind === "none" || end.loss.value === undefined ? "none" : lossText(end.loss.value),
    end.kind === "none" || !end.loss.interval ? "" : intervalText(end.loss.interval),
    end.kind === "lowest" ? "lowest, and rises again" : "",
  ]);
  return table([over, "loss, nats/token", "interval", "kind"], rows, "  ");
}

export const lowestQuestion: Question = {
  id: "lowest",
  title: "where a law that rises is lowest along one quantity",
  needs: "FIT --over epochs=1:500 --at N=300k,U=50k",
  reads: "each fit",
  options: ["at", "over"],
  answer: ({ fits: [kept], given }: Asked) => {
    const { fit, file } = kept as KeptFit;
    const { along, range, at } = searched("lowest", given.at, given.over);
    const { loss, at: place } = lowest(fit, along, { range, at });
    if (loss.value === undefined || place.value === undefined)
      throw new IsolossError(`${file}: ${noMinimum(fit, along, range, at)}`, hintFor(fit, along));
    const between = place.interval && ` (${amount(along, place.interval.low)} to ${amount(along, place.interval.high)})`;
    return {
      text: [
        `lowest at ${along} = ${amount(along, place.value)}${between ?? ""}${missingText(place.missing)}`,
        `${valueText(loss.value, loss.interval)} ${unitOf(fit)} there${atText(at)}`,
      ],
      conditional: [
        `the law's shape; its rows have ${reachText(fit, rowsOf(fit, along))}, and ${along} was searched from ${amount(along, range[0])} to ${amount(along, range[1])}`,
      ],
      result: { unit: unitOf(fit), along, range, held: at, place, loss },
    };
  },
};

function unitOf({ law }: Fit): string {
  return law.response?.unit ?? "nats/token";
}

function noMinimum(fit: Fit, along: string, [low, high]: readonly [number, number], at: Point): string {
  const { best } = predictors(fit);
  const end = best.loss({ ...at, [along]: low }) < best.loss({ ...at, [along]: high }) ? low : high;
  return `Cannot find where law "${fit.law.id}" is lowest along ${along}${atText(at)}: it is lowest at ${amount(along, end)}, ${end === low ? "the start" : "the end"} of the range`;
}

function hintFor({ law }: Fit, along: string): string {
  const symbol = along === "epochs" && law.quantities.includes("D") ? "D" : along;
  return risesWith(law).includes(symbol)
    ? "widen --over"
    : `this law cannot rise with ${along}: ask for its asymptote, or fit a law that can rise (isoloss laws says which)`;
}

/** The rows of a law in D and U state epochs too. */
function rowsOf(fit: Fit, along: string): string {
  const name = quantity(along)?.name as "params" | undefined;
  return name && fit.observations.some((row) => row[name] !== undefined) ? along : (fit.law.quantities[0] as string);
}

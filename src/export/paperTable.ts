import { macroPrefix } from "./macroNames.ts";
import type { PaperFit, PaperNumber, Printed } from "./paperFit.ts";

/** The table of a paper, parameters by fits, before it is written as LaTeX or Markdown; and the same numbers as columns with every digit. */

export interface PaperRow {
  /** A number with this key, group of parameters and unit, in each fit that has one. */
  cells: readonly (PaperNumber | undefined)[];
  first: PaperNumber;
  isParameter: boolean;
}

/** Fits of one law: their parameters mean the same. */
export interface PaperTable {
  law: PaperFit["law"];
  fits: readonly PaperFit[];
  /** What each fit is called over its column. */
  heads: readonly string[];
  rows: readonly PaperRow[];
}

/** Tables of fits, one a law, in the order given. */
export function paperTables(fits: readonly PaperFit[]): PaperTable[] {
  const laws = [...new Map(fits.map(({ law }) => [law.formula, law])).values()];
  const severalFiles = new Set(fits.map(({ file }) => file)).size > 1;
  return laws.map((law) => {
    const own = fits.filter((fit) => fit.law.formula === law.formula);
    return {
      law,
      fits: own,
      heads: own.map(({ file, group }) => {
        const said = Object.entries(group).map(([name, value]) => `${name} ${value || "not stated"}`);
        return [...(severalFiles || said.length === 0 ? [file] : []), ...said].join(", ");
      }),
      rows: [
        ...rows(
          own.map((fit) => fit.parameters),
          true,
        ),
        ...rows(
          own.map((fit) => fit.headlines),
          false,
        ),
      ],
    };
  });
}

function rows(columns: readonly (readonly PaperNumber[])[], isParameter: boolean): PaperRow[] {
  const idOf = ({ key, level, unit }: PaperNumber): string => JSON.stringify([key, level, unit]);
  const firsts = new Map(columns.flat().map((item) => [idOf(item), item]));
  return [...firsts].map(([id, first]) => ({ first, isParameter, cells: columns.map((items) => items.find((item) => idOf(item) === id)) }));
}

const METHODS: Readonly<Record<string, string>> = {
  bootstrap: "bootstrap over runs",
  parametric: "parametric bootstrap",
  members: "bootstrap over ensemble members",
};

/** How intervals of a table are read: `95 % intervals (bootstrap over runs)`; empty where there are none. */
export function intervalsNote({ fits }: PaperTable): string {
  const kinds = new Set(
    fits.flatMap(({ level, method }) =>
      level === undefined ? [] : [`${Number((100 * level).toPrecision(6))} % intervals (${METHODS[method ?? ""] ?? method})`],
    ),
  );
  return [...kinds].join(", ");
}

/** A printed number in plain text: `4.4e10`, `> 60`, `not identified`. */
export function printedText(printed: Printed): string {
  return "words" in printed ? printed.words : `${printed.sign ? `${printed.sign} ` : ""}${printed.digits.replace("Infinity", "∞")}`;
}

/** Whether the interval says more than the number printed: a bound says its one end. */
export function showsInterval({ printed, ends }: PaperNumber): boolean {
  return ends !== undefined && !("sign" in printed) && ends.every((end) => "digits" in end && Number.isFinite(Number(end.digits)));
}

/**
 * The numbers of fits as columns with every digit: a row a parameter, headline or count of each fit. An open end is ±Infinity.
 *
 * @example
 * paperColumns([paperFit(fitted, "kjv")]).head[0] // "fit"
 */
export function paperColumns(fits: readonly PaperFit[]): { head: string[]; rows: (string | number | undefined)[][] } {
  const head = [
    "fit",
    "file",
    "law",
    "group",
    "kind",
    "name",
    "level_of",
    "value",
    "low",
    "high",
    "interval_level",
    "method",
    "unit",
    "printed",
    "note",
  ];
  return {
    head,
    rows: fits.flatMap((fit) => {
      const of = [macroPrefix(fit.file, fit.group), fit.file, fit.law.id, groupText(fit)];
      const numbers = (kind: string, items: readonly PaperNumber[]) =>
        items.map(({ key, level, value, interval, unit, printed, note }) => [
          ...[
            ...of,
            kind,
            key,
            level,
            value,
            interval?.low,
            interval?.high,
            interval?.level,
            interval?.method,
            unit,
            printedText(printed),
            note,
          ],
        ]);
      const fact = (name: string, value: string | number | undefined, unit = "") =>
        head.map((column, i) => of[i] ?? { kind: "fit", name, value, unit }[column]);
      return [
        ...numbers("parameter", fit.parameters),
        ...numbers("headline", fit.headlines),
        fact("n", fit.n, "rows"),
        fact("runs", fit.runs, "runs"),
        fact("r2", fit.r2),
        fact("status", fit.status),
        fact("data_sha256", fit.data.sha256),
        fact("version", fit.version),
      ];
    }),
  };
}

function groupText({ group }: PaperFit): string {
  return Object.entries(group)
    .map((pair) => pair.join("="))
    .join(" ");
}

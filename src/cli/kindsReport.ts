import type { IntervalKind, IntervalKinds } from "../index.ts";
import { intervalText, short } from "./numbers.ts";
import { table } from "./table.ts";

/** Every kind of interval side by side, and below why some are missing or to be read with care; intervals only, never an estimate. */
export function kindsText(kinds: IntervalKinds, level: number): string {
  const names = Object.keys(Object.values(kinds)[0] ?? {});
  const rows = Object.entries(kinds).map(([key, own]) => [key, ...names.map((name) => cell(own[name]))]);
  const remarks = names.flatMap((name) => remarksOn(name, kinds));
  return [
    `  every kind of ${short(100 * level)} % interval`,
    table(["parameter", ...names], rows, "  "),
    ...remarks.map((line) => `  ${line}`),
  ].join("\n");
}

function cell(kind: IntervalKind | undefined): string {
  return kind && "interval" in kind ? intervalText(kind.interval) : "none";
}

/** One line a reason or caution, with the parameters that it is about where it is not about all. */
function remarksOn(name: string, kinds: IntervalKinds): string[] {
  const about = new Map<string, string[]>();
  for (const [key, own] of Object.entries(kinds)) {
    const kind = own[name];
    const text = kind === undefined ? undefined : "reason" in kind ? `none, ${kind.reason}` : kind.caution;
    if (text) about.set(text, [...(about.get(text) ?? []), key]);
  }
  const all = Object.keys(kinds).length;
  return [...about].map(([text, keys]) => `${name}${keys.length < all ? ` of ${keys.join(", ")}` : ""}: ${text}`);
}

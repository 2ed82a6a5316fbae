import { type EnsembleGroup, groupBy, type Observation } from "../../index.ts";
import { columnsAsked } from "./rows.ts";

const SETTING = ["epochs", "weight_decay", "learning_rate"];

/** Ensembles of one size by the setting of their members, with a name each. */
export function settingsOf(rows: readonly Observation[], by: readonly string[]): EnsembleGroup[] {
  const columns = columnsAsked(by, SETTING, rows);
  return groupBy(rows, columns).map(({ group, observations }) => ({ label: settingText(group), rows: observations }));
}

/** `epochs=16, weight_decay=3`; what is not stated is left out. */
export function settingText(group: Readonly<Record<string, unknown>>): string {
  const stated = Object.entries(group).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return stated.map(([name, value]) => `${name}=${value}`).join(", ") || "one setting";
}

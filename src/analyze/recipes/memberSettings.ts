import { format, warning } from "../../fit/diagnostic.ts";
import { THRESHOLDS } from "../../fit/thresholds.ts";
import type { Diagnostic } from "../../fit/types.ts";
import type { Observation } from "../../run.ts";
import { settingsOf } from "./jointLimit.ts";
import { bestOfSizes, singlesOf } from "./recipeTuning.ts";
import { meanLoss, type Setting, settingOf } from "./setting.ts";

/** How the settings of ensembles' members stand beside the tuned single model of their size, at one set of unique tokens. */

/** Members of one size and setting. */
export interface MemberSetting {
  params: number;
  setting: Setting;
  /** Mean loss of one member, nats/token; undefined where none was evaluated alone. */
  alone: number | undefined;
  /** Mean loss of the best regularised single model of the size; undefined without one. */
  single: number | undefined;
  /** `alone` less `single`. */
  above: number | undefined;
}

export interface MemberSettings {
  sizes: readonly MemberSetting[];
  diagnostics: readonly Diagnostic[];
}

/**
 * Every setting that ensembles were made of, beside the best single model of its size, with what to distrust.
 *
 * @param noise standard deviation of log loss between seeds.
 */
export function memberSettings(rows: readonly Observation[], noise = 0): MemberSettings {
  const ensembles = rows.filter(({ recipe }) => recipe === "ensemble");
  const kept = bestOfSizes(singlesOf(rows, "regularized"));
  const found = settingsOf(ensembles).flatMap((own) => {
    const params = own[0]?.params;
    if (params === undefined) return [];
    const one = own.filter(({ members }) => members === 1);
    const best = kept.filter((row) => row.params === params);
    const alone = one.length > 0 ? meanLoss(one) : undefined;
    const single = best.length > 0 ? meanLoss(best) : undefined;
    const above = alone === undefined || single === undefined ? undefined : alone - single;
    const apart = single === undefined ? 0 : THRESHOLDS.apart * noise * single * Math.sqrt(1 / one.length + 1 / best.length);
    // The same runs averaged in another order differ in the last digit.
    const worse = above !== undefined && single !== undefined && above > Math.max(apart, 1e-9 * single);
    return [{ size: { params, setting: settingOf(own, []), alone, single, above }, worse, best: settingOf(best, []) }];
  });
  const sorted = found.toSorted((a, b) => a.size.params - b.size.params);
  // Settings that are better together may be worse alone: what is to be seen is whether the tuned one is among them.
  const off = sorted.filter(({ size }) => sorted.every((one) => one.size.params !== size.params || one.worse));
  const sizes = sorted.map(({ size }) => size);
  return { sizes, diagnostics: [...notBest(off), ...oneSetting(sizes)] };
}

function notBest(off: readonly { size: MemberSetting; best: Setting }[]): Diagnostic[] {
  if (off.length === 0) return [];
  const each = off.map(({ size: { params, setting, above }, best }) => {
    const columns = ["weight_decay", "learning_rate", "epochs"].filter((name) => setting[name] !== best[name]);
    const said = columns.map((name) => `${name} ${setting[name]}, tuned ${best[name]}`).join("; ");
    return `N = ${params} (K = 1 is ${format(above as number)} above it${said ? `: ${said}` : ""})`;
  });
  return [
    warning(
      "members-not-tuned",
      `members are not at the best single setting of their size: ${each.join("; ")}`,
      "train members at the tuned setting too, and choose by the limit K → ∞; until then sizes differ in tuning as well",
    ),
  ];
}

function oneSetting(sizes: readonly MemberSetting[]): Diagnostic[] {
  const params = sizes.map((one) => one.params);
  const single = [...new Set(params)].filter((size) => params.indexOf(size) === params.lastIndexOf(size));
  if (single.length === 0) return [];
  return [
    {
      code: "members-one-setting",
      severity: "note",
      message: `ensembles of one setting a size: nothing was chosen by the limit K → ∞ at N = ${single.join(", ")}`,
      hint: "evaluate ensembles of a second setting, as twice the epochs with half the weight decay",
    },
  ];
}

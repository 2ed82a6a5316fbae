import { format, warning } from "../fit/diagnostic.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Diagnostic } from "../fit/types.ts";
import type { Compared } from "./triedLaw.ts";

/**
 * `criteria-disagree`: the law that AIC or BIC puts first predicts larger runs worse than the best law does, by more than two standard errors of
 * the paired difference.
 *
 * @param laws as compared, best first by held-out error.
 * @example
 * criteriaDisagree((await compareLaws([chinchilla, findLaw("E + A/N^alpha")], rows)).laws) // []
 */
export function criteriaDisagree(laws: readonly Compared[]): Diagnostic[] {
  const names = { aic: "AIC", bic: "BIC" } as const;
  const led = (["aic", "bic"] as const).flatMap((criterion) => {
    const first = laws
      .filter(({ gaussian }) => gaussian?.converged)
      .sort((a, b) => (a.gaussian?.[criterion] as number) - (b.gaussian?.[criterion] as number))[0];
    const { mean = 0, se } = first?.heldOut.toBest ?? {};
    return first && se !== undefined && mean > THRESHOLDS.apart * se ? [{ criterion: names[criterion], first, mean, se }] : [];
  });
  return led
    .filter(({ first }, i) => led.findIndex((other) => other.first === first) === i)
    .map(({ first, mean, se }) => {
      const by = led.filter((other) => other.first === first).map(({ criterion }) => criterion);
      return warning(
        "criteria-disagree",
        `${by.join(" and ")} put${by.length === 1 ? "s" : ""} ${first.name} first, but on larger runs its mean squared log error is ${format(mean)} (s.e. ${format(se)}) above that of ${laws[0]?.name}`,
        `in-sample criteria do not see extrapolation: use ${laws[0]?.name} where larger runs are predicted`,
      );
    });
}

import { type CriticalComputeCurve as Curve, criticalComputeCurve } from "../analyze/versus/criticalComputeCurve.ts";
import type { MeasuredCritical } from "../analyze/versus/criticalComputeMeasured.ts";
import { IsolossError } from "../errors.ts";
import { THRESHOLDS } from "../fit/thresholds.ts";
import type { Fit } from "../fit/types.ts";
import { extent } from "../numeric/extent.ts";
import { isSynthetic } from "../table/synthetic.ts";
import { commonReach, criticalLayers, criticalPlane } from "./criticalComputeMarks.ts";
import { type Pair, pairOf, REPEATED_BY_FAMILY, thinned, withoutDraws } from "./familyLaws.ts";
import { compose, type FigureKind, having, leftOut } from "./figure.ts";
import { panel } from "./marks.ts";
import { measuredOf, missedWords } from "./measuredCritical.ts";

const FRAME = { width: 400, height: 330 };
/** Unique tokens at which the laws are asked, and draws of them. */
const LEVELS = 9;
const DRAWS = 60;
/** Unique tokens beyond the rows, as a factor: what the law is there for. */
const BEYOND = 10;

const id = "critical-compute";

interface Said {
  laws: string;
  kept: Curve;
  /** Sets of unique tokens whose crossing too many draws lack. */
  unsure: number;
  dropped: Curve | string;
  measured: readonly MeasuredCritical[];
  missed: string;
  direction: string;
}

/** The compute beyond which MDM is the better use of U unique tokens: by the laws of both families, with what the runs themselves show. */
export const criticalComputeFigure: FigureKind = {
  id,
  title: "Critical compute against unique tokens: where MDM comes down to AR, each at its own best size, by laws and as measured.",
  needs: "Final losses of AR and MDM with params, unique_tokens and tokens; a fit for each family of a law that reads N, D and U.",
  curves: false,
  fits: [REPEATED_BY_FAMILY],
  draw({ observations, fits }) {
    const rows = having(id, observations, ["params", "uniqueTokens", "family"]);
    const { pair, laws, direction } = pairOf(id, fits, observations);
    const [least, most] = extent([...pair.ar.observations, ...pair.mdm.observations].flatMap(({ uniqueTokens }) => uniqueTokens ?? []));
    const U = Array.from({ length: LEVELS }, (_, i) => least * ((BEYOND * most) / least) ** (i / (LEVELS - 1)));
    const all = criticalComputeCurve(thinned(pair.ar, DRAWS), thinned(pair.mdm, DRAWS), { U, irreducible: "kept" });
    const kept = quoted(all);
    const unsure = all.points.filter(({ compute }, i) => compute.value !== undefined && kept.points[i]?.compute.value === undefined).length;
    const dropped = withFloorsDropped(pair, U);
    const measured = measuredOf(rows);
    const found = {
      kept,
      dropped: typeof dropped === "string" ? undefined : dropped,
      measured,
      reach: commonReach({ ar: trained(pair.ar), mdm: trained(pair.mdm) }),
    };
    if (found.reach.length + measured.length === 0 && kept.points.every(({ compute }) => compute.value === undefined))
      throw new IsolossError(
        `Cannot draw figure "${id}": the fitted laws cross at no compute, and no set of unique tokens has runs of both families`,
        "run both families on the same unique tokens, up to computes at which MDM comes down to AR",
      );
    const plane = criticalPlane(found);
    const there = kept.points.filter(({ compute }) => compute.value !== undefined).length;
    const title = kept.slope
      ? "Beyond the line MDM is lower"
      : `The laws of AR and MDM cross ${unsure > 0 ? "beyond doubt " : ""}at ${there === 0 ? "none" : there} of ${LEVELS} U`;
    const said = caption({ laws, kept, unsure, dropped, measured, missed: missedWords(pair, measured), direction });
    return compose(id, said + leftOut(observations, rows), [panel(plane, criticalLayers(plane, found), { title, ...FRAME })], 1);
  },
};

/** The rows that are runs: where only simulated ones lie, no run is claimed. */
const trained = ({ observations }: Fit): Pick<Fit, "observations"> => ({ observations: observations.filter((row) => !isSynthetic(row)) });

/** A curve without the crossings that too many draws lack, and then without a law through the rest. */
function quoted(curve: Curve): Curve {
  const points = curve.points.map((point) =>
    point.compute.missing > THRESHOLDS.lacking ? { ...point, compute: { ...point.compute, value: undefined, interval: undefined } } : point,
  );
  const lost = points.some(({ compute }, i) => compute.value !== curve.points[i]?.compute.value);
  return { ...curve, points, slope: lost ? undefined : curve.slope };
}

/** Each loss above its own law's floor, without draws; or why there is no such line. */
function withFloorsDropped({ ar, mdm }: Pair, U: readonly number[]): Curve | string {
  const open = [ar, mdm].some(({ diagnostics }) => diagnostics.some((d) => d.code === "not-identified" && d.parameter === "E"));
  if (open) return "the rows do not identify E";
  try {
    return criticalComputeCurve(withoutDraws(ar), withoutDraws(mdm), { U, irreducible: "dropped" });
  } catch (error) {
    if (!(error instanceof IsolossError)) throw error;
    return error.message;
  }
}

function caption({ laws, kept, unsure, dropped, measured, missed, direction }: Said): string {
  const there = kept.points.filter(({ compute }) => compute.value !== undefined);
  const missing = Math.max(...kept.points.map(({ compute }) => compute.missing));
  const draws = kept.points.some(({ compute }) => compute.interval);
  const crossing = measured.filter(({ crossover }) => crossover.kind === "crossing").length;
  const RN = (value: number | undefined): string =>
    value === undefined ? "none" : value > 1e6 ? "without bound" : String(Number(value.toPrecision(3)));
  return [
    "Critical compute against unique tokens U: the smallest compute 6·N·D at which MDM at its own best size comes down to AR at its own.",
    there.length === 0
      ? `The fitted laws cross ${unsure > 0 ? "beyond doubt " : ""}at none of these U: no line is drawn, and none should be read into the marks.`
      : `${kept.slope ? "Line" : "Short stroke"}: where the laws cross, irreducible losses kept${draws ? ` (${kept.slope ? "band" : "grey bar"}: 95 % of ${DRAWS} draws)` : ""}${kept.slope ? ", dashed where the best sizes, tokens or compute lie beyond the rows of either fit" : ""}; ${there.length} of ${LEVELS} U have a crossing.`,
    unsure > 0 ? `At ${unsure} U they cross, but in over ${100 * THRESHOLDS.lacking} % of draws they do not: not drawn.` : "",
    draws && missing > 0 ? `In up to ${Math.round(100 * missing)} % of draws there is none in range.` : "",
    kept.slope?.value === undefined
      ? ""
      : "In the corner: the power law through the line's points, least squares in logarithms, with its 95 % interval.",
    typeof dropped === "string"
      ? `With irreducible losses dropped there is no line: ${dropped}.`
      : "Thin: each loss above its own law's floor instead.",
    `R_N* of AR ${RN(kept.RN.first)}, of MDM ${RN(kept.RN.second)}: on it the answer hangs most.`,
    measured.length > 0
      ? `Marks: the runs alone, the lowest loss of any size so far against compute (one once seen is kept) on ${measured.length} sets of unique tokens; ${crossing > 0 ? `diamonds: ${crossing} where the order changes` : "none changes order"}${crossing < measured.length ? `; open triangles, up: AR is lower as far as the runs go, so a crossing lies above, if anywhere; down: MDM is lower from the start` : ""}.`
      : "No set of unique tokens has runs of both families with compute: the line is all there is.",
    missed,
    `Laws: ${laws}.`,
    `Kind of loss: ${direction}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

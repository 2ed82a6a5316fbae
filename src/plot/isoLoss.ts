import { IsolossError } from "../errors.ts";
import { extent } from "../numeric/extent.ts";
import { powerLabel, tickLabel } from "./axes.ts";
import { familyFits, restedOn } from "./familyFits.ts";
import { lawWords, REPEATED_BY_FAMILY } from "./familyLaws.ts";
import { compose, type FigureKind, having, leftOut, requireOneOfEach } from "./figure.ts";
import { endOf, frontiers, isNear, type Reach, STOP_DRAWS } from "./frontierPath.ts";
import { familyPanels, type Placed, planeOf, type Shown } from "./isoLossPanels.ts";
import { groups, levels } from "./rows.ts";
import { FAMILIES } from "./theme.ts";

/** Beyond the end of the frontier, as a factor. */
const ROOM = 1.6;

const id = "iso-loss";

/** Contours of equal loss over epochs and parameters at one U: of the runs on the left, of the law with its frontier on the right, a row a family. */
export const isoLossFigure: FigureKind = {
  id,
  title: "Iso-loss contours over epochs and parameters at fixed unique tokens, measured and by the law, with the efficient frontier.",
  needs: "Final losses with params, unique_tokens, epochs and family; a fit for each family of a law that reads N, D and U.",
  curves: false,
  fits: [REPEATED_BY_FAMILY],
  draw({ observations, fits }) {
    const all = having(id, observations, ["params", "uniqueTokens", "epochs", "family"]);
    requireOneOfEach(id, all, { recipe: "recipe", weightDecay: "weight_decay" });
    const laws = familyFits(id, fits);
    const lawed = all.filter((row) => laws.some(({ family }) => family === row.family));
    if (lawed.length === 0)
      throw new IsolossError(
        `Cannot draw figure "${id}": no run is of a family that has a law`,
        "make one a family: isoloss fit data-constrained PATH --group-by family",
      );
    const U = fullestU(lawed);
    const rows = lawed.filter(({ uniqueTokens }) => uniqueTokens === U);
    const reach = { epochs: extent(rows.map(({ epochs }) => epochs)), params: extent(rows.map(({ params }) => params)) };
    if (reach.epochs[0] === reach.epochs[1] || reach.params[0] === reach.params[1])
      throw new IsolossError(
        `Cannot draw figure "${id}": at ${U} unique tokens the runs have ${reach.epochs[0] === reach.epochs[1] ? "one number of epochs" : "one size"}, and it spans several of both`,
        "run several sizes at several numbers of epochs on the same unique tokens",
      );
    const shown = laws.flatMap(({ family, fit }): Shown[] => {
      const own = rows.filter((row) => row.family === family);
      return own.length > 0 ? [{ family, fit, rows: own, ...frontiers(fit, U, reach) }] : [];
    });
    const ends = shown.flatMap(({ path }) => endOf(path, U) ?? []).filter((end) => isNear(reach, end));
    const drawn: Reach = {
      epochs: extent([...reach.epochs, ...ends.map(({ x }) => x * ROOM)]),
      params: extent([...reach.params, ...ends.map(({ y }) => y * ROOM)]),
    };
    const plane = planeOf(rows, drawn, reach);
    const panels = shown.flatMap((one) => familyPanels(one, U, plane, drawn, reach));
    const others = lawed.length - rows.length;
    return compose(
      id,
      caption(shown, U, others, `${lawWords(laws)}. ${restedOn(laws, observations)}`) + leftOut(observations, all),
      panels,
      2,
    );
  },
};

/** The unique tokens with the most places of epochs and parameters; of equals the largest. */
function fullestU(rows: readonly Placed[]): number {
  const places = (own: readonly Placed[]): number => new Set(own.map(({ family, epochs, params }) => `${family} ${epochs} ${params}`)).size;
  const sets = groups(rows, ({ uniqueTokens }) => uniqueTokens).map(([U, own]) => ({ U, count: places(own) }));
  return sets.reduce((a, b) => (b.count > a.count || (b.count === a.count && b.U > a.U) ? b : a)).U;
}

function caption(shown: readonly Shown[], U: number, others: number, laws: string): string {
  const stops = shown.map(({ family, path, stop }) => {
    const { label } = FAMILIES[family];
    const C = stop.C.value;
    const end = endOf(path, U);
    const floor =
      path.floor.value === undefined
        ? "it has no floor"
        : `its floor at these U, with no bound on compute, is ${path.floor.value.toFixed(2)}`;
    if (C === undefined) return `${label}: more compute never stops helping; ${floor}`;
    const between = stop.C.interval;
    const said = between ? ` (95 % of ${STOP_DRAWS} draws: ${bound(between.low)} to ${bound(between.high)})` : "";
    const where = end ? `${two(end.y)} parameters and ${two(end.x)} epochs` : "beyond what is drawn";
    return `${label}: ${powerLabel(C)} FLOP${said}, ${where}; ${floor}`;
  });
  const seeds = levels(
    shown.flatMap(({ rows }) => groups(rows, ({ epochs, params }) => `${epochs} ${params}`).map(([, same]) => same.length)),
  );
  return [
    `Lines of equal validation loss (nats/token) over epochs and parameters on ${tickLabel(U)} unique tokens, where the most places were run; the darker the lower; those without a number have no room for one.`,
    `Left: as measured, straight in the logarithms between neighbouring runs (points${(seeds.at(-1) as number) > 1 ? `, a point is the mean of up to ${seeds.at(-1)} seeds` : ""}) and nowhere else; ring: the lowest.`,
    `Right: the law at the same levels; dotted frame: what the runs span. Laws: ${laws}`.trim(),
    `Black line: the best parameters and epochs at each compute 6·N·D, dashed beyond the runs; diamond: where twice the compute lowers the best loss by ${shown[0]?.stop.tolerance} or less.`,
    `${stops.join(". ")}.`,
    others > 0 ? `${others} runs on other unique tokens are in the fits and not drawn.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

const bound = (C: number): string => (C === 0 || !Number.isFinite(C) ? (C === 0 ? "less than is searched" : "without end") : powerLabel(C));

const two = (x: number): string => tickLabel(Number(x.toPrecision(2)));

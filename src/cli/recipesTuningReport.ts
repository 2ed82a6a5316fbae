import type { Bowl, Certificate, CertifiedCell, Recipes, RecipesAt, Setting, Trends } from "../index.ts";
import { count, lossText, short } from "./numbers.ts";
import { estimated, refusals } from "./recipesWords.ts";
import { table } from "./table.ts";

/** The tuning section of `isoloss recipes`: a line a size of the regularised recipe, a line of all sizes of the standard one, then the runs to do next. */

const MOST = 4;

export function tuningSection(found: Recipes): string[] {
  const { at } = found;
  const body = at.flatMap(bodyOf);
  const next = at.flatMap(({ tuning }) =>
    tuning.certificates.flatMap(({ certificate }) => ("cells" in certificate ? certificate.cells.flatMap(({ missing }) => missing) : [])),
  );
  const refused = at.flatMap(({ uniqueTokens, tuning: { certificates, weightDecay } }) =>
    [...certificates.map(({ certificate }) => certificate), weightDecay].flatMap((one) =>
      "reason" in one ? [{ uniqueTokens, refused: one }] : [],
    ),
  );
  const head = ["U", "recipe", "N", "loss", "best setting", "neighbours", "best weight decay", "× 0.1", "other windows"];
  return [
    "",
    "Tuning: the best setting of each size, whether all its neighbours in the grid were run and are worse, and where the loss is lowest",
    ...(body.length > 0 ? [table(head, body, "  ")] : []),
    ...at.flatMap(leftOutLines),
    ...untunedLines(at),
    ...bestLines(found),
    ...(next.length > 0 ? [`  to run next${next.length > MOST ? ` (${MOST} of ${next.length}, all in --json)` : ""}`] : []),
    ...next.slice(0, MOST).map((setting) => `    ${settingText(setting, ["unique_tokens", "params"])}`),
    ...refusals(refused),
  ];
}

function bodyOf({ uniqueTokens, tuning: { certificates, weightDecay } }: RecipesAt): string[][] {
  return certificates.flatMap(({ recipe, certificate }) => {
    if ("reason" in certificate) return [];
    if (recipe === "standard") return [[count(uniqueTokens), recipe, ...allSizes(certificate)]];
    return certificate.cells.map((cell) => {
      const bowl = "bowls" in weightDecay ? weightDecay.bowls.find(({ params }) => params === cell.setting.params) : undefined;
      return [
        count(uniqueTokens),
        recipe,
        count(Number(cell.setting.params)),
        lossText(cell.loss),
        settingText(cell.setting),
        neighboursText(cell, certificate),
        ...(bowl ? [estimated(bowl.best) || bowl.reason, estimated(bowl.timesStandard), windowsText(bowl)] : []),
      ];
    });
  });
}

/** What other windows around the lowest loss make of the best value: beside the interval, which knows of seed noise alone. */
export function windowsText({ otherWindows }: Pick<Bowl, "otherWindows">): string {
  if (otherWindows.length === 0) return "";
  return [...new Set([Math.min(...otherWindows), Math.max(...otherWindows)].map((x) => short(x, 3)))].join(" to ");
}

/** Columns in words, as "weight decay, epochs". */
const columnsText = (columns: readonly string[]): string => columns.map((name) => SHORT[name] ?? name).join(", ");

function allSizes({ cells, tuned }: Certificate): string[] {
  const best = cells.reduce((low, cell) => (cell.loss < low.loss ? cell : low));
  const certified = cells.filter((cell) => cell.certified).length;
  const tied = cells.filter(({ neighbours }) => neighbours.some((one) => one.tied)).length;
  return [
    count(Number(best.setting.params)),
    lossText(best.loss),
    settingText(best.setting),
    cells.every(({ neighbours }) => neighbours.length === 0)
      ? "one setting a size"
      : `${certified} of ${cells.length} sizes certified in ${columnsText(tuned)}${tied > 0 ? `, ${tied} with a neighbour within noise` : ""}`,
  ];
}

/** Whether the neighbours of a cell's setting in the grid are worse, and what is not known of them. */
export function neighboursText({ certified, atEdge, missing, neighbours }: CertifiedCell, { tuned }: Certificate): string {
  const better = neighbours.filter(({ status }) => status === "better").length;
  const tied = neighbours.filter((one) => one.tied).length;
  const parts = [
    ...(neighbours.length === 0 ? ["one setting"] : []),
    ...(certified ? [`certified in ${columnsText(tuned)}`] : []),
    ...(better > 0 ? [`${better} better`] : []),
    ...(missing.length > 0 ? [`${missing.length} not run`] : []),
    ...(atEdge ? ["end of the grid"] : []),
    ...(tied > 0 ? [`${tied} within noise`] : []),
  ];
  return parts.join(", ");
}

function leftOutLines({ uniqueTokens, tuning: { leftOut } }: RecipesAt): string[] {
  return [...new Set(leftOut.map(({ lacks }) => columnsText(lacks)))].map((lacks) => {
    const runs = leftOut.filter((one) => columnsText(one.lacks) === lacks).map(({ run }) => run);
    return `  left out of tuning at U = ${count(uniqueTokens)}: ${runs.join(", ")} (${runs.length === 1 ? "states" : "state"} no ${lacks})`;
  });
}

/** Columns that no size was run at two values of, where others were tuned: no certificate is of them. */
function untunedLines(at: readonly RecipesAt[]): string[] {
  const found = new Map<string, string[]>();
  for (const { uniqueTokens, tuning } of at)
    for (const { recipe, certificate } of tuning.certificates) {
      if ("reason" in certificate || certificate.untuned.length === 0 || certificate.tuned.length === 0) continue;
      const what = `${recipe}: ${columnsText(certificate.untuned)} not tuned, one value a size`;
      found.set(what, [...(found.get(what) ?? []), count(uniqueTokens)]);
    }
  return [...found].map(([what, sets]) => `  ${what} (U = ${sets.join(", ")})`);
}

/** Best epochs where they were varied, and how best values move with size and data. */
function bestLines({ at, trends }: Recipes): string[] {
  const epochs = at.flatMap(({ tuning }) => ("bowls" in tuning.epochs ? tuning.epochs.bowls : []));
  return [
    ...trendLines("weight decay", trends.weightDecay),
    ...epochs.map(({ cell, params, uniqueTokens, best, reason, ...bowl }) => {
      const value = best.value === undefined ? `not known, ${reason}` : estimated(best);
      const windows = windowsText(bowl);
      return `  best epochs of ${cell.recipe}, U = ${count(uniqueTokens as number)}, N = ${count(params as number)}: ${value}${windows ? `; other windows ${windows}` : ""}`;
    }),
    ...trendLines("epochs", trends.epochs),
  ];
}

function trendLines(of: string, { params, paramsPerToken }: Trends): string[] {
  return Object.entries({ N: params, "(N/U)": paramsPerToken }).flatMap(([axis, trend]) =>
    "reason" in trend ? [] : [`  best ${of} ∝ ${axis}^p: p = ${estimated(trend.exponent)}, ${trend.cells} cells, freedom ${trend.freedom}`],
  );
}

const SHORT: Readonly<Record<string, string>> = {
  unique_tokens: "U",
  params: "N",
  members: "K",
  weight_decay: "weight decay",
  learning_rate: "rate",
  epochs: "epochs",
};

/** `weight decay 3, rate 0.003, epochs 16`. */
export function settingText(setting: Setting, first: readonly string[] = []): string {
  return [...first, "members", "weight_decay", "learning_rate", "epochs"]
    .filter((name) => setting[name] !== undefined && setting[name] !== null)
    .map((name) => `${SHORT[name]} ${first.includes(name) ? count(Number(setting[name])) : setting[name]}`)
    .join(", ");
}

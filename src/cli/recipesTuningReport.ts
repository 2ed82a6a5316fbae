import type { CertifiedCell, RecipesAt, Setting } from "../index.ts";
import { count, lossText } from "./numbers.ts";
import { estimated, refusals } from "./recipesWords.ts";
import { table } from "./table.ts";

/** The tuning section of `isoloss recipes`: a line a size of the regularised recipe, a line of all sizes of the standard one, then the runs to do next. */

const MOST = 4;

export function tuningSection(at: readonly RecipesAt[]): string[] {
  const body = at.flatMap(bodyOf);
  const next = at.flatMap(({ tuning }) =>
    tuning.certificates.flatMap(({ certificate }) => ("cells" in certificate ? certificate.cells.flatMap(({ missing }) => missing) : [])),
  );
  const refused = at.flatMap(({ uniqueTokens, tuning: { certificates, weightDecay } }) =>
    [...certificates.map(({ certificate }) => certificate), weightDecay].flatMap((one) =>
      "reason" in one ? [{ uniqueTokens, refused: one }] : [],
    ),
  );
  return [
    "",
    "Tuning: the best setting of each size, whether all its neighbours in the grid were run and are worse, and where the loss is lowest",
    ...(body.length > 0 ? [table(["U", "recipe", "N", "loss", "best setting", "neighbours", "best weight decay"], body, "  ")] : []),
    ...(next.length > 0 ? [`  to run next${next.length > MOST ? ` (${MOST} of ${next.length}, all in --json)` : ""}`] : []),
    ...next.slice(0, MOST).map((setting) => `    ${settingText(setting, ["unique_tokens", "params"])}`),
    ...refusals(refused),
  ];
}

function bodyOf({ uniqueTokens, tuning: { certificates, weightDecay } }: RecipesAt): string[][] {
  return certificates.flatMap(({ recipe, certificate }) => {
    if ("reason" in certificate) return [];
    if (recipe === "standard") return [[count(uniqueTokens), recipe, ...allSizes(certificate.cells)]];
    return certificate.cells.map((cell) => {
      const bowl = "bowls" in weightDecay ? weightDecay.bowls.find(({ params }) => params === cell.setting.params) : undefined;
      return [
        count(uniqueTokens),
        recipe,
        count(Number(cell.setting.params)),
        lossText(cell.loss),
        settingText(cell.setting),
        neighboursText(cell),
        bowl ? estimated(bowl.best) || bowl.reason : "",
      ];
    });
  });
}

function allSizes(cells: readonly CertifiedCell[]): string[] {
  const best = cells.reduce((low, cell) => (cell.loss < low.loss ? cell : low));
  const certified = cells.filter((cell) => cell.certified).length;
  return [
    count(Number(best.setting.params)),
    lossText(best.loss),
    settingText(best.setting),
    cells.every(({ neighbours }) => neighbours.length === 0) ? "one setting a size" : `${certified} of ${cells.length} sizes certified`,
  ];
}

function neighboursText({ certified, atEdge, missing, neighbours }: CertifiedCell): string {
  const better = neighbours.filter(({ status }) => status === "better").length;
  const parts = [
    ...(neighbours.length === 0 ? ["one setting"] : []),
    ...(certified ? ["certified"] : []),
    ...(better > 0 ? [`${better} better`] : []),
    ...(missing.length > 0 ? [`${missing.length} not run`] : []),
    ...(atEdge ? ["end of the grid"] : []),
  ];
  return parts.join(", ");
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

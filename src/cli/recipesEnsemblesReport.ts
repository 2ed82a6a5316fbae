import type { BetterWay, MembersOrSize, RecipesAt, SizeByLimit } from "../index.ts";
import { countSaid } from "./analyze/words.ts";
import { count, lossText } from "./numbers.ts";
import { estimated, refusals } from "./recipesWords.ts";
import { table } from "./table.ts";

/** Ensembles in the report of `isoloss recipes`: members wanted, the setting by the limit, and members against size. */

export function ensemblesSection(at: readonly RecipesAt[]): string[] {
  const body = at.flatMap(({ uniqueTokens, members }) =>
    members.map((one) => [count(uniqueTokens), count(one.params), estimated(one.members), String(one.measured)]),
  );
  if (body.length === 0) return ["", "Ensembles: no size has a limit K → ∞, see Limits", ...settings(at), ...settingFindings(at)];
  return [
    "",
    `Ensembles: members to come within ${at.flatMap(({ members }) => members)[0]?.within} of the limit K → ∞`,
    table(["U", "N", "members", "measured to"], body, "  "),
    ...settings(at),
    ...settingFindings(at),
    ...at.flatMap(membersOrSizeLines),
    ...refusals(
      at.flatMap(({ uniqueTokens, members, membersOrSize: found }) =>
        "reason" in found && members.length > 0 ? [{ uniqueTokens, refused: found }] : [],
      ),
    ),
  ];
}

function settings(at: readonly RecipesAt[]): string[] {
  const body = at.flatMap(({ uniqueTokens, byLimit }) => byLimit.flatMap((size) => settingCells(uniqueTokens, size)));
  if (body.length === 0) return [];
  const head = ["U", "N", "lowest limit K → ∞", "limit", "lowest at K = 1", "without a limit"];
  return [
    "  The setting of members: best by the limit K → ∞, and best alone; why settings have no limit is in --json",
    table(head, body, "  "),
  ];
}

function settingCells(uniqueTokens: number, { params, chosen }: SizeByLimit): string[][] {
  if ("reason" in chosen) return [];
  const { byLimit, alone, ranked, left } = chosen;
  const end = ranked[0]?.limit.limit.value;
  return [[count(uniqueTokens), count(params), byLimit, end === undefined ? "" : lossText(end), alone ?? "not known", String(left.length)]];
}

/** What to distrust of the members' settings. */
function settingFindings(at: readonly RecipesAt[]): string[] {
  return at.flatMap(({ uniqueTokens, memberSettings: { diagnostics } }) =>
    diagnostics.flatMap(({ severity, message, hint }) => [
      `  ${severity}, U = ${count(uniqueTokens)}: ${message.replace(/N = ([\d, ]+\d)/g, sizesText)}`,
      `    ${hint}`,
    ]),
  );
}

const sizesText = (_: string, sizes: string): string =>
  `N = ${sizes
    .split(", ")
    .map((size) => count(Number(size)))
    .join(", ")}`;

function membersOrSizeLines({ uniqueTokens, membersOrSize: found }: RecipesAt): string[] {
  if ("reason" in found) return [];
  const { params, at, inTheEnd } = found;
  const body = at.map(({ total, members, loss, difference, better, extrapolated }) => [
    count(total),
    members.toFixed(1),
    estimated(loss.members),
    estimated(loss.size),
    estimated(difference),
    `${wayText(better)}${extrapolated.some((way) => way === better) ? " (extrapolated)" : ""}`,
  ]);
  return [
    `  U = ${count(uniqueTokens)}: members of N = ${count(params)}, the size with the lowest limit, or one larger regularised model, at equal total parameters`,
    table(["N·K", "K", "members", "one model", "members less size", "better"], body, "  "),
    `  ${crossingText(found)}; with no end of parameters: ${wayText(inTheEnd)}`,
  ];
}

/** The better way in words. */
export function wayText(way: BetterWay | undefined): string {
  return way === "neither" ? "not told apart" : (way ?? "not known");
}

/** Where the better way changes, with interval and share of refits without a crossing. */
export function crossingText({ crossing, range: [low, high] }: MembersOrSize): string {
  if (crossing.kind === "none")
    return `${crossing.better} ${crossing.better === "size" ? "is" : "are"} better from ${count(low)} to ${count(high)} total parameters`;
  const { above, extrapolated } = crossing;
  const beyond = extrapolated.length > 0 ? `, beyond the ${extrapolated.join(" and ")} that was measured` : "";
  return `${above} ${above === "size" ? "is" : "are"} better above ${countSaid(crossing.total, "total parameters")}${beyond}`;
}

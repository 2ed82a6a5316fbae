import {
  bestOver,
  chooseByLimit,
  IsolossError,
  type MembersOrSize,
  membersForWithin,
  membersOrSize,
  type Refused,
  sizeLimit,
  UsageError,
} from "../../index.ts";
import { number } from "../given.ts";
import { count, lossText, short } from "../numbers.ts";
import { crossingText, wayText } from "../recipesEnsemblesReport.ts";
import { refusals } from "../recipesWords.ts";
import { table } from "../table.ts";
import { held, requireOnly } from "./places.ts";
import type { KeptFit, Question } from "./question.ts";
import { atEnsemblesU, DRAWS, drawing, drawnText, ensemblesOf, singlesOf, tunedIn } from "./rows.ts";
import { settingsOf } from "./settings.ts";
import { estimateSaid, reachText } from "./words.ts";

/** How many members are enough, and whether they or a larger model are the better use of parameters. */

export const membersWithinQuestion: Question = {
  id: "members-within",
  title: "members of an ensemble to come within so much of its limit",
  needs: "FIT (a law in members) [--within 0.01]",
  reads: "each fit",
  options: ["within"],
  answer: ({ fits: [kept], given }) => {
    const { fit, file } = kept as KeptFit;
    if (fit.law.quantities.join() !== "K")
      throw new IsolossError(
        `${file}: Cannot answer "members-within": law "${fit.law.id}" reads ${fit.law.quantities.join(", ")}, expected K alone`,
        "fit one size with isoloss fit power LOGS --in members --group-by params",
      );
    const within = number("--within", given.within ?? "0.01");
    const members = membersForWithin(fit, within);
    if (members.value === undefined)
      throw new IsolossError(
        `${file}: Cannot give members within ${within} of the limit: law "${fit.law.id}" has no limit, or comes no closer by 1e15 members`,
        "evaluate more numbers of members, or ask for more than this within",
      );
    return {
      text: [`${estimateSaid(members, "members")}, to come within ${short(within)} nats/token of the limit`],
      conditional: [`beyond its rows (${reachText(fit, "K")}) the law goes on as it is`],
      result: { unit: "members", within, members },
    };
  },
};

export const membersOrSizeQuestion: Question = {
  id: "members-or-size",
  title: "more members or one larger model, at equal total parameters",
  needs: "LOGS (ensembles, and regularized models of several sizes) [--at U=50k,N=300k]",
  reads: "logs",
  options: ["at", ...DRAWS],
  answer: async ({ rows, given, signal }) => {
    const at = held(given.at);
    requireOnly("members-or-size", at, ["U", "N"]);
    const { U, rows: own } = atEnsemblesU("members-or-size", rows, at);
    const ensembles = ensemblesOf("members-or-size", own, at);
    const singles = singlesOf(own, "regularized");
    if (singles.length === 0)
      throw new IsolossError(
        `Cannot answer "members-or-size": no single model at U = ${count(U)} has recipe regularized`,
        "train single models of three or more sizes at the same unique tokens, each tuned",
      );
    const options = { ...drawing(given), signal };
    const size = await sizeLimit(bestOver(singles, tunedIn(singles), ["params"]), options);
    const found: { params: number; setting: string; answer: MembersOrSize }[] = [];
    const refused: (Refused & { params: number })[] = [];
    for (const [params, group] of ensembles) {
      try {
        const { byLimit, ranked } = await chooseByLimit(settingsOf(group, []), { ...options, runs: own });
        const { limit } = ranked[0] as (typeof ranked)[number];
        found.push({ params, setting: byLimit, answer: membersOrSize(limit.fit, size.fit, { params }) });
      } catch (error) {
        if (!(error instanceof IsolossError) || error instanceof UsageError) throw error;
        refused.push({ params, reason: error.message, ...(error.hint !== undefined && { hint: error.hint }) });
      }
    }
    if (found.length === 0)
      throw new IsolossError(refused.map(({ reason }) => reason).join("\n"), refused[0]?.hint ?? "evaluate further ensembles");
    return {
      text: [
        `At U = ${count(U)}; single models: regularized, the best setting of each size`,
        ...found.flatMap(({ params, setting, answer }) => ["", `members of N = ${count(params)} (${setting})`, waysText(answer)]),
        ...refusals(refused.map((one) => ({ refused: one }))),
      ],
      conditional: [
        "parameters are what is counted, not compute: members and models may have seen other numbers of epochs",
        drawnText(given),
      ],
      result: { uniqueTokens: U, sizes: found, refused },
      diagnostics: size.diagnostics,
    };
  },
};

function waysText(found: MembersOrSize): string {
  const { at, reach, inTheEnd } = found;
  const body = at.map(({ total, members, loss, difference, better, extrapolated }) => [
    count(total),
    short(members, 3),
    lossText(loss.members.value as number),
    lossText(loss.size.value as number),
    estimateSaid(difference, "").trim(),
    wayText(better),
    extrapolated.join(", "),
  ]);
  return [
    `  ${crossingText(found)}; lower limit: ${wayText(inTheEnd)}; measured to ${count(reach.members)} in members, ${count(reach.size)} in size`,
    table(["total N·K", "members", "loss of members", "loss of one model", "difference", "better", "extrapolated"], body, "  "),
  ].join("\n");
}

import { type ChosenByLimit, chooseByLimit, IsolossError, jointLimit, type Limit, type Refused, UsageError } from "../../index.ts";
import { count, lossText } from "../numbers.ts";
import { refusals } from "../recipesWords.ts";
import { table } from "../table.ts";
import { held, requireOnly } from "./places.ts";
import type { Question } from "./question.ts";
import { atEnsemblesU, DRAWS, drawing, drawnText, ensemblesOf } from "./rows.ts";
import { settingsOf } from "./settings.ts";
import { estimateSaid } from "./words.ts";

/** The limits of ensembles: in members and size together, and which setting is best by it. */

export const jointLimitQuestion: Question = {
  id: "joint-limit",
  title: "the loss of ensembles as members are added and then made larger",
  needs: "LOGS (ensembles of three sizes or more) [--at U=50k]",
  reads: "logs",
  options: ["at", ...DRAWS],
  answer: async ({ rows, given, signal }) => {
    const at = held(given.at);
    requireOnly("joint-limit", at, ["U"]);
    const { U, rows: own } = atEnsemblesU("joint-limit", rows, at);
    const ensembles = [...ensemblesOf("joint-limit", own, {}).values()].flat();
    const { sizes, staged, oneLaw } = await jointLimit(ensembles, { ...drawing(given), signal, runs: own });
    if ("reason" in staged && "reason" in oneLaw)
      throw new IsolossError(`${staged.reason}\n${oneLaw.reason}`, staged.hint ?? oneLaw.hint ?? "evaluate ensembles of further sizes");
    const body = [
      ...sizes.map((size) => [`K → ∞ at N = ${count(size.params)}`, ...("limit" in size ? cells(size.limit) : ["none"])]),
      ["K → ∞ then N → ∞", ...cells(staged)],
      ["both, one law", ...cells(oneLaw)],
    ];
    const refused = [...sizes, staged, oneLaw].flatMap((one) => ("reason" in one ? [{ refused: one }] : []));
    return {
      text: [
        `At U = ${count(U)}; nats/token, freedom is places less parameters`,
        table(["limit", "loss", "freedom", "one left out", "status"], body, "  "),
        ...refusals(refused),
      ],
      conditional: ["the laws E + A/K^alpha and E + A/N^alpha go on beyond what was evaluated", drawnText(given)],
      result: { uniqueTokens: U, sizes, staged, oneLaw },
      diagnostics: [staged, oneLaw].flatMap((one) => ("diagnostics" in one ? one.diagnostics : [])),
    };
  },
};

function cells(limit: Limit | Refused): string[] {
  if ("reason" in limit) return ["none"];
  const { leaveOneOut: left, status, freedom } = limit;
  return [
    estimateSaid(limit.limit, "").trim(),
    String(freedom),
    "low" in left ? `${lossText(left.low)} to ${lossText(left.high)}` : "",
    status,
  ];
}

export const chooseByLimitQuestion: Question = {
  id: "choose-by-limit",
  title: "the setting of ensemble members that is best with ever more of them",
  needs: "LOGS (ensembles in two settings or more) [--at U=50k,N=300k] [--by epochs,weight_decay]",
  reads: "logs",
  options: ["at", "by", ...DRAWS],
  answer: async ({ rows, given, signal }) => {
    const id = "choose-by-limit";
    const at = held(given.at);
    requireOnly(id, at, ["U", "N"]);
    const { U, rows: own } = atEnsemblesU(id, rows, at);
    const sizes = [...ensemblesOf(id, own, at)].map(([params, group]) => ({ params, groups: settingsOf(group, given.by ?? []) }));
    const several = sizes.filter(({ groups }) => groups.length > 1);
    if (several.length === 0)
      throw new IsolossError(
        `Cannot choose among settings at U = ${count(U)}: the ensembles of ${sizes.map(({ params, groups }) => `N = ${params} have one (${groups[0]?.label})`).join(", those of ")}`,
        "evaluate ensembles of a second setting, as twice the epochs with half the weight decay; --by names other columns that tell settings apart",
      );
    const found: { params: number; chosen: ChosenByLimit }[] = [];
    const refused: Refused[] = [];
    for (const { params, groups } of several) {
      try {
        found.push({ params, chosen: await chooseByLimit(groups, { ...drawing(given), signal, runs: own }) });
      } catch (error) {
        if (!(error instanceof IsolossError) || error instanceof UsageError || several.length === 1) throw error;
        refused.push({ reason: error.message, ...(error.hint !== undefined && { hint: error.hint }) });
      }
    }
    return {
      text: [
        ...found.flatMap(({ params, chosen }) => [
          `N = ${count(params)}, U = ${count(U)}: ${verdict(chosen)}`,
          limitsTable(chosen),
          ...refusals(chosen.left.map((one) => ({ refused: one }))),
        ]),
        ...refusals(refused.map((one) => ({ refused: one }))),
      ],
      conditional: ["the law E + A/K^alpha goes on beyond the members that were evaluated", drawnText(given)],
      result: { uniqueTokens: U, sizes: found, refused },
    };
  },
};

function verdict({ byLimit, byLoss, members, differ }: ChosenByLimit): string {
  if (byLoss === undefined) return `${byLimit} by the limit; settings share no number of members`;
  return differ ? `${byLimit} by the limit, though ${byLoss} at ${members} members` : `${byLimit}, by the limit as at ${members} members`;
}

function limitsTable({ ranked }: ChosenByLimit): string {
  const body = ranked.map(({ label, limit }) => [label, estimateSaid(limit.limit, "").trim(), String(limit.freedom), limit.status]);
  return table(["setting", "limit K → ∞, nats/token", "freedom", "status"], body, "  ");
}

import { createHash } from "node:crypto";
import type { Observation, ReportSection } from "../../index.ts";
import type { ReportFlags } from "./read.ts";

/** How a report came about, so that it can be made again: options, draws, and a checksum of the rows. */
export function methodSection(paths: readonly string[], final: readonly Observation[], given: ReportFlags): ReportSection {
  const rows = final.map(({ run, loss, params, tokens, uniqueTokens, epochs, members, weightDecay }) => [
    run,
    loss,
    params,
    tokens,
    uniqueTokens,
    epochs,
    members,
    weightDecay,
  ]);
  const sum = createHash("sha256").update(JSON.stringify(rows)).digest("hex");
  const options = [
    ...(given.where ?? []).map((one) => `--where '${one}'`),
    ...(given.map ?? []).map((one) => `--map ${one}`),
    ...(given.name ?? []).map((one) => `--name '${one}'`),
    ...(given.runs === undefined ? [] : [`--runs ${given.runs}`]),
    ...(given["loss-unit"] === undefined ? [] : [`--loss-unit ${given["loss-unit"]}`]),
    ...(given["bytes-per-token"] === undefined ? [] : [`--bytes-per-token ${given["bytes-per-token"]}`]),
    ...(given.params === "total" ? [] : [`--params ${given.params}`]),
    ...(given.incomplete ? ["--incomplete"] : []),
    `--bootstrap ${given.bootstrap}`,
    `--seed ${given.seed}`,
  ];
  return {
    id: "method",
    title: "How this was made",
    blocks: [
      { code: `isoloss report ${paths.join(" ")} ${options.join(" ")} -o report.html` },
      {
        text: "Laws are fitted by Huber loss of log residuals with the threshold 0.001; each fit is searched from 64 starts and checked by a second algorithm. Intervals hold 95 % of refits of resampled runs (or, with few runs, of noise drawn around the law). Laws are ranked by their error on runs larger than those they were fitted to.",
      },
      { facts: [["rows, sha256", sum]] },
    ],
  };
}

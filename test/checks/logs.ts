import { checkRuns } from "../../src/doctor/checkRuns.ts";
import { checkSet } from "../../src/doctor/checkSet.ts";
import { parseLog } from "../../src/ingest/index.ts";
import { observations, type TableOptions } from "../../src/table/observations.ts";
import { type Case, of } from "./case.ts";

const logged = (text: string): string[] => {
  const { runs, problems } = parseLog({ file: "runs.csv", text, folder: "sweep" });
  return [...of(problems), ...of(checkRuns(runs))];
};
const warned = (text: string): string[] =>
  of(checkRuns(parseLog({ file: "runs.csv", text }).runs).filter(({ severity }) => severity === "warning"));
const mapped = (text: string, map: Record<string, string>): string[] => of(checkRuns(parseLog({ file: "runs.csv", text, map }).runs));
const together = (text: string): string[] => of(checkSet(parseLog({ file: "runs.csv", text }).runs));
const tabled = (text: string, options: TableOptions): string[] =>
  of(observations(parseLog({ file: "runs.csv", text, folder: "sweep" }).runs, options).problems);

/** Rows of `columns`, made of what `row` says of each number from 1 to `count`. */
const csv = (columns: string, count: number, row: (i: number) => readonly (string | number)[]): string =>
  `${columns}\n${Array.from({ length: count }, (_, i) => `${row(i + 1).join(",")}\n`).join("")}`;

const compute = (ratio: number): string => csv("run,params,tokens,flops,loss", 1, () => ["a", 1e9, 1e10, ratio * 6e19, 3]);
const curve = (step: (i: number) => number, count = 500): string => csv("run,step,loss", count, (i) => ["a", step(i), 3 + 1 / i]);
const halves = (loss: string, extra = ""): string => `run,seed,params,tokens,loss\na,1,1e9,1e10,${loss}\nb,2,1e9,1e10,${loss}${extra}\n`;

/** What the logs alone say. */
export const LOGS: readonly Case[] = [
  {
    check: 1,
    code: "other-params",
    triggered: () => tabled("run,params,loss\na,1e9,3\n", { params: "non-embedding" }),
    quiet: () => tabled("run,params,loss\na,1e9,3\n", { params: "total" }),
  },
  { check: 2, code: "compute-not-6nd", triggered: () => logged(compute(1.26)), quiet: () => logged(compute(1.24)) },
  { check: 2, code: "compute-not-6nd", triggered: () => logged(compute(0.79)), quiet: () => logged(compute(0.81)) },
  {
    check: 2,
    code: "compute-not-6nd",
    triggered: () => logged("run,params,params_non_embedding,tokens,flops,loss\na,1e8,5e7,1e10,1.2e19,3\n"),
    // Logged for the other count of parameters.
    quiet: () => logged("run,params,params_non_embedding,tokens,flops,loss\na,1e8,5e7,1e10,3e18,3\n"),
  },
  {
    check: 3,
    code: "duplicate-run",
    triggered: () => logged("run,params,tokens,loss\na,1e6,1e6,4\na,1e6,1e6,4.1\n"),
    quiet: () => logged("run,params,tokens,loss\na,1e6,1e6,4\na,1e6,2e6,3.9\n"),
  },
  {
    check: 3,
    code: "identical-losses",
    triggered: () => logged("run,params,tokens,loss\na,1e9,1e10,3.123456\nb,1e9,2e10,3.123456\nc,2e9,1e10,2.9\n"),
    quiet: () => logged("run,params,tokens,loss\na,1e9,1e10,3.123456\nb,1e9,2e10,3.123457\nc,2e9,1e10,2.9\n"),
  },
  {
    check: 3,
    code: "duplicate-row",
    triggered: () => logged(halves("3.12345")),
    // Two seeds may share what was rounded to two digits.
    quiet: () => logged(halves("3.12")),
  },
  {
    check: 3,
    code: "duplicate-row",
    triggered: () => logged("run,seed,params,tokens,loss\na,1,1e9,1e10,3.1\nb,1,1e9,1e10,3.1\n"),
    quiet: () => logged("run,seed,params,tokens,loss\na,1,1e9,1e10,3.12345\nb,1,2e9,1e10,3.12345\n"),
  },
  {
    check: 3,
    code: "duplicate-row",
    triggered: () => logged("run,tokens,loss\na,1e6,4\na,2e6,3.5\nb,1e6,4\nb,2e6,3.5\n"),
    quiet: () => logged("run,tokens,loss\na,1e6,4\na,2e6,3.5\nb,1e6,4.1\nb,2e6,3.5\n"),
  },
  { check: 3, code: "unreadable-value", triggered: () => logged("run,loss\na,NaN\n"), quiet: () => logged("run,loss\na,3\n") },
  { check: 3, code: "unreadable-value", triggered: () => logged("run,loss\na,-1\n"), quiet: () => logged("run,loss\na,0.9\n") },
  { check: 3, code: "absurd-loss", triggered: () => logged("run,loss\na,25.1\n"), quiet: () => logged("run,loss\na,24.9\n") },
  {
    check: 3,
    code: "absurd-loss",
    // ln 512 = 6.238
    triggered: () => logged("run,vocab,epochs,loss\na,512,1,6.25\n"),
    quiet: () => logged("run,vocab,epochs,loss\na,512,1,6.23\nb,512,8,6.9\n"),
  },
  {
    check: 3,
    code: "unit-guess",
    // Perplexities of losses near 3 nats/token.
    triggered: () => logged(csv("run,params,loss", 5, (i) => [`r${i}`, 1e8 * i, Math.exp(3.2 - 0.1 * i)])),
    quiet: () => logged(csv("run,params,loss", 5, (i) => [`r${i}`, 1e8 * i, 3.2 - 0.1 * i])),
  },
  {
    check: 3,
    code: "unit-guess",
    // Bits per byte; a vocabulary of bytes has such losses in nats/token.
    triggered: () => logged("run,vocab,loss\na,50257,0.93\nb,50257,0.9\n"),
    quiet: () => logged("run,vocab,loss\na,256,0.93\nb,256,0.9\n"),
  },
  {
    check: 3,
    code: "unit-guess",
    triggered: () => logged("run,loss\na,0.93\n"),
    quiet: () => logged("run,loss_unit,loss\na,nats/token,0.93\n"),
  },
  {
    check: 3,
    code: "unit-guess",
    // An untrained model guesses: log2 50257 = 15.6 bits, ln 50257 = 10.8 nats.
    triggered: () => logged("run,vocab,step,loss\na,50257,1,15.6\na,50257,1000,5\n"),
    quiet: () => logged("run,vocab,step,loss\na,50257,1,10.8\na,50257,1000,4\n"),
  },
  {
    check: 3,
    code: "loss-converted",
    triggered: () => logged("run,loss_unit,loss\na,bits/token,4\n"),
    quiet: () => logged("run,loss_unit,loss\na,nats/token,4\n"),
  },
  {
    check: 3,
    code: "incomplete-run",
    triggered: () => tabled("run,complete,loss\na,true,3\nb,false,4\n", { incomplete: true }),
    // Left out and named instead.
    quiet: () => tabled("run,complete,loss\na,true,3\nb,false,4\n", {}),
  },
  {
    check: 3,
    code: "warm-up-rows",
    triggered: () => tabled("run,tokens,loss\na,4e6,9\na,1e8,4\n", { checkpoint: "every" }),
    quiet: () => tabled("run,tokens,loss\na,6e6,9\na,1e8,4\n", { checkpoint: "every" }),
  },
  {
    check: 3,
    code: "warm-up-rows",
    // 4 % of the plan, though it is the half of what was seen.
    triggered: () => tabled("run,epochs,planned_epochs,loss\na,0.4,10,9\na,0.8,10,4\n", { checkpoint: "every", where: ["epochs<=0.8"] }),
    quiet: () => tabled("run,tokens,loss\na,4e6,9\na,1e8,4\n", { checkpoint: "final" }),
  },
  {
    check: 3,
    code: "sampled-history",
    triggered: () => logged(curve((i) => 40 * i + ((i * 17) % 23))),
    quiet: () => logged(curve((i) => 40 * i)),
  },
  {
    check: 3,
    code: "sampled-history",
    triggered: () => logged(curve((i) => 40 * i + ((i * 17) % 23), 1000)),
    // Uneven, but no number of rows that a service gives: ends of epochs among even steps look so too.
    quiet: () => logged(curve((i) => 40 * i + ((i * 17) % 23), 499)),
  },
  {
    check: 5,
    code: "epochs-disagree",
    triggered: () => logged("run,tokens,unique_tokens,epochs,loss\na,4e6,1e6,4.1,3\n"),
    quiet: () => logged("run,tokens,unique_tokens,epochs,loss\na,4e6,1e6,4.05,3\n"),
  },
  {
    check: 5,
    code: "epochs-disagree",
    triggered: () => logged("run,epochs,planned_epochs,loss\na,9,4,3\n"),
    quiet: () => logged("run,epochs,planned_epochs,loss\na,4.19,4,3\n"),
  },
  {
    check: 5,
    code: "unique-exceeds-planned",
    triggered: () => logged("run,tokens,unique_tokens,planned_epochs,loss\na,1e8,1e9,0.2,3\n"),
    // Inside the first epoch of a longer plan.
    quiet: () => logged("run,tokens,unique_tokens,planned_epochs,loss\na,1e8,1e9,4,3\n"),
  },
  {
    check: 5,
    code: "unique-exceeds-planned",
    triggered: () => logged("run,tokens,unique_tokens,loss\na,1e8,1e9,3\n"),
    quiet: () => logged("run,tokens,unique_tokens,complete,loss\na,1e8,1e9,false,3\nb,1e9,1e9,true,3\n"),
  },
  {
    check: 3,
    code: "incomplete-run",
    // Stated complete, and ends at half of its plan.
    triggered: () => logged("run,tokens,unique_tokens,planned_epochs,complete,loss\na,2e7,1e7,4,true,3\n"),
    quiet: () => logged("run,tokens,unique_tokens,planned_epochs,complete,loss\na,4e7,1e7,4,true,3\n"),
  },
  {
    check: 3,
    code: "rows-without-run",
    triggered: () => logged(csv("model,epochs,planned_epochs,loss", 4, (i) => ["m", i, 4, 5 - i / 10])),
    quiet: () => logged(csv("run,epochs,planned_epochs,loss", 4, (i) => ["m", i, 4, 5 - i / 10])),
  },
  {
    check: 3,
    code: "rows-without-run",
    // At even steps; the steps themselves make one run of the rows.
    triggered: () => warned(csv("params,tokens,loss", 4, (i) => [1e8, i * 1e9, 5 - i / 10])),
    quiet: () => logged(csv("params,tokens,step,loss", 4, (i) => [1e8, i * 1e9, i, 5 - i / 10])),
  },
  {
    check: 3,
    code: "rows-without-run",
    // At ten places of any spacing; few, or at one factor, are trainings, which is a note.
    triggered: () => warned(csv("params,tokens,loss", 10, (i) => [1e8, 1e8 * i ** 2, 5 - i / 10])),
    quiet: () => warned(csv("params,tokens,loss", 9, (i) => [1e8, 1e8 * i ** 2, 5 - i / 10])),
  },
  {
    check: 3,
    code: "rows-without-run",
    triggered: () => logged(csv("params,tokens,loss", 10, (i) => [1e8, 1e8 * 2 ** i, 5 - i / 10])),
    quiet: () => warned(csv("params,tokens,loss", 10, (i) => [1e8, 1e8 * 2 ** i, 5 - i / 10])),
  },
  {
    check: 3,
    code: "rows-without-run",
    triggered: () => logged(csv("params,tokens,loss", 9, (i) => [1e8 * (1 + (i % 3)), 1e8 * 2 ** i, 5 - i / 10])),
    // Every training has its own data: the tokens of no setup grow.
    quiet: () => logged(csv("params,unique_tokens,tokens,loss", 9, (i) => [1e8, i * 1e9, i * 1e9, 5 - i / 10])),
  },
  {
    check: 3,
    code: "name-disagrees",
    // The last run is named for 100M and 10B tokens, and ended at 6B.
    triggered: () => logged(csv("run,params,tokens,loss", 20, (i) => [`n100m-d${i}b`, 1e8, i < 20 ? i * 1e9 : 6e9, 4 - i / 10])),
    quiet: () => logged(csv("run,params,tokens,loss", 20, (i) => [`n100m-d${i}b`, 1e8, i * 1.02e9, 4 - i / 10])),
  },
  {
    check: 3,
    code: "train-loss",
    triggered: () => mapped("run,epochs,train_loss,val_loss\na,8,2.1,3.4\n", { loss: "train_loss" }),
    quiet: () => logged("run,epochs,train_loss,val_loss\na,8,2.1,3.4\n"),
  },
  {
    check: 3,
    code: "train-loss",
    // After eight epochs what was seen is what is known best.
    triggered: () => logged("run,epochs,train_loss,val_loss\na,8,3.4,2.1\n"),
    quiet: () => logged("run,epochs,train_loss,val_loss\na,1,3.4,2.1\n"),
  },
  {
    check: 3,
    code: "loss-spike",
    triggered: () => logged(csv("run,step,loss", 12, (i) => ["a", i, i === 8 ? 4.5 : 4 - i / 20])),
    // A loss that climbs as its data repeat, faster and faster.
    quiet: () => logged(csv("run,step,loss", 12, (i) => ["a", i, 4 + (i - 4) ** 2 / 20])),
  },
  {
    check: 3,
    code: "diverged",
    triggered: () => logged(csv("run,step,loss", 12, (i) => ["a", i, i >= 8 ? 6.5 : 4 - i / 20])),
    quiet: () => logged(csv("run,step,loss", 12, (i) => ["a", i, i === 8 ? 6.5 : 4 - i / 20])),
  },
  {
    check: 3,
    code: "unit-guess",
    // Bits of losses that are as Hoffmann's law has them; of a bound nothing can be said.
    triggered: () => logged(csv("run,params,tokens,loss", 4, (i) => [`r${i}`, 1e8 * i, 1e10, hoffmann(1e8 * i, 1e10) / Math.LN2])),
    quiet: () =>
      logged(csv("run,loss_kind,params,tokens,loss", 4, (i) => [`r${i}`, "elbo", 1e8 * i, 1e10, hoffmann(1e8 * i, 1e10) / Math.LN2])),
  },
  {
    check: 3,
    code: "unit-guess",
    // Worse than guessing from the first evaluation on, though no longer near log2(vocab).
    triggered: () => logged("run,vocab,step,loss\na,512,20,7.9\na,512,1000,5\n"),
    quiet: () => logged("run,vocab,step,loss\na,512,20,5.5\na,512,1000,4\n"),
  },
  ...(
    [
      ["params and tokens", "1e10,1e9,2e9", "1e9,1e10,2e9", 5],
      ["unique tokens and tokens", "1e9,2e9,1e10", "1e9,1e10,2e9", 5],
      ["params and unique tokens", "2e9,1e10,1e9", "1e9,1e10,2e9", 5],
    ] as const
  ).map(([_, wrong, right, epochs]): Case => {
    const row = (counts: string): string => `run,params,tokens,unique_tokens,epochs,loss\na,${counts},${epochs},3\n`;
    return { check: 5, code: "swapped-columns", triggered: () => logged(row(wrong)), quiet: () => logged(row(right)) };
  }),
  {
    check: 5,
    code: "swapped-columns",
    triggered: () => logged("run,params,params_non_embedding,loss\na,5e7,1e8,3\n"),
    quiet: () => logged("run,params,params_non_embedding,loss\na,1e8,5e7,3\n"),
  },
  {
    check: 5,
    code: "swapped-columns",
    // No epochs are stated: whole multiples on the wrong side.
    triggered: () => logged(csv("run,tokens,unique_tokens,loss", 4, (i) => [`r${i}`, 1e9, 1e9 * i, 3])),
    quiet: () => logged(csv("run,tokens,unique_tokens,loss", 4, (i) => [`r${i}`, 1e9 * i, 1e9, 3])),
  },
  {
    check: 5,
    code: "swapped-columns",
    triggered: () => logged(csv("run,size,params,tokens,loss", 4, (i) => [`r${i}`, `${i}00M`, 2e10, i * 1e8, 3])),
    quiet: () => logged(csv("run,size,params,tokens,loss", 4, (i) => [`r${i}`, `${i}00M`, i * 1e8, 2e10, 3])),
  },
  {
    check: 5,
    code: "swapped-columns",
    triggered: () => logged(csv("run,params,tokens,loss", 4, (i) => [`r${i}`, 2e10 * i, 1e9, 3])),
    // Few tokens, which are repeated.
    quiet: () => logged(csv("run,params,tokens,epochs,loss", 4, (i) => [`r${i}`, 2e10 * i, 1e9, 8, 3])),
  },
  {
    check: 5,
    code: "count-unit",
    triggered: () => logged("run,params,loss\na,124,3\n"),
    quiet: () => logged("run,params,loss\na,124M,3\n"),
  },
  {
    check: 5,
    code: "count-unit",
    triggered: () => logged("run,params,tokens,loss\na,1e9,2e4,3\n"),
    quiet: () => logged("run,params,tokens,loss\na,1e9,2e10,3\n"),
  },
  {
    check: 5,
    code: "count-unit",
    triggered: () => logged("run,tokens,unique_tokens,loss\na,2e10,2e4,3\n"),
    quiet: () => logged("run,tokens,unique_tokens,loss\na,2e10,2e7,3\n"),
  },
  {
    check: 8,
    code: "seeds-not-stated",
    triggered: () => together("run,params,loss\na,1e8,3\nb,1e8,3.1\n"),
    quiet: () => together("run,seed,params,loss\na,1,1e8,3\nb,2,1e8,3.1\n"),
  },
  {
    check: 3,
    code: "repeated-evaluation",
    triggered: () => logged("run,tokens,loss\na,1e6,4\na,2e6,3.5\na,2e6,3.4\na,3e6,3\n"),
    // Two trainings of one id, which is another finding.
    quiet: () => logged("run,tokens,loss\na,1e6,4\na,2e6,3.5\na,1e6,4.1\na,2e6,3.4\n"),
  },
  {
    check: 1,
    code: "params-not-stated",
    triggered: () => together("run,params,loss\na,1e7,3\nb,2e7,2.9\n"),
    quiet: () => together("run,total_params,loss\na,1e7,3\nb,2e7,2.9\n"),
  },
  ...(
    [
      ["mixed-loss-kinds", "loss_kind", "nll", "elbo"],
      ["mixed-eval-sets", "eval_set", "c4", "pile"],
      ["mixed-tokenizers", "tokenizer", "gpt2", "llama"],
      ["mixed-recipes", "recipe", "standard", "ensemble"],
    ] as const
  ).map(([code, column, one, other]): Case => {
    const rows = (second: string): string => `run,${column},loss\na,${one},3\nb,${second},2.9\n`;
    return { check: 6, code, triggered: () => together(rows(other)), quiet: () => together(rows(one)) };
  }),
  {
    check: 7,
    code: "few-levels",
    triggered: () => together(csv("run,params,loss", 4, (i) => [`r${i}`, i < 3 ? 1e8 : 1e9, 4 - i / 10])),
    quiet: () => together(csv("run,params,loss", 4, (i) => [`r${i}`, 10 ** (6 + i), 4 - i / 10])),
  },
  {
    check: 7,
    code: "few-decades",
    triggered: () => together(csv("run,params,loss", 4, (i) => [`r${i}`, 1e8 * (1 + i / 10), 4 - i / 10])),
    quiet: () => together(csv("run,params,loss", 4, (i) => [`r${i}`, 1e8 * 2 ** i, 4 - i / 10])),
  },
  {
    check: 8,
    code: "no-replicates",
    triggered: () => together("run,seed,params,loss\na,1,1e8,3\nb,2,2e8,2.9\n"),
    quiet: () => together("run,seed,params,loss\na,1,1e8,3\nb,2,1e8,3.01\n"),
  },
  {
    check: 16,
    code: "collinear-design",
    // All runs at 20 tokens a parameter.
    triggered: () => together(csv("run,params,tokens,loss", 4, (i) => [`r${i}`, 1e8 * i, 2e9 * i, 4 - i / 10])),
    quiet: () => together(csv("run,params,tokens,loss", 4, (i) => [`r${i}`, 1e8 * i, 1e9 * (i % 2) + 2e9, 4 - i / 10])),
  },
  {
    check: 3,
    code: "warm-up-rows",
    triggered: () => together("run,tokens,loss\na,4e6,9\na,1e8,4\nb,4e6,9\nb,1e8,3\n"),
    quiet: () => together("run,tokens,loss\na,6e6,9\na,1e8,4\nb,6e6,9\nb,1e8,3\n"),
  },
];

/** Losses of Besiroglu et al. 2024, arXiv:2404.10102. */
function hoffmann(N: number, D: number): number {
  return 1.8172 + 482.01 / N ** 0.3478 + 2085.43 / D ** 0.3658;
}

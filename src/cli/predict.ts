import { command } from "./command.ts";
import { json, level, quantityIn } from "./options.ts";
import { remark, say } from "./print.ts";

export const predictCommand = command({
  command: "predict <fit>",
  describe: "The loss that a fitted or a published law predicts, with its interval",
  positionals: { fit: { type: "string", demandOption: true, describe: "A fit.json, or a law's id with --set" } },
  options: {
    at: { type: "string", array: true, describe: "Quantities: N=300M,U=1e8,epochs=16 (D, U and epochs complete each other)" },
    over: { type: "string", describe: "Walk one quantity: epochs=1:500:log, or epochs=1:16 in even steps" },
    set: { type: "string", describe: "Which published values of the law" },
    ...quantityIn,
    ...level,
    "new-run": { type: "boolean", default: false, describe: "The interval of a new run, its seed's noise added, not of the mean" },
    noise: { type: "number", describe: "Spread of log loss between runs, for --new-run (default: from replicates)" },
    csv: { type: "boolean", default: false, describe: "Print CSV" },
    ...json,
  },
  examples: [
    ["predict fit.json --at N=300M,U=100M,epochs=16", "one point"],
    ["predict fit.json --at N=300M,U=100M --over epochs=1:500:log --csv", "a curve"],
    ["predict fit.json --at N=300M,U=100M,epochs=16 --new-run", "where one more training would end"],
    ["predict chinchilla --set besiroglu --at N=70B,D=1.4T", "published values"],
  ],
  run: async (given) => {
    const { toJson, UsageError } = await import("../index.ts");
    const { points } = await import("./points.ts");
    const { sources } = await import("./predictions.ts");
    const { predictionsCsv, predictionsText, warnings } = await import("./predictionsReport.ts");
    const { at, over } = points(given.at, given.over);
    if (given.noise !== undefined && !given["new-run"])
      throw new UsageError("Cannot use --noise without --new-run: the mean has no noise of one run", "add --new-run");
    const found = await sources(given, at);
    if (given.csv && given.json) throw new UsageError("Cannot print both CSV and JSON", "leave out --csv or --json");
    if (given.json) say(toJson(found.length === 1 ? found[0] : found));
    else if (given.csv) process.stdout.write(predictionsCsv(found));
    else say(predictionsText(found, over));
    for (const line of found.flatMap(warnings)) remark(line);
  },
});

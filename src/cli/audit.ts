import { command } from "./command.ts";
import { json } from "./options.ts";
import { say } from "./print.ts";

export const auditCommand = command({
  command: "audit <fit..>",
  describe: "What a fit rests on: outliers, groups, the loss's threshold, correlations, residuals, digits",
  positionals: { fit: { type: "string", array: true, demandOption: true, describe: "Fits that were kept (.json)" } },
  options: {
    by: { type: "string", describe: "Leave each value of this column out in turn; by default of each quantity with few" },
    compute: {
      type: "string",
      describe: "Where tokens a parameter are asked for, FLOP: 1e22; by default ten times the largest of the runs",
    },
    ...json,
  },
  examples: [
    ["audit fit.json", "what moves the estimates, and what to distrust"],
    ["audit fit.json --by family", "each family left out in turn"],
  ],
  run: async (given) => {
    const { audit, IsolossError, toJson, UsageError } = await import("../index.ts");
    const { number } = await import("./given.ts");
    const { printedConstants } = await import("./printed.ts");
    const { readFits } = await import("./readFits.ts");
    const compute = given.compute === undefined ? undefined : number("--compute", given.compute);
    if (compute !== undefined && !(compute > 0))
      throw new UsageError(`Cannot use --compute ${given.compute}: expected FLOP above 0`, "as --compute 1e22");
    const fits = (await Promise.all(given.fit.map(readFits))).flat();
    if (fits.length === 0)
      throw new IsolossError(
        `Cannot audit ${given.fit.join(", ")}: there is no fit in it`,
        "write one with: isoloss fit LAW PATH -o fit.json",
      );
    const found = fits.map((fit) => ({
      fit,
      audit: audit(fit, {
        ...(given.by !== undefined && { by: given.by }),
        ...(compute !== undefined && { compute }),
        printed: printedConstants(fit),
      }),
    }));
    if (given.json) {
      const faces = found.map(({ fit, audit: parts }) => ({ law: fit.law.id, group: fit.group, n: fit.n, runs: fit.runs, ...parts }));
      say(toJson(faces.length === 1 ? faces[0] : faces));
    } else {
      const { auditReport } = await import("./auditReport.ts");
      say(found.map(({ fit, audit: parts }) => auditReport(fit, parts)).join("\n\n"));
    }
  },
});

import { type Report, type ReportSection, syntheticText } from "../../index.ts";
import { figuresSection } from "./figures.ts";
import { fitOnce } from "./fitOnce.ts";
import { familyLaws } from "./laws.ts";
import { explorerSection, lawsSection } from "./lawsSection.ts";
import { methodSection } from "./method.ts";
import { dataSection, readSection } from "./overview.ts";
import { type ReportFlags, read } from "./read.ts";
import { familyRecipes, recipesSection } from "./recipesSection.ts";
import { summarySection } from "./summary.ts";
import { familiesCompared, versusSection } from "./versusSection.ts";

/** Everything that a set of logs says, as a report. */
export async function reportOf(
  paths: readonly string[],
  given: ReportFlags & { title?: string | undefined },
  signal: AbortSignal,
): Promise<{ report: Report; files: string[] }> {
  const input = await read(paths, given, signal);
  const fitting = fitOnce();
  const laws = await familyLaws(input.final, given, fitting, signal);
  const compared = await familyRecipes(input.final, given, signal);
  const families = await familiesCompared(input, given, signal);
  const sections: (ReportSection | undefined)[] = [
    summarySection(input, laws, compared, families),
    readSection(input, given.where ?? []),
    dataSection(input),
    lawsSection(laws),
    explorerSection(laws),
    recipesSection(compared),
    versusSection(families),
    await figuresSection(input, compared, given, fitting, signal),
    methodSection(paths, input.final, given),
  ];
  const title = given.title ?? `Scaling report: ${paths.join(", ")}`;
  const about = `${input.final.length} final losses${syntheticText(input.final)} of ${input.loaded.runs.length} runs in ${input.loaded.files.length} files: how low the loss can go when the data are fixed, and how sure one may be of that.`;
  return { report: { title, about, sections: sections.filter((section) => section !== undefined) }, files: input.loaded.files };
}

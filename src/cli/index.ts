import { analyzeCommand } from "./analyze.ts";
import { auditCommand } from "./audit.ts";
import { checkCommand } from "./check.ts";
import type { Command } from "./command.ts";
import { compareCommand } from "./compare.ts";
import { exportCommand } from "./export.ts";
import { fitCommand } from "./fit.ts";
import { isoflopCommand } from "./isoflop.ts";
import { lawsCommand } from "./laws.ts";
import { planCommand } from "./plan.ts";
import { plotCommand } from "./plot.ts";
import { predictCommand } from "./predict.ts";
import { recipesCommand } from "./recipes.ts";
import { reportCommand } from "./report.ts";
import { reproduceCommand } from "./reproduce.ts";
import { runsCommand } from "./runs.ts";
import { simulateCommand } from "./simulate.ts";
import { versusCommand } from "./versus.ts";

/** Every command, in the order in which help shows them. */
export const commands: readonly Command[] = [
  runsCommand,
  checkCommand,
  lawsCommand,
  fitCommand,
  auditCommand,
  compareCommand,
  predictCommand,
  analyzeCommand,
  isoflopCommand,
  recipesCommand,
  versusCommand,
  plotCommand,
  reportCommand,
  exportCommand,
  simulateCommand,
  planCommand,
  reproduceCommand,
];

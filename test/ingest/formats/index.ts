import type { FormatCase } from "./case.ts";
import { csv } from "./csv.ts";
import { jsonDocument } from "./jsonDocument.ts";
import { jsonl } from "./jsonl.ts";
import { lightning } from "./lightning.ts";
import { mlflowDatabase } from "./mlflowDatabase.ts";
import { parquet } from "./parquet.ts";
import { tensorboard } from "./tensorboard.ts";
import { textLog } from "./textLog.ts";
import { trackerLines } from "./trackerLines.ts";
import { trainerState } from "./trainerState.ts";
import { wandb } from "./wandb.ts";
import { wandbChart } from "./wandbChart.ts";
import { wandbTable } from "./wandbTable.ts";

/** What the contract asks of each format of the registry: one entry a format, in a file of its own. */
export const CASES: readonly FormatCase[] = [
  tensorboard,
  wandb,
  mlflowDatabase,
  parquet,
  trainerState,
  jsonDocument,
  trackerLines,
  jsonl,
  textLog,
  wandbChart,
  wandbTable,
  lightning,
  csv,
];

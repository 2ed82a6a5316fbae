import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { command } from "./command.ts";
import { json } from "./options.ts";
import { remark, say } from "./print.ts";
import { progress } from "./progress.ts";

/** Topics, named here so that help loads nothing; a test holds them to the library's. */
const TOPICS = ["chinchilla", "muennighoff", "prabhudesai", "infinite-compute", "diffusion"];

export const reproduceCommand = command({
  command: "reproduce [topic..]",
  describe: "Published numbers recomputed: printed, ours, and whether they agree to the digits printed",
  positionals: { topic: { type: "string", array: true, describe: `Which of: ${TOPICS.join(", ")} (default all)` } },
  options: {
    data: { type: "string", describe: "Folder of the published tables (default: the environment's ISOLOSS_DATA)" },
    ...json,
  },
  examples: [
    ["reproduce", "what follows from printed numbers alone, and which data the rest needs"],
    ["reproduce muennighoff --data DIR", "one line of work, refitted"],
    ["reproduce --data DIR --json", "all of it, for a program"],
  ],
  run: async (given, signal) => {
    const { reproduce, toJson } = await import("../index.ts");
    const { failure, missingText, reproductionsText } = await import("./reproduceReport.ts");
    const folder = await folderOf(given.data);
    const pathOf = (file: string): string => (folder === undefined ? file : join(folder, file));
    const options = { pathOf, onProgress: progress("recomputing"), signal, ...(given.topic?.length && { topics: given.topic }) };
    const found = await reproduce((file) => textOf(folder, file), options);
    say(given.json ? toJson(found) : reproductionsText(found));
    const missing = missingText(found, folder);
    if (missing) remark(missing);
    const failed = failure(found);
    if (failed) throw failed;
  },
});

async function folderOf(given: string | undefined): Promise<string | undefined> {
  const folder = given ?? (process.env.ISOLOSS_DATA || undefined);
  if (folder === undefined) return undefined;
  const info = await stat(folder).catch(() => undefined);
  if (info?.isDirectory()) return folder;
  const { UsageError } = await import("../index.ts");
  throw new UsageError(
    `Cannot read published data: there is no folder ${folder}`,
    `${given === undefined ? "ISOLOSS_DATA names it; " : ""}without one, isoloss reproduce says which tables there are and where they are published`,
  );
}

async function textOf(folder: string | undefined, file: string): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  try {
    return await readFile(join(folder, file), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const { RunLogError } = await import("../index.ts");
    throw new RunLogError({ file: join(folder, file) }, "Cannot read the published table", "check that it is a file and may be read");
  }
}

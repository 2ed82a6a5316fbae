import { existsSync } from "node:fs";
import { laws, UsageError } from "../index.ts";

/** Which argument is the law: arguments that exist as files are paths, unless that leaves no law and the first is the id of one. */
export function lawAndPaths(words: readonly string[]): { law: string; paths: string[] } {
  const named = laws.some((law) => law.id === words[0]) ? 0 : -1;
  const absent = words.findIndex((word) => !existsSync(word));
  const at = absent < 0 ? named : absent;
  if (at < 0)
    throw new UsageError(
      `Cannot tell which law is meant: every argument is a file (${words.slice(0, 3).join(", ")})`,
      "isoloss fit LAW PATH…, where LAW is an id (isoloss laws) or a quoted formula",
    );
  return { law: words[at] as string, paths: words.filter((_, i) => i !== at) };
}

import { UsageError } from "../errors.ts";
import { suggestion } from "../words.ts";
import type { Claim, Reproduction, Topic } from "./claim.ts";
import { agrees, PRINTED_RULE, shownBeside } from "./digits.ts";
import { topics } from "./index.ts";
import { type Tables, tablesOf } from "./tables.ts";

export interface ReproduceOptions {
  /** Ids of topics; default all. */
  topics?: readonly string[];
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Recomputes published numbers and compares them to the digits printed.
 *
 * @param read the text of a table by its name in `SOURCES`, or undefined where it is absent: its claims are then returned with "no data".
 * @returns one entry a claim, in the order of the topics.
 * @throws UsageError for an unknown topic; RunLogError for a table that cannot be read.
 * @example
 * (await reproduce(async () => undefined, { topics: ["chinchilla"] })).length > 0 // true
 */
export async function reproduce(
  read: (file: string) => Promise<string | undefined>,
  options: ReproduceOptions = {},
): Promise<Reproduction[]> {
  const { onProgress, signal } = options;
  const claims = (options.topics?.map(topicOf) ?? topics).flatMap((topic) => topic.claims.map((claim) => ({ topic, claim })));
  const texts = new Map<string, string>();
  for (const file of new Set(claims.flatMap(({ claim }) => claim.data))) {
    const text = await read(file);
    if (text !== undefined) texts.set(file, text);
  }
  const tables = tablesOf(texts);
  const done: Reproduction[] = [];
  for (const { topic, claim } of claims) {
    // Interrupts and progress are heard between claims, none of which takes long.
    await new Promise((resume) => setTimeout(resume));
    signal?.throwIfAborted();
    done.push(await judged(topic, claim, claim.data.every((file) => texts.has(file)) ? tables : undefined));
    onProgress?.(done.length, claims.length);
  }
  return done;
}

function topicOf(id: string): Topic {
  const found = topics.find((topic) => topic.id === id);
  if (!found)
    throw new UsageError(
      `Cannot reproduce "${id}": there is no such topic`,
      suggestion(
        id,
        topics.map((topic) => topic.id),
        "the topics are",
      ),
    );
  return found;
}

async function judged(topic: Topic, claim: Claim, tables: Tables | undefined): Promise<Reproduction> {
  const { quantity, published, source, data, within } = claim;
  const rule = within === undefined ? PRINTED_RULE : `within ${Number((100 * within).toPrecision(3))} %`;
  const base = { topic: topic.id, quantity, published, rule, source, data };
  if (!tables) return { ...base, shown: "", verdict: "no data", why: "" };
  const found = await claim.ours(tables);
  const ours = typeof found === "number" ? [found] : found;
  const same = agrees(published, ours, within);
  return {
    ...base,
    ours,
    shown: shownBeside(published, ours),
    verdict: same ? "agrees" : "differs",
    why: same ? "" : (claim.why ?? "not explained"),
  };
}

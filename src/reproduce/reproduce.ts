import { IsolossError, RunLogError, UsageError } from "../errors.ts";
import { suggestion } from "../words.ts";
import { type Claim, type Reproduction, type Topic, UNEXPLAINED, type Uncertainty } from "./claim.ts";
import { agrees, PRINTED_RULE, printed, shownBeside } from "./digits.ts";
import { topics } from "./index.ts";
import { type DataSource, SOURCES } from "./sources.ts";
import { checkTable, type Tables, tablesOf } from "./tables.ts";

export interface ReproduceOptions {
  /** Ids of topics; default all. */
  topics?: readonly string[];
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
  /** What messages call a table; default its name in `SOURCES`. */
  pathOf?: (file: string) => string;
}

/**
 * Recomputes published numbers and compares them to the digits printed.
 *
 * @param read the text of a table by its name in `SOURCES`, or undefined where it is absent: its claims are then returned with "no data"; those of a table that cannot be read with "cannot read".
 * @returns one entry a claim, in the order of the topics.
 * @throws UsageError for an unknown topic.
 * @example
 * (await reproduce(async () => undefined, { topics: ["chinchilla"] })).length > 0 // true
 */
export async function reproduce(
  read: (file: string) => Promise<string | undefined>,
  options: ReproduceOptions = {},
): Promise<Reproduction[]> {
  const { onProgress, signal, pathOf = (file: string) => file } = options;
  const claims = (options.topics?.map(topicOf) ?? topics).flatMap((topic) => topic.claims.map((claim) => ({ topic, claim })));
  const texts = new Map<string, string>();
  const broken = new Map<string, string>();
  for (const file of new Set(claims.flatMap(({ claim }) => claim.data))) {
    try {
      const text = await read(file);
      if (text === undefined) continue;
      checkTable(SOURCES.find((source) => source.file === file) as DataSource, pathOf(file), text);
      texts.set(file, text);
    } catch (error) {
      if (!(error instanceof RunLogError)) throw error;
      broken.set(file, error.message);
    }
  }
  const tables = tablesOf(texts, pathOf);
  const done: Reproduction[] = [];
  for (const { topic, claim } of claims) {
    // Interrupts and progress are heard between claims, none of which takes long.
    await new Promise((resume) => setTimeout(resume));
    signal?.throwIfAborted();
    const unread = claim.data.map((file) => broken.get(file)).find((message) => message !== undefined);
    const there = claim.data.every((file) => texts.has(file));
    done.push(unread === undefined ? await judged(topic, claim, there ? tables : undefined) : cannotRead(topic, claim, unread));
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

function baseOf(topic: Topic, { quantity, published, source, data, within, room }: Claim) {
  const rule = room?.rule ?? (within === undefined ? PRINTED_RULE : `within ${Number((100 * within).toPrecision(3))} %`);
  return { topic: topic.id, quantity, published, rule, source, data };
}

function cannotRead(topic: Topic, claim: Claim, why: string): Reproduction {
  return { ...baseOf(topic, claim), shown: "", verdict: "cannot read", why };
}

async function judged(topic: Topic, claim: Claim, tables: Tables | undefined): Promise<Reproduction> {
  const { published, data, within, room } = claim;
  const base = baseOf(topic, claim);
  if (!tables) return { ...base, shown: "", verdict: "no data", why: "" };
  let found: number | readonly number[];
  let uncertainty: Uncertainty | undefined;
  try {
    found = await claim.ours(tables);
    uncertainty = await claim.uncertainty?.(tables);
  } catch (error) {
    // A table with the right columns may still lack the rows; what needs no table cannot fail so.
    if (!(error instanceof IsolossError) || data.length === 0) throw error;
    return cannotRead(topic, claim, error.message);
  }
  const ours = typeof found === "number" ? [found] : found;
  const wanted = printed(published).length;
  if (data.length > 0 && ours.length !== wanted)
    return cannotRead(topic, claim, `Cannot compare with ${data.join(", ")}: it gives ${ours.length} numbers instead of ${wanted}`);
  const known = claim.instead !== undefined && agrees(claim.instead, ours);
  const came = { ...base, ours, shown: shownBeside(published, ours), ...(uncertainty && { uncertainty }) };
  if (agrees(published, ours, within, room?.of(tables))) return { ...came, verdict: claim.calibrated ? "calibrated" : "agrees", why: "" };
  return { ...came, verdict: "differs", why: known && claim.why ? claim.why : UNEXPLAINED };
}

import { RunLogError, type Source } from "../errors.ts";
import { parseObject } from "./json.ts";

/** What a file beside a log, or the log itself, states of a whole training, nested as it stands there. */
export interface Configuration {
  source: Source;
  values: Readonly<Record<string, unknown>>;
  /** Why nothing could be read of what seems to be meant as one. */
  unread?: string;
}

/** Texts beyond this are no configuration, in characters. */
export const MOST_TEXT = 2 ** 20;

/**
 * The configuration that a file holds: YAML by its ending, else JSON.
 *
 * @throws RunLogError, with the line where it is known, for what is neither, is no mapping, or is made to exhaust memory.
 * @example
 * (await parseConfiguration("config.yaml", "optimizer: {lr: 1e-3}")).values // { optimizer: { lr: 0.001 } }
 */
export async function parseConfiguration(file: string, text: string): Promise<Configuration> {
  if (text.length > MOST_TEXT)
    throw new RunLogError(
      { file },
      `Cannot read the configuration: it has ${text.length} characters, at most ${MOST_TEXT} are taken`,
      "move away what is no configuration",
    );
  const values = /\.ya?ml$/i.test(file) ? await parseYaml(file, text) : parseObject(text, { file });
  return { source: { file }, values };
}

/** Aliases may repeat a part this often: enough for defaults that are shared, not for a text that unfolds to gigabytes. */
const MOST_ALIASES = 100;
/** The library's time grows with the square of how deep brackets are nested. */
const MOST_BRACKETS = 200;

async function parseYaml(file: string, text: string): Promise<Record<string, unknown>> {
  if (bracketsDeep(text)) throw unreadable({ file }, "it is nested too deep");
  const { isMap, parseDocument, visit } = await import("yaml");
  try {
    // The library looks for repeated names in quadratic time too: a long mapping would take minutes.
    const document = parseDocument(text, { merge: true, uniqueKeys: false, logLevel: "silent" });
    const [error] = document.errors;
    if (error) {
      const [why] = error.message.split(/ at line|\n/) as [string];
      throw unreadable(
        { file, ...(error.linePos && { line: error.linePos[0].line }) },
        /call stack/.test(why) ? "it is nested too deep" : why,
      );
    }
    visit(document, {
      Map: (_, { items }) => {
        const names = items.map(({ key }) => String(key));
        const twice = names.length === new Set(names).size ? undefined : names.find((name, i) => names.indexOf(name) !== i);
        if (twice !== undefined) throw unreadable({ file }, `"${twice.slice(0, 60)}" is there twice in one mapping`);
      },
    });
    if (document.contents === null) return {};
    if (!isMap(document.contents)) throw unreadable({ file }, "it is no mapping");
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (error instanceof RangeError) throw unreadable({ file }, "it is nested too deep");
    if (error instanceof ReferenceError) throw unreadable({ file }, error.message.slice(0, 200));
    throw error;
  }
}

function bracketsDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === "[" || bracket === "{" ? 1 : -1;
    if (depth > MOST_BRACKETS) return true;
  }
  return false;
}

function unreadable(source: Source, why: string): RunLogError {
  return new RunLogError(source, `Cannot read YAML: ${why}`, "a configuration is one mapping of names to values");
}

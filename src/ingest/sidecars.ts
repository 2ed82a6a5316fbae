import { basename, dirname, join } from "node:path";
import { type Configuration, MOST_TEXT, parseConfiguration } from "./configuration.ts";
import { flattened } from "./flattened.ts";
import type { Companion } from "./format.ts";
import { parseObject } from "./json.ts";
import { areNamedRows } from "./jsonDocument.ts";
import { historyOf } from "./jsonShapes.ts";

/** What the finder asks of a disk. */
export interface Disk {
  /** Names in a folder; none where there is no such folder. */
  list: (folder: string) => Promise<readonly string[]>;
  text: (file: string) => Promise<string>;
}

/** Files that describe every training of their folder, the one that counts most first: Hydra, Weights & Biases, Levanter, Megatron, Lightning, trainers, models. */
const OF_FOLDER: readonly RegExp[] = [
  /^\.hydra\/config\.yaml$/,
  /^files\/config\.yaml$/,
  /^([^.]*[_-])?config\.ya?ml$/,
  /^hparams\.(ya?ml|json)$/,
  /^([^.]*[_-])?args\.(ya?ml|json)$/,
  /^params\.(ya?ml|json)$/,
  /^([^.]*[_-])?config\.json$/,
];

/** What stands beside models and runs, and describes no training. */
const OTHER =
  /^((tokenizer|generation|preprocessor|processor|adapter|quantization?|quant|deepspeed|ds|accelerate)_config\.json|wandb-(metadata|summary)\.json|special_tokens_map\.json|(added_)?tokens\.json|tokenizer\.json|vocab\.json|.*\.index\.json)$/;

const OF_ONE = ["config.json", "config.yaml", "config.yml", "yaml", "yml"] as const;
/** What may be a configuration of one log, and may as well be anything else of its name. */
const MAY_BE_OF_ONE = "json";

/** Whether a file of a folder is, by its name, a configuration or what stands beside a model: never a log. */
export function isBeside(name: string): boolean {
  return OTHER.test(name) || /\.config\.json$|\.ya?ml$/i.test(name) || OF_FOLDER.some((pattern) => pattern.test(name));
}

/**
 * Finds and reads what stands beside logs. Nearest first: `<log>.config.json` (or .yaml, or `<log>.yaml`, or `<log>.json` where it is a mapping and
 * no log), which is of this log alone, with or without the ending of the log; what its folder says of all its logs; what folders above say, as many `levels` up as there are to the folder that was named. A file is read once,
 * however many logs it is of.
 *
 * @param stemOf a log's name without its ending.
 * @param isLog whether a file is a log by its ending.
 * @param mayBeLog whether it may be one by its name, as `metrics.json` is.
 */
export function companionsFinder(
  disk: Disk,
  stemOf: (name: string) => string,
  isLog: (name: string) => boolean,
  mayBeLog: (name: string) => boolean = () => false,
): (log: string, levels: number) => Promise<Companion[]> {
  const read = remembered(async (file): Promise<Configuration> => parseConfiguration(file, await disk.text(file)));
  const readMapping = remembered(async (file): Promise<Configuration | undefined> => mappingIn(file, await disk.text(file)));
  const namesIn = remembered(async (folder): Promise<ReadonlySet<string>> => new Set(await disk.list(folder)));
  /** Two are as many as all: is there another than this one? */
  const logsIn = remembered(async (folder) => [...(await namesIn(folder))].filter((own) => isLog(own) && !isBeside(own)).slice(0, 2));
  const ofFolder = remembered(async (folder): Promise<string[]> => {
    const names = await disk.list(folder);
    const inner = async (name: string): Promise<string[]> =>
      names.includes(name) ? (await disk.list(join(folder, name))).map((own) => `${name}/${own}`) : [];
    const all = [...(await inner(".hydra")), ...(await inner("files")), ...names];
    return OF_FOLDER.flatMap((pattern) => all.filter((name) => pattern.test(name) && !OTHER.test(name)));
  });
  return async (log, levels) => {
    const name = basename(log);
    const names = await namesIn(dirname(log));
    const called = [...new Set([stemOf(name), name.replace(/\.(gz|zst)$/i, "")])];
    const ofOne = OF_ONE.flatMap((ending) => called.map((own) => `${own}.${ending}`)).filter((other) => names.has(other));
    const found = ofOne.map((name) => ({ file: join(dirname(log), name), level: 0, ofOne: true }));
    const isOnly = !(await logsIn(dirname(log))).some((other) => other !== name);
    const mapping = called
      .map((own) => `${own}.${MAY_BE_OF_ONE}`)
      .filter((other) => names.has(other) && other !== name && !mayBeLog(other) && !isBeside(other));
    const mappings = await Promise.all(mapping.map((other) => readMapping(join(dirname(log), other))));
    for (const [above, folder] of withAbove(dirname(log), levels).entries())
      for (const other of await ofFolder(folder))
        if (above > 0 || !ofOne.includes(other)) found.push({ file: join(folder, other), level: above + 1, ofOne: above === 0 && isOnly });
    const all = await Promise.all(found.map(async ({ file, ...where }): Promise<Companion> => ({ ...(await read(file)), ...where })));
    return [...all, ...mappings.flatMap((own) => (own ? [{ ...own, level: 0, ofOne: true }] : []))].sort((a, b) => a.level - b.level);
  };
}

/** A JSON object that is no training of its own, or what begins as one and is broken; undefined for whatever else a file of that name holds. */
function mappingIn(file: string, text: string): Configuration | undefined {
  if (text.length > MOST_TEXT) return undefined;
  let values: Record<string, unknown>;
  try {
    values = parseObject(text, { file });
  } catch {
    return /^\s*\{/.test(text)
      ? { source: { file }, values: {}, unread: "it begins as a configuration, and is not one JSON object" }
      : undefined;
  }
  try {
    if (historyOf(values) !== undefined || Array.isArray(values.runs) || [values.runs, values].some(areNamedRows)) return undefined;
    const configuration = { source: { file }, values };
    flattened(configuration);
    return configuration;
  } catch {
    return undefined;
  }
}

function withAbove(folder: string, levels: number): string[] {
  return levels <= 0 ? [folder] : [folder, ...withAbove(dirname(folder), levels - 1)];
}

function remembered<T>(make: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

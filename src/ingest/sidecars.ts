import { basename, dirname, join } from "node:path";
import { type Configuration, parseConfiguration } from "./configuration.ts";
import type { Companion } from "./format.ts";

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

/** Whether a file of a folder is, by its name, a configuration or what stands beside a model: never a log. */
export function isBeside(name: string): boolean {
  return OTHER.test(name) || /\.config\.json$|\.ya?ml$/i.test(name) || OF_FOLDER.some((pattern) => pattern.test(name));
}

/**
 * Finds and reads what stands beside logs. Nearest first: `<log>.config.json` (or .yaml, or `<log>.yaml`), which is of this log alone; what its
 * folder says of all its logs; what folders above say, as many `levels` up as there are to the folder that was named. A file is read once,
 * however many logs it is of.
 *
 * @param stemOf a log's name without its ending.
 * @param isLog whether a file is a log by its ending.
 */
export function companionsFinder(
  disk: Disk,
  stemOf: (name: string) => string,
  isLog: (name: string) => boolean,
): (log: string, levels: number) => Promise<Companion[]> {
  const read = remembered(async (file): Promise<Configuration> => parseConfiguration(file, await disk.text(file)));
  const ofFolder = remembered(async (folder): Promise<string[]> => {
    const names = await disk.list(folder);
    const inner = async (name: string): Promise<string[]> =>
      names.includes(name) ? (await disk.list(join(folder, name))).map((own) => `${name}/${own}`) : [];
    const all = [...(await inner(".hydra")), ...(await inner("files")), ...names];
    return OF_FOLDER.flatMap((pattern) => all.filter((name) => pattern.test(name) && !OTHER.test(name)));
  });
  return async (log, levels) => {
    const stem = stemOf(basename(log));
    const names = await disk.list(dirname(log));
    const ofOne = OF_ONE.map((ending) => `${stem}.${ending}`).filter((name) => names.includes(name));
    const found = ofOne.map((name) => ({ file: join(dirname(log), name), level: 0, ofOne: true }));
    const isOnly = !names.some((name) => name !== basename(log) && isLog(name) && !isBeside(name));
    for (const [above, folder] of withAbove(dirname(log), levels).entries())
      for (const name of await ofFolder(folder))
        if (above > 0 || !ofOne.includes(name)) found.push({ file: join(folder, name), level: above + 1, ofOne: above === 0 && isOnly });
    return Promise.all(found.map(async ({ file, ...where }) => ({ ...(await read(file)), ...where })));
  };
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

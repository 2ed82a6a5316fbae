import { RunLogError, type Source } from "../errors.ts";
import { plainName } from "../glossary.ts";

/** How a unit of the loss turns into nats/token: by a factor, which may need the bytes that a token stands for, or as a perplexity. */
interface LossUnit {
  name: string;
  spellings: readonly string[];
  factor?: number;
  perByte?: true;
  /** Columns that hold a loss in this unit by their name, where a log has no other loss. */
  columns: readonly string[];
}

const OF_EVALUATION = ["", "val_", "eval_", "valid_", "validation_", "test_"];
const named = (...names: readonly string[]): string[] => names.flatMap((name) => OF_EVALUATION.map((prefix) => plainName(prefix + name)));

const UNITS: readonly LossUnit[] = [
  { name: "nats/token", spellings: ["natstoken", "natstok", "natspertoken"], factor: 1, columns: [] },
  { name: "bits/token", spellings: ["bitstoken", "bitstok", "bitspertoken"], factor: Math.LN2, columns: named("bits_per_token") },
  { name: "nats/byte", spellings: ["natsbyte", "natsperbyte"], factor: 1, perByte: true, columns: [] },
  {
    name: "bits/byte",
    spellings: ["bitsbyte", "bitsperbyte", "bpb"],
    factor: Math.LN2,
    perByte: true,
    columns: named("bits_per_byte", "bpb"),
  },
  { name: "perplexity", spellings: ["perplexity", "ppl"], columns: named("perplexity", "ppl") },
];

/** The unit that a text names, as `bits/byte`, `bits per byte` or `bpb`; or undefined. */
export function lossUnitOf(text: string): string | undefined {
  const plain = plainName(text);
  return UNITS.find(({ spellings }) => spellings.includes(plain))?.name;
}

/** Columns that may stand for a loss in a unit that their name states, and which it is. */
export function unitOfColumn(column: string): string | undefined {
  const plain = plainName(column);
  return UNITS.find(({ columns }) => columns.includes(plain))?.name;
}

/** Stands for the unit of an accuracy that is read in place of a loss: it has none that is converted. */
export const NO_LOSS = "none";

/** Every unit that is converted, for messages. */
export const LOSS_UNITS: readonly string[] = UNITS.map(({ name }) => name);

/**
 * What turns a loss of a unit into nats/token, and in words what it does (nothing for nats/token).
 *
 * nats/token = bits/token × ln 2 = bits/byte × ln 2 × bytes/token = ln perplexity.
 *
 * @param bytesPerToken of the text that the loss is measured on, under the model's tokenizer.
 * @throws RunLogError for a unit that is not known, and for one per byte where the bytes of a token are not.
 */
export function lossConverter(
  unit: string,
  bytesPerToken: number | undefined,
  source: Source,
): { nats: (loss: number) => number; how?: string } {
  const found = UNITS.find(({ name }) => name === lossUnitOf(unit));
  if (!found)
    throw new RunLogError(
      source,
      `Cannot use a loss in "${unit}": expected ${LOSS_UNITS.join(", ")}`,
      "convert it first, or map the column of another loss",
    );
  const { name, factor, perByte } = found;
  if (factor === undefined)
    return { nats: (loss) => (loss > 0 ? Math.log(loss) : Number.NaN), how: "the logarithm is taken: nats/token = ln perplexity" };
  if (!perByte) return factor === 1 ? { nats: (loss) => loss } : { nats: (loss) => loss * factor, how: "multiplied by ln 2 to nats/token" };
  if (bytesPerToken === undefined || !(bytesPerToken > 0))
    throw new RunLogError(
      source,
      `Cannot use a loss in ${name}: the bytes that a token stands for are ${bytesPerToken === undefined ? "not known" : bytesPerToken}`,
      "state them in a column or configuration bytes_per_token (bytes of the evaluated text over its tokens), or with --bytes-per-token 4.2",
    );
  const times = factor * bytesPerToken;
  return { nats: (loss) => loss * times, how: `multiplied by ${factor === 1 ? "" : "ln 2 × "}${bytesPerToken} bytes/token to nats/token` };
}

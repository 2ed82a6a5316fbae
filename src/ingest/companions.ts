import type { Problem } from "../errors.ts";
import { noteAt, warningAt } from "../finding.ts";
import { columnName, WORDS, type Word, wordOf } from "../glossary.ts";
import type { Field } from "../run.ts";
import { EVALUATION, without } from "./assemble.ts";
import { aliasOf, type Columns } from "./columns.ts";
import type { Configuration } from "./configuration.ts";
import { flattened } from "./flattened.ts";
import type { About } from "./format.ts";
import { matchConfiguration } from "./matchConfiguration.ts";
import { overlay, type Reading, readValues } from "./values.ts";

/** What holds for every row of a log that does not say otherwise. */
export interface Base {
  reading: Reading;
  /** Raw values by their full names, as `optimizer.lr`. */
  fields: Record<string, Field>;
  /** Configurations of one folder that contradict each other. */
  problems: Problem[];
}

/** What a configuration cannot say of each of several runs. */
export const EVALUATION_AND_END: readonly Word[] = [...EVALUATION, "finalLoss", "mcSamplesFinal"];

interface Layer extends Reading {
  configuration: Configuration;
  level: number;
  fields: Record<string, Field>;
  columns: Columns;
}

/**
 * What configurations state of the runs of a log: those that the log itself holds go before those that stand beside it, the nearer before
 * the further; what a row of the log says goes before all of them (`parseRows`).
 *
 * @param own configurations found in the log, the one that counts most first: those of Weights & Biases, the arguments of a trainer.
 * @param left words that they say nothing of; by default those of one evaluation.
 * @throws RunLogError for a configuration that states one word twice, differently, or is made to exhaust memory.
 * @example
 * baseOf({ file: "a.jsonl" }, { own: [{ source: { file: "a.jsonl" }, values: { model: { n_params: "124M" } } }] }).reading.values // { params: 124000000 }
 */
export function baseOf(log: About, { own = [], left = EVALUATION }: { own?: readonly Configuration[]; left?: readonly Word[] } = {}): Base {
  const layers = [
    ...own.map((configuration) => ({ configuration, level: -1 })),
    ...(log.companions ?? []).map((c) => ({ configuration: c, level: c.level })),
  ].map(({ configuration, level }): Layer => {
    const fields = flattened(configuration);
    const columns = matchConfiguration(configuration.source.file, fields, log.map, left);
    const { values, unreadable } = planned(readValues(fields, columns), fields, columns);
    return { configuration, level, fields, columns, values: without(values, left), unreadable: without(unreadable, left) };
  });
  const reading = layers.reduceRight<Reading>((below, layer) => overlay(below, layer), { values: {}, unreadable: {} });
  const fields = Object.assign({}, ...layers.map((layer) => layer.fields).reverse());
  return {
    reading: { ...reading, unreadable: choices(reading.unreadable) },
    fields,
    problems: [...unread(layers), ...contradictions(layers), ...noNumbers(layers)],
  };
}

/** Epochs that a configuration states are planned ones; a trainer that is given a number of steps does not look at them, nor at one below zero. */
function planned({ values, unreadable }: Reading, fields: Record<string, Field>, columns: Columns): Reading {
  const { plannedEpochs = epochsIn(fields), ...others } = values;
  const bySteps = Object.entries(fields).some(([name, value]) => lastName(name) === "max_steps" && typeof value === "number" && value > 0);
  const unused = bySteps && /(num_train|max)_epochs$/.test(columns.plannedEpochs ?? "");
  return { values: plannedEpochs !== undefined && plannedEpochs > 0 && !unused ? { ...others, plannedEpochs } : others, unreadable };
}

/** The one number of epochs that a configuration states. */
function epochsIn(fields: Record<string, Field>): number | undefined {
  const [first, ...others] = Object.entries(fields).flatMap(([name, value]) => {
    const last = lastName(name);
    return typeof value === "number" && (wordOf(last) ?? aliasOf(last)) === "epochs" ? value : [];
  });
  return others.every((other) => other === first) ? first : undefined;
}

function lastName(name: string): string {
  return name.split(/[./]/).at(-1) as string;
}

/** A file of the log's name may be anything; one that begins as a mapping is not passed over in silence. */
function unread(layers: readonly Layer[]): Problem[] {
  return layers.flatMap(({ configuration: { source, unread } }) =>
    unread === undefined
      ? []
      : warningAt(source, "configuration-unread", `${unread}: nothing is taken from it`, "mend it, or move it away where it is none"),
  );
}

/** A word of a configuration that is no number may well mean something else there (`vocab: vocab.json`): it is said, and no row is spoilt by it. */
function noNumbers(layers: readonly Layer[]): Problem[] {
  return layers.flatMap(({ configuration, columns, unreadable }) =>
    Object.entries(unreadable).flatMap(([word, text]) => {
      if (WORDS[word as Word] !== "number") return [];
      const message = `"${columns[word as Word]}" is "${text.slice(0, 60)}", which is no number: no ${columnName(word as Word)} is taken from it`;
      return noteAt(configuration.source, "configuration-unread", message, "mend it where it is meant to be one");
    }),
  );
}

function choices(unreadable: Reading["unreadable"]): Reading["unreadable"] {
  return Object.fromEntries(Object.entries(unreadable).filter(([word]) => WORDS[word as Word] !== "number"));
}

/** A nearer configuration may well differ from a further one: that is what it is for. Of two in one place one is wrong. */
function contradictions(layers: readonly Layer[]): Problem[] {
  return layers.flatMap((layer, i) =>
    layers.slice(0, i).flatMap((before) => {
      if (before.level !== layer.level) return [];
      const values = layer.values as Record<string, unknown>;
      return Object.entries(before.values).flatMap(([word, value]) => {
        const other = values[word];
        if (other === undefined || JSON.stringify(other) === JSON.stringify(value)) return [];
        const name = columnName(word as Word);
        return warningAt(
          before.configuration.source,
          "configurations-disagree",
          `${name} is ${value} here and ${other} in ${layer.configuration.source.file}: the first is taken`,
          `state ${name} in one of them, or what counts in a file that --runs names`,
        );
      });
    }),
  );
}

/** A free number of a law. */
export interface Parameter {
  name: string;
  /** What it is, in the field's words. */
  meaning: string;
  unit: string;
  /** `log`: positive, solved for as its logarithm. */
  scale: "log" | "linear";
  /** Bounds of the search, in the parameter's own unit; ±Infinity where there is none. */
  low: number;
  high: number;
  /** Where starts are drawn from, in the parameter's own unit; terms' coefficients need none (they are drawn as sizes of their term). */
  start?: readonly [number, number];
}

/** Values of a law's parameters as somebody published them. */
export interface PublishedSet {
  id: string;
  theta: Readonly<Record<string, number>>;
  /** What it was fitted on. */
  data: string;
  /** Paper and table or equation. */
  source: string;
  /** Where the authors had data, by symbol. */
  range?: Readonly<Record<string, readonly [number, number]>>;
  /** An evaluation that the authors printed or that follows from their digits: the test of the set. */
  at?: Readonly<Record<string, number>>;
  loss?: number;
  /** Said wherever the set is shown: recovered from a drawn curve, rounded, contested. */
  note?: string;
}

/** A design that identifies the law, with the truth to simulate it from: what the recovery test uses. */
export interface Example {
  theta: Readonly<Record<string, number>>;
  /** Levels of each quantity, crossed; or explicit rows. Symbols of quantities. */
  design: Readonly<Record<string, readonly number[]>>;
  /** Standard deviation of log loss between runs. */
  noise: number;
  /** Parameters that no such design determines together with the others, each with why: they are held at their value. */
  held?: Readonly<Record<string, string>>;
}

/** What a law predicts where that is not the loss: a column of the logs, as an accuracy. */
export interface Response {
  /** Name of the column in logs. */
  column: string;
  unit: string;
}

/** A law of the loss, in nats/token, or of another response: everything else is derived from `formula`. */
export interface Law {
  id: string;
  title: string;
  /** One assignment a line, the last line is the loss; names are symbols of quantities, parameters, or earlier assignments. */
  formula: string;
  parameters: readonly Parameter[];
  /** Symbols of the quantities that the formula reads, in the glossary's order. */
  quantities: readonly string[];
  citation: string;
  /** What the formula predicts; the loss where absent. */
  response?: Response;
  published: readonly PublishedSet[];
  example?: Example;
}

import type { Diagnostic, Envelope, Estimate, Frontier, Isoflop } from "../index.ts";
import type { Approach, Approaches } from "./isoflopApproaches.ts";
import { count, estimateText, intervalText, lossText, short } from "./numbers.ts";
import { table } from "./table.ts";

const TITLES = ["1 envelope of training curves", "2 isoFLOP parabolas", "3 chinchilla law"] as const;

/** The three approaches side by side, then what each rests on and what to make of it. */
export function isoflopReport({ compute, envelope, parabolas, law, diagnostics }: Approaches, level: number): string {
  const all: readonly Approach<Frontier>[] = [envelope, parabolas, law];
  const head = ["approach", "a", `${short(100 * level)} % interval`, "b", "best N", "interval of N", "best D", "from"];
  const from = [
    "cannot" in envelope ? "" : `${envelope.sizes} sizes, ${envelope.runs} runs`,
    "cannot" in parabolas ? "" : `${parabolas.used} of ${parabolas.budgets.length} budgets`,
    "cannot" in law ? "" : `${law.fit.n} rows`,
  ];
  const rows = all.map((one, i) => [TITLES[i] as string, ...numbers(one), from[i] as string]);
  const at = compute === undefined ? "" : `; sizes at C = ${short(compute, 3)} FLOP`;
  const notes = [...diagnostics.flatMap((finding) => said("all", finding)), ...all.flatMap((one, i) => notesOf(TITLES[i] as string, one))];
  return [
    `N ∝ C^a and D = C/(6·N) ∝ C^b, b = 1 − a${at}`,
    "",
    table(head, rows, "  "),
    ...("cannot" in parabolas ? [] : ["", budgetsOf(parabolas)]),
    ...("cannot" in envelope || envelope.points.length === 0 ? [] : ["", envelopeOf(envelope)]),
    ...(notes.length > 0 ? ["", ...notes] : []),
  ].join("\n");
}

function numbers(one: Approach<Frontier>): string[] {
  if ("cannot" in one) return ["none", "", "", "", "", ""];
  const { a, b, params, tokens } = one;
  if (a.value === undefined) return ["none", "", "", "", "", ""];
  return [
    estimateText(a.value, a.interval),
    a.interval ? intervalText(a.interval) : "no interval",
    estimateText(b.value as number, b.interval),
    count(params.value as number),
    range(params),
    count(tokens.value as number),
  ];
}

function range({ interval }: Estimate): string {
  return interval ? `${count(interval.low, 2)} to ${count(interval.high, 2)}` : "";
}

function budgetsOf({ budgets, unused }: Isoflop): string {
  const head = ["C, FLOP", "runs", "sizes", "from", "to", "best N", "interval of N", "best D", "loss, nats/token", "state"];
  const rows = budgets.map((budget) => [
    short(budget.compute, 3),
    String(budget.rows),
    String(budget.sizes),
    count(budget.smallest),
    count(budget.largest),
    budget.params.value === undefined ? "" : count(budget.params.value),
    range(budget.params),
    budget.tokens.value === undefined ? "" : count(budget.tokens.value),
    budget.loss.value === undefined ? "" : lossText(budget.loss.value),
    budget.state === "bracketed" ? (budget.loose ? "loosely bracketed" : "bracketed") : `${budget.state}: ${budget.reason}`,
  ]);
  const rest = unused > 0 ? `; ${unused} runs share their compute with too few others` : "";
  return `Budgets of approach 2: parabolas of the loss in ln N${rest}\n${table(head, rows, "  ")}`;
}

function envelopeOf({ points }: Envelope): string {
  const sizes = [...new Set(points.map(({ params }) => params))].sort((p, q) => p - q);
  const rows = sizes.map((params) => {
    const own = points.filter((point) => point.params === params);
    const [first, last] = [own[0], own.at(-1)] as [(typeof own)[number], (typeof own)[number]];
    return [count(params), short(first.compute, 3), short(last.compute, 3), lossText(first.loss), lossText(last.loss)];
  });
  return `Envelope of approach 1: where each size is lowest\n${table(["N", "C from", "C to", "loss from", "loss to"], rows, "  ")}`;
}

function notesOf(title: string, one: Approach<Frontier & { note?: string }>): string[] {
  if ("cannot" in one) return [`  ${title}: ${one.cannot}`, ...(one.hint ? [`    ${one.hint}`] : [])];
  const note = one.note ? [`  ${title}: ${one.note}`] : [];
  return [...note, ...one.diagnostics.flatMap((finding) => said(title, finding))];
}

function said(title: string, { severity, message, hint }: Diagnostic): string[] {
  return [`  ${title}: ${severity}: ${message}`, ...(hint ? [`    ${hint}`] : [])];
}

import type { Field } from "../run.ts";

const REFERENCE = /\$\{(\.*)([A-Za-z_][\w.]*)\}/g;
/** References that refer on, followed this far: a circle ends here. */
const MOST_STEPS = 16;
const MOST_LETTERS = 200;

/**
 * Values that name others replaced by them, as OmegaConf does: `${optimizer.lr}` from the top, `${.lr}` from where it stands, `${..lr}` from
 * one level up. What names nothing that is there (an environment variable, a resolver) stays as it is written.
 *
 * @param fields by full name, levels separated by dots.
 * @example
 * interpolated({ "model.width": 64, "head.width": "${model.width}" })["head.width"] // 64
 */
export function interpolated(fields: Readonly<Record<string, Field>>): Record<string, Field> {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, followed(fields, name, MOST_STEPS)]));
}

function followed(fields: Readonly<Record<string, Field>>, name: string, steps: number): Field {
  const value = fields[name] as Field;
  if (typeof value !== "string" || steps === 0 || !value.includes("${")) return value;
  const target = (dots: string, path: string): string => (dots === "" ? path : [...name.split(".").slice(0, -dots.length), path].join("."));
  const [whole, dots = "", path = ""] = new RegExp(`^${REFERENCE.source}$`).exec(value) ?? [];
  if (whole !== undefined) return Object.hasOwn(fields, target(dots, path)) ? followed(fields, target(dots, path), steps - 1) : value;
  // Inside a text only what is plain and short is put in, so that no text unfolds to gigabytes.
  return value.replace(REFERENCE, (text, up: string, to: string) => {
    const other = target(up, to);
    const found = Object.hasOwn(fields, other) ? String(fields[other]) : text;
    return found.includes("${") || found.length > MOST_LETTERS ? text : found;
  });
}

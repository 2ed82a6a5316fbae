import { type Cursor, double, FIXED64, key, LENGTH, malformed, message, skip, text, VARINT, varint } from "../protobuf.ts";

/** Levels of lists and structures that a hyperparameter may have. */
const DEEPEST = 32;

/** Hyperparameters of the session in the `HParamsPluginData` at the cursor; empty for data of another kind that the plugin keeps. */
export function hparamsOf(c: Cursor): [name: string, value: unknown][] {
  const hparams: [string, unknown][] = [];
  message(c, (field) => {
    if (field !== key(3, LENGTH)) return skip(c, field);
    message(c, (part) => {
      if (part === key(1, LENGTH)) hparams.push(entry(c, 0));
      else skip(c, part);
    });
  });
  return hparams;
}

/** An entry of a map from names to `google.protobuf.Value`. */
function entry(c: Cursor, depth: number): [string, unknown] {
  let name = "";
  let value: unknown = null;
  message(c, (field) => {
    if (field === key(1, LENGTH)) name = text(c);
    else if (field === key(2, LENGTH)) value = valueAt(c, depth);
    else skip(c, field);
  });
  return [name, value];
}

/** A `google.protobuf.Value`: null, number, text, flag, structure or list. */
function valueAt(c: Cursor, depth: number): unknown {
  if (depth > DEEPEST) malformed(c, `a hyperparameter has more than ${DEEPEST} levels`);
  let value: unknown = null;
  message(c, (field) => {
    if (field === key(2, FIXED64)) value = double(c);
    else if (field === key(3, LENGTH)) value = text(c);
    else if (field === key(4, VARINT)) value = varint(c) !== 0;
    else if (field === key(5, LENGTH)) value = Object.fromEntries(parts(c, () => entry(c, depth + 1)));
    else if (field === key(6, LENGTH)) value = parts(c, () => valueAt(c, depth + 1));
    else skip(c, field);
  });
  return value;
}

/** The elements of a `ListValue`, or the entries of a `Struct`. */
function parts<T>(c: Cursor, read: () => T): T[] {
  const found: T[] = [];
  message(c, (field) => {
    if (field === key(1, LENGTH)) found.push(read());
    else skip(c, field);
  });
  return found;
}

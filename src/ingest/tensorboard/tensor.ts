import {
  type Cursor,
  double,
  enter,
  FIXED32,
  FIXED64,
  float,
  key,
  LENGTH,
  leave,
  message,
  skip,
  text,
  VARINT,
  varint,
} from "../protobuf.ts";

/** What a tensor of one element holds: a number, or text. */
export type Scalar = number | string;

/** The element at byte `at` of a tensor's content, and its size, by `DataType` (tensorflow/core/framework/types.proto). */
const CONTENT: Readonly<Record<number, readonly [size: number, read: (view: DataView, at: number) => number]>> = {
  1: [4, (view, at) => view.getFloat32(at, true)],
  2: [8, (view, at) => view.getFloat64(at, true)],
  3: [4, (view, at) => view.getInt32(at, true)],
  4: [1, (view, at) => view.getUint8(at)],
  5: [2, (view, at) => view.getInt16(at, true)],
  6: [1, (view, at) => view.getInt8(at)],
  9: [8, (view, at) => Number(view.getBigInt64(at, true))],
  14: [2, (view, at) => bfloat16(view.getUint16(at, true))],
  17: [2, (view, at) => view.getUint16(at, true)],
  19: [2, (view, at) => half(view.getUint16(at, true))],
  22: [4, (view, at) => view.getUint32(at, true)],
  23: [8, (view, at) => Number(view.getBigUint64(at, true))],
};
/** Fields of `TensorProto` that hold integers, or the bits of short floats. */
const INTEGERS: readonly number[] = [7, 10, 11, 13, 16, 17];
const BFLOAT16 = 14;
const HALF = 19;

/**
 * The element of the `TensorProto` at the cursor, or undefined where it has not exactly one or is of no kind that is read.
 *
 * Floats of 16, 32 and 64 bits, bfloat16, integers and strings, as raw content or as typed values.
 */
export function tensorScalar(c: Cursor): Scalar | undefined {
  let type = 0;
  let elements = 1;
  let content: number | undefined;
  const values: Scalar[] = [];
  message(c, (field) => {
    if (field === key(1, VARINT)) type = varint(c);
    else if (field === key(2, LENGTH)) elements = elementsOf(c);
    else if (field === key(4, LENGTH)) {
      const around = enter(c);
      const [size, read] = CONTENT[type] ?? [0];
      // An empty content stands beside typed values.
      if (read && c.end - c.at === size) content = read(c.view, c.at);
      else if (c.end > c.at) elements = 0;
      leave(c, around);
    } else if (field === key(8, LENGTH)) values.push(text(c));
    else if (!typedValue(c, field, values)) skip(c, field);
  });
  if (elements !== 1) return undefined;
  if (content !== undefined) return content;
  const value = values.length === 1 ? values[0] : undefined;
  if (typeof value !== "number") return value;
  return type === HALF ? half(value) : type === BFLOAT16 ? bfloat16(value) : value;
}

/** Numbers of `TensorProto` by their type: float_val, double_val, int_val, int64_val, bool_val, half_val, uint32_val, uint64_val. */
function typedValue(c: Cursor, field: number, values: Scalar[]): boolean {
  const number = field >>> 3;
  const next = number === 5 ? float : number === 6 ? double : INTEGERS.includes(number) ? varint : undefined;
  if (!next) return false;
  if ((field & 7) === LENGTH) packed(c, values, next);
  else if ((field & 7) === (number === 5 ? FIXED32 : number === 6 ? FIXED64 : VARINT)) values.push(next(c));
  else return false;
  return true;
}

/** Two values already are no scalar: the rest of a long list is passed over. */
function packed(c: Cursor, values: Scalar[], next: (c: Cursor) => number): void {
  const around = enter(c);
  while (c.at < c.end && values.length < 2) values.push(next(c));
  leave(c, around);
}

/** Elements of a `TensorShapeProto`: the product of its dimensions, 1 where there is none. */
function elementsOf(c: Cursor): number {
  let elements = 1;
  message(c, (field) => {
    if (field !== key(2, LENGTH)) return skip(c, field);
    let size = 0;
    message(c, (part) => {
      if (part === key(1, VARINT)) size = varint(c);
      else skip(c, part);
    });
    elements *= size;
  });
  return elements;
}

function bfloat16(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, (bits & 0xffff) * 2 ** 16);
  return view.getFloat32(0);
}

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

// Stands in for @tensorflow/tfjs-node under danfojs-node. The real package downloads a native library on install and computes
// in float32, which turns 123456789 into 123456792: token counts would not survive. These are the few operations that danfo
// calls, in float64. danfo labels its columns "int32" or "float32" whatever holds them, so the label is carried and never used.

const isList = (value) => Array.isArray(value) || ArrayBuffer.isView(value);
const flatten = (value) => (isList(value) ? Array.from(value).flatMap(flatten) : [value]);
const shapeOf = (value) => (isList(value) ? [value.length, ...(value.length > 0 ? shapeOf(value[0]) : [])] : []);

// A class, because danfo asks `instanceof Tensor`. Values lie row after row; no shape has more than two axes.
class Tensor {
  constructor(values, shape, dtype = "float32") {
    this.values = values;
    this.shape = shape;
    this.dtype = dtype;
  }

  get size() {
    return this.values.length;
  }

  get rank() {
    return this.shape.length;
  }

  row(i) {
    const width = this.shape[1];
    return this.values.slice(i * width, (i + 1) * width);
  }

  arraySync() {
    if (this.rank === 0) return this.values[0];
    if (this.rank === 1) return this.values.slice();
    return Array.from({ length: this.shape[0] }, (_, i) => this.row(i));
  }

  dataSync() {
    return this.values;
  }

  clone() {
    return new Tensor(this.values.slice(), this.shape.slice(), this.dtype);
  }

  transpose() {
    if (this.rank < 2) return this;
    const [rows, columns] = this.shape;
    const values = Array.from({ length: this.size }, (_, k) => this.values[(k % rows) * columns + Math.floor(k / rows)]);
    return new Tensor(values, [columns, rows], this.dtype);
  }

  reshape(shape) {
    return new Tensor(this.values, shape, this.dtype);
  }

  map(f) {
    return new Tensor(this.values.map(f), this.shape, this.dtype);
  }

  sqrt() {
    return this.map(Math.sqrt);
  }

  abs() {
    return this.map(Math.abs);
  }

  // Over everything, or over one axis; a vector has one axis only, so every axis of it is the whole.
  reduce(f, axis) {
    if (axis === undefined || this.rank < 2) return new Tensor([f(this.values)], []);
    const lines = axis === 0 ? this.transpose() : this;
    const values = Array.from({ length: lines.shape[0] }, (_, i) => f(lines.row(i)));
    return new Tensor(values, [values.length], this.dtype);
  }

  min(axis) {
    return this.reduce((values) => values.reduce((a, b) => Math.min(a, b), Infinity), axis);
  }

  max(axis) {
    return this.reduce((values) => values.reduce((a, b) => Math.max(a, b), -Infinity), axis);
  }

  sum(axis) {
    return this.reduce((values) => values.reduce((a, b) => a + b, 0), axis);
  }

  mean(axis) {
    return this.reduce((values) => values.reduce((a, b) => a + b, 0) / values.length, axis);
  }

  argMin() {
    return this.reduce((values) => values.reduce((best, value, i) => (value < values[best] ? i : best), 0));
  }

  argMax() {
    return this.reduce((values) => values.reduce((best, value, i) => (value > values[best] ? i : best), 0));
  }
}

// An axis of length 1 is repeated to the length of the other operand's, as in NumPy.
function broadcast(a, b, f, name) {
  const [left, right] = [a, b].map((t) => [1, 1, ...t.shape].slice(-2));
  const fits = left.every((length, axis) => length === right[axis] || length === 1 || right[axis] === 1);
  if (!fits) throw new Error(`Cannot ${name} shapes [${a.shape}] and [${b.shape}]: expected equal lengths, or 1`);
  const [rows, columns] = left.map((length, axis) => (length === 1 ? right[axis] : length));
  const at = (t, shape, i, j) => t.values[(shape[0] === 1 ? 0 : i) * shape[1] + (shape[1] === 1 ? 0 : j)];
  const values = [];
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values.push(f(at(a, left, i, j), at(b, right, i, j)));
  return new Tensor(values, [rows, columns].slice(2 - Math.max(a.rank, b.rank)), a.dtype);
}

const OPERATIONS = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  divNoNan: (a, b) => (b === 0 ? 0 : a / b),
  pow: (a, b) => a ** b,
  // The sign of the divisor, as TensorFlow and Python have it.
  mod: (a, b) => ((a % b) + b) % b,
  minimum: Math.min,
  maximum: Math.max,
  greater: (a, b) => Number(a > b),
  greaterEqual: (a, b) => Number(a >= b),
  less: (a, b) => Number(a < b),
  lessEqual: (a, b) => Number(a <= b),
  equal: (a, b) => Number(a === b),
  notEqual: (a, b) => Number(a !== b),
};
for (const [name, f] of Object.entries(OPERATIONS)) {
  Tensor.prototype[name] = function (other) {
    return broadcast(this, other instanceof Tensor ? other : scalar(other), f, name);
  };
}

function scalar(value, dtype) {
  return new Tensor([value], [], dtype);
}

function tensor1d(values, dtype) {
  const flat = flatten(values);
  return new Tensor(flat, [flat.length], dtype);
}

function tensor2d(values, shape = shapeOf(values), dtype = undefined) {
  return new Tensor(flatten(values), shape, dtype);
}

function moments(tensor, axis) {
  const mean = tensor.mean(axis);
  const centre = mean.rank === 0 ? mean : mean.reshape(axis === 0 ? [1, mean.size] : [mean.size, 1]);
  const residual = tensor.sub(centre);
  return { mean, variance: residual.mul(residual).mean(axis) };
}

// `DataFrame.sample` shuffles through this; mulberry32 from a hash of the seed, so that a seed means one order everywhere.
function random(seed) {
  let state = 2166136261;
  for (const letter of String(seed)) state = Math.imul(state ^ letter.charCodeAt(0), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function dataset(items) {
  return {
    shuffle(_bufferSize, seed) {
      const next = random(seed);
      const shuffled = items.slice();
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1));
        [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
      }
      return dataset(shuffled);
    },
    take: (count) => dataset(items.slice(0, count)),
    toArray: async () => items,
  };
}

module.exports = { Tensor, scalar, tensor1d, tensor2d, moments, data: { array: dataset } };

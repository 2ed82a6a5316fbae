/**
 * Sets the properties of `source` on `target`, as `Object.assign` does, also one that a log calls `__proto__`.
 *
 * A literal that spreads an object and goes on is a hundred times as slow, and a long log makes a million rows.
 */
export function copyInto(target: object, source: object): void {
  const from = source as Record<string, unknown>;
  for (const name in from) put(target, name, from[name]);
}

/** Sets one property, whatever it is called. */
export function put(target: object, name: string, value: unknown): void {
  if (name === "__proto__") Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else (target as Record<string, unknown>)[name] = value;
}

import { inspected, kernel } from "./kernel.ts";
import { bundleOf, type MimeBundle } from "./mimeBundle.ts";

/** The protocol by which Deno's Jupyter kernel asks a value how it is shown. */
const DISPLAY = Symbol.for("Jupyter.display");

/**
 * From here on, in this notebook, results show themselves where they are the last value of a cell or handed to `Deno.jupyter.display`: tables, fits,
 * intervals, comparisons, laws as mathematics, figures as live charts.
 *
 * Results are plain data, also after a filter, a spread or JSON, so what they have in common is `Object.prototype`: it gets one property that nothing lists
 * and that answers for results alone. Outside Deno's Jupyter kernel nothing is touched.
 *
 * @example
 * displayResults() // undefined
 */
export function displayResults(): void {
  if (!kernel() || DISPLAY in Object.prototype) return;
  Object.defineProperty(Object.prototype, DISPLAY, {
    configurable: true,
    get(this: unknown) {
      const make = bundleOf(this);
      return make && (() => orPlain(this, make));
    },
    // An object that says itself how it is shown keeps its word.
    set(this: object, value: unknown) {
      Object.defineProperty(this, DISPLAY, { value, configurable: true, writable: true, enumerable: true });
    },
  });
}

// A cell's value is its reader's: one that cannot be shown as a result, for it only looks like one, is shown as it is, and why.
async function orPlain(value: unknown, make: () => MimeBundle | Promise<MimeBundle>): Promise<MimeBundle> {
  try {
    return await make();
  } catch (error) {
    return {
      "text/plain": `${inspected(value)}\n(not shown as a result of isoloss: ${error instanceof Error ? error.message : String(error)})`,
    };
  }
}

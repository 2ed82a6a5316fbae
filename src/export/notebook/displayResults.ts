import { kernel } from "./kernel.ts";
import { bundleOf } from "./mimeBundle.ts";

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
      return bundleOf(this);
    },
    // An object that says itself how it is shown keeps its word.
    set(this: object, value: unknown) {
      Object.defineProperty(this, DISPLAY, { value, configurable: true, writable: true, enumerable: true });
    },
  });
}

import { escaped } from "../escaped.ts";
import { kernel } from "./kernel.ts";

/** Between two updates, ms: more than a viewer wants to draw. */
const PAUSE = 100;

/**
 * One line below a cell that says how far long work is, for the option `onProgress`. At the end it says how much was done, and the same at every run.
 *
 * Outside Deno's Jupyter kernel it shows nothing.
 *
 * @param title what is being done.
 * @returns to be called with how much is done of how much.
 * @example
 * displayProgress("refitting")(1, 2) // undefined
 */
export function displayProgress(title: string): (done: number, total: number) => void {
  const jupyter = kernel();
  if (!jupyter) return () => {};
  const transient = { display_id: crypto.randomUUID() };
  let shown: number | undefined;
  return (done, total) => {
    const now = Date.now();
    if (shown !== undefined && done < total && now - shown < PAUSE) return;
    const line = `${title}: ${done} of ${total}`;
    const bar = done < total ? `<progress max="${total}" value="${done}"></progress> ` : "";
    const data = { "text/html": `${bar}<small>${escaped(line)}</small>`, "text/plain": line };
    jupyter.broadcast(shown === undefined ? "display_data" : "update_display_data", { data, metadata: {}, transient });
    shown = now;
  };
}

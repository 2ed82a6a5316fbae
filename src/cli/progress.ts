const WIDTH = 24;
/** Shorter work needs no bar, ms. */
const PATIENCE = 300;

/**
 * A bar on a terminal's stderr, nothing in a pipe.
 *
 * @returns to be called with how much is done of how much; at the end the bar is wiped.
 */
export function progress(title: string): (done: number, total: number) => void {
  const { stderr } = process;
  if (!stderr.isTTY) return () => {};
  const begun = Date.now();
  return (done, total) => {
    if (Date.now() - begun < PATIENCE) return;
    const filled = Math.round((WIDTH * done) / total);
    stderr.write(done === total ? "\r\x1b[K" : `\r${title} [${"█".repeat(filled)}${"·".repeat(WIDTH - filled)}] ${done} of ${total}`);
  };
}

const WIDTH = 24;
/** Shorter work needs no bar, ms. */
const PATIENCE = 300;

/**
 * A bar on a terminal's stderr, nothing in a pipe.
 *
 * @returns to be called with how much is done of how much, also of one that is half done; at the end the bar is wiped.
 */
export function progress(title: string): (done: number, total: number) => void {
  const { stderr } = process;
  if (!stderr.isTTY) return () => {};
  const begun = Date.now();
  let shown = "";
  return (done, total) => {
    if (Date.now() - begun < PATIENCE) return;
    const filled = Math.round((WIDTH * done) / total);
    const bar = `\r${title} [${"█".repeat(filled)}${"·".repeat(WIDTH - filled)}] ${Math.floor(done)} of ${total}`;
    if (done === total) stderr.write("\r\x1b[K");
    else if (bar !== shown) stderr.write(bar);
    shown = bar;
  };
}

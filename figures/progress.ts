const WIDTH = 24;

/**
 * Progress of a few named steps on stderr: a bar on a terminal, one line a step elsewhere.
 *
 * @param count how many steps there will be.
 * @returns opens the next step; what it returns is to be called with how much of the step is done.
 */
export function steps(count: number): (title: string) => (done: number, total: number) => void {
  const { stderr } = process;
  let at = 0;
  return (title) => {
    at++;
    const head = `[${at}/${count}] ${title}`;
    if (!stderr.isTTY) {
      stderr.write(`${head}\n`);
      return () => {};
    }
    stderr.write(`\r\x1b[K${head}`);
    return (done, total) => {
      const filled = Math.round((WIDTH * done) / total);
      stderr.write(`\r\x1b[K${head} ${"█".repeat(filled)}${"·".repeat(WIDTH - filled)}${done === total ? "\n" : ""}`);
    };
  };
}

/** A result, on stdout. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Anything that is not the result, on stderr. */
export function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}

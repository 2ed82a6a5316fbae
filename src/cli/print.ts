/** A result, on stdout. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Anything that is not the result, on stderr. */
export function remark(text: string): void {
  if (held) held.push(text);
  else process.stderr.write(`${text}\n`);
}

let held: string[] | undefined;

/** Does some work and keeps back what it remarks: what is done over and over need not say the same over and over. */
export async function remarksOf<T>(work: () => Promise<T>): Promise<{ result: T; remarks: string[] }> {
  const remarks: string[] = [];
  held = remarks;
  try {
    return { result: await work(), remarks };
  } finally {
    held = undefined;
  }
}

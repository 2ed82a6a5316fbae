/** A result, on stdout. */
export function say(text: string): void {
  process.stdout.write(`${shown(text)}\n`);
}

/** Anything that is not the result, on stderr. */
export function remark(text: string): void {
  if (held) held.push(text);
  else process.stderr.write(`${shown(text)}\n`);
}

/** Text of logs may hold what a terminal obeys, or what turns the order of its line; JSON reads the same with it escaped. */
function shown(text: string): string {
  return text.replace(COMMANDS, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Control characters but for tabs and line ends, and those of writing direction. */
const COMMANDS = /[^\P{Cc}\t\n]|\p{Bidi_Control}/gu;

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

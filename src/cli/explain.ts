import type { Command } from "./command.ts";

/** The command line cannot be read; in words of yargs or our own. */
const USAGE = "CommandLineError";

export function usageError(message: string): Error {
  const error = new Error(message);
  error.name = USAGE;
  return error;
}

/** What to say of an error, and the exit code: 2 for a call that is wrong, 1 for a result that there is not. */
export async function explain(
  error: unknown,
  words: readonly string[],
  commands: readonly Command[],
): Promise<{ text: string; code: number }> {
  if (error instanceof Error && (error.name === USAGE || error.name === "YError"))
    return { text: await usage(error.message, words, commands), code: 2 };
  const { IsolossError, UsageError } = await import("../index.ts");
  if (error instanceof IsolossError) return { text: withHint(error.message, error.hint), code: error instanceof UsageError ? 2 : 1 };
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `${trace}\n\nThis is a bug in isoloss: please report it with the command and the trace above.`, code: 1 };
}

function withHint(message: string, hint: string | undefined): string {
  return hint ? `${message}\n  hint: ${hint}` : message;
}

async function usage(message: string, words: readonly string[], commands: readonly Command[]): Promise<string> {
  const called = commands.find((command) => nameOf(command) === words[0]);
  if (!called) return unknownCommand(words, commands);
  // An option that is not there takes the word after it along: then an argument is missed, and the option is why.
  const unknown = /^Unknown arguments?: ([^,\s]+)/.exec(message)?.[1] ?? firstUnknown(words, called);
  const help = `isoloss ${nameOf(called)} --help`;
  if (unknown !== undefined && words.some((word) => word.replace(/=.*/s, "") === `--${unknown}`)) {
    const { didYouMean } = await import("../index.ts");
    const meant = didYouMean(unknown, Object.keys(called.options));
    return withHint(
      `Cannot read the option --${unknown}: ${nameOf(called)} has no such option`,
      meant ? `did you mean --${meant}?` : `the options are in ${help}`,
    );
  }
  if (message.startsWith("Not enough non-option arguments"))
    return withHint(`Cannot run ${nameOf(called)}: an argument is missing`, `isoloss ${called.command}; see ${help}`);
  return withHint(`Cannot read the command line: ${message.trim().replace(/\s*\n\s*/g, " ")}`, `see ${help}`);
}

function firstUnknown(words: readonly string[], { options }: Command): string | undefined {
  const known = new Set(["help", "version", ...Object.keys(options), ...Object.values(options).flatMap(({ alias }) => alias ?? [])]);
  const given = words.flatMap((word) => /^--([^=]+)/.exec(word)?.[1] ?? []);
  return given.find((name) => !known.has(name) && !known.has(name.replace(/^no-/, "")));
}

async function unknownCommand([first]: readonly string[], commands: readonly Command[]): Promise<string> {
  if (first === undefined) return withHint("Cannot tell what to do: no command is given", "isoloss --help lists the commands");
  const { suggestion } = await import("../index.ts");
  return withHint(`Cannot find the command "${first}"`, suggestion(first, [...commands.map(nameOf), "completion"], "the commands are"));
}

function nameOf(command: Command): string {
  return command.command.split(" ")[0] as string;
}

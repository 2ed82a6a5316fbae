#!/usr/bin/env node
import yargs, { type Argv } from "yargs";
import type { Command } from "./command.ts";
import { explain, usageError } from "./explain.ts";
import { commands } from "./index.ts";
import { remark } from "./print.ts";

const INTERRUPTED = 130;
const WIDEST_HELP = 110;

/** A reader that stops early, as `head` does, is no failure. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const interrupt = new AbortController();
/** Exit code of an interrupt. */
let interrupted = INTERRUPTED;
process.on("SIGINT", () => {
  // The first lets a file that is being written come out whole; who asks twice does not want to wait.
  if (interrupt.signal.aborted) process.exit(interrupted);
  interrupt.abort();
});

// The parser would take a dash for the beginning of an option.
process.exitCode = await main(process.argv.slice(2).map((word) => (word === "-" ? "/dev/stdin" : word)));

async function main(words: readonly string[]): Promise<number> {
  try {
    await parser(words, words.includes("--version") ? (await import("../index.ts")).VERSION : "").parseAsync();
    return interrupt.signal.aborted ? interrupted : 0;
  } catch (error) {
    if (interrupt.signal.aborted) return interrupted;
    const { text, code } = await explain(error, words, commands);
    remark(text);
    return code;
  }
}

function parser(words: readonly string[], version: string): Argv {
  const base = yargs([...words])
    .scriptName("isoloss")
    .usage("isoloss: how low can the loss go when the data are fixed?\n\nUsage: isoloss COMMAND")
    .epilogue("Results go to stdout, all else to stderr. Exit code: 0 a result, 1 none, 2 a command line that cannot be read.")
    // A list takes one value a flag, so that the paths after it are still paths.
    .parserConfiguration({
      "greedy-arrays": false,
      "camel-case-expansion": false,
      "boolean-negation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
    })
    .locale("en")
    .strict()
    .recommendCommands()
    .demandCommand(1)
    .completion("completion", "Print a script that completes commands in your shell; add it to the shell's start-up file")
    .version(version)
    .help()
    .alias("h", "help")
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? usageError(message);
    });
  const declared = commands.reduce<Argv>((parsed, command) => declare(parsed, command), base);
  return declared.wrap(Math.min(WIDEST_HELP, declared.terminalWidth()));
}

function declare(parser: Argv, { command, describe, positionals, options, examples, untilInterrupted, run }: Command): Argv {
  return parser.command(
    command,
    describe,
    (own) => {
      own
        .options(
          Object.fromEntries(
            Object.entries(options).map(([name, option]) => [name, { ...option, requiresArg: option.type !== "boolean" }]),
          ),
        )
        .example(examples.map(([line, what]) => [`isoloss ${line}`, what]));
      for (const [name, positional] of Object.entries(positionals))
        own.positional(name, positional as Parameters<typeof own.positional>[1]);
      return own;
    },
    async (given) => {
      const twice = Object.keys(options).find((name) => !options[name]?.array && Array.isArray(given[name]));
      if (twice) throw usageError(`--${twice} is given twice`);
      const odd = Object.keys(options).find((name) => Number.isNaN(given[name]));
      if (odd) throw usageError(`--${odd} is not a number`);
      if (untilInterrupted?.(given)) interrupted = 0;
      await run(given, interrupt.signal);
    },
  );
}

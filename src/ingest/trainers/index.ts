import type { Trainer } from "./grammar.ts";
import { levanter } from "./levanter.ts";
import { llmc } from "./llmc.ts";
import { maxtext } from "./maxtext.ts";
import { megatron } from "./megatron.ts";
import { moddedNanogpt } from "./moddedNanogpt.ts";
import { nanogpt } from "./nanogpt.ts";
import { nemo } from "./nemo.ts";
import { olmo } from "./olmo.ts";

/** Every trainer whose lines are read; of two that know as many lines of a log the first: NeMo's are Megatron's too. */
export const TRAINERS: readonly Trainer[] = [nanogpt, moddedNanogpt, llmc, nemo, megatron, levanter, maxtext, olmo];

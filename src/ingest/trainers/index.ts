import type { Trainer } from "./grammar.ts";
import { levanter } from "./levanter.ts";
import { llmc } from "./llmc.ts";
import { maxtext } from "./maxtext.ts";
import { megatron } from "./megatron.ts";
import { moddedNanogpt } from "./moddedNanogpt.ts";
import { nanogpt } from "./nanogpt.ts";
import { nemo } from "./nemo.ts";
import { olmo } from "./olmo.ts";

/** Every trainer whose lines are read. */
export const TRAINERS: readonly Trainer[] = [nanogpt, moddedNanogpt, llmc, megatron, nemo, levanter, maxtext, olmo];

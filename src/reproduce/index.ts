import { chinchilla } from "./chinchilla.ts";
import type { Topic } from "./claim.ts";
import { diffusion } from "./diffusion.ts";
import { infiniteCompute } from "./infiniteCompute.ts";
import { muennighoff } from "./muennighoff.ts";
import { prabhudesai } from "./prabhudesai.ts";

/** Every line of work whose numbers are recomputed, in the order in which they are shown. */
export const topics: readonly Topic[] = [chinchilla, muennighoff, prabhudesai, infiniteCompute, diffusion];

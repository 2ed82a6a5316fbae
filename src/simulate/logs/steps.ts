/** Steps between two evaluations, in formats that count steps: what a simulation says nothing of. */
export const STEPS = 100;

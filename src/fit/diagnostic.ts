import type { Diagnostic } from "./types.ts";

export const warning = (code: string, message: string, hint: string): Diagnostic => ({ code, severity: "warning", message, hint });

export function format(x: number): string {
  return Math.abs(x) >= 1e5 || (x !== 0 && Math.abs(x) < 1e-3) ? x.toExponential(2) : String(Number(x.toPrecision(3)));
}

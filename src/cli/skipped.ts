import { remark } from "./print.ts";

/** Files that are named with the reason why they were not read. */
const MOST = 3;

/** Says how many files of the folders were not read; those that are no logs by their names need no reason. */
export function remarkSkipped(skipped: readonly { file: string; reason: string }[]): void {
  if (skipped.length === 0) return;
  const odd = skipped.filter(({ reason }) => !/by its ending|kept beside/.test(reason));
  const reasons = odd.slice(0, MOST).map(({ file, reason }) => `${file} (${reason})`);
  const rest = odd.length > MOST ? ` and ${odd.length - MOST} more (--json gives every reason)` : "";
  remark(
    `not read: ${skipped.length} other file${skipped.length === 1 ? "" : "s"}${odd.length > 0 ? `, of them ${reasons.join(", ")}${rest}` : ""}`,
  );
}

import type { Problem } from "../errors.ts";
import { noteAt } from "../finding.ts";

/** What follows the last whole record of a log: a live file ends in half a record, one of a crashed machine in zeros. */
export interface CutOff {
  /** Whole records before it. */
  records: number;
  /** Where it begins, bytes. */
  at: number;
}

/** That a log was read up to its last whole record. */
export function cutOffNote(file: string, { records, at }: CutOff): Problem {
  return noteAt(
    { file, line: records },
    "cut-off",
    `the file ends in half a record at byte ${at}: read up to record ${records}, the last whole one`,
    "nothing to do while the run still logs; else copy the file again from where it was logged",
  );
}

/** Whether nothing but zeros follows: space that was set aside and never written. */
export function isBlank(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < bytes.length; at++) if (bytes[at] !== 0) return false;
  return true;
}

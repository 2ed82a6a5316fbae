import { RunLogError } from "../errors.ts";

/** A record of a log of records that cannot be read. */
export function damagedRecord(file: string, number: number, at: number, why: string): RunLogError {
  return new RunLogError(
    { file, line: number },
    `Cannot read record ${number} at byte ${at}: ${why}`,
    `the file is damaged: copy it again; what comes before is whole (head -c ${at})`,
  );
}

/** A log of records of which none is there as a whole. */
export function noWholeRecord(file: string): RunLogError {
  return new RunLogError({ file }, "Cannot read runs: no record of the file is whole", "copy it again, or wait until the run has logged");
}

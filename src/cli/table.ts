/** Aligned tables and named facts of every report of the command line. */
export { facts, table } from "../textTable.ts";

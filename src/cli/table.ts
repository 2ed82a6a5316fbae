/** Aligned tables and named facts of every report of the command line. */
export { facts, table, tableOfKnown } from "../textTable.ts";

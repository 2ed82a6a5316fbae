/** Aligned tables and named facts of every report of the command line. */
export { facts, tableOfKnown as table } from "../textTable.ts";

import { fileURLToPath } from "node:url";

/** The fonts of the figures, found anew: a test of pictures must not take them from what it tests. */
export const fontFiles: readonly string[] = ["DejaVuSans", "DejaVuSans-Bold"].map((name) =>
  fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)),
);

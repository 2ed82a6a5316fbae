import { createRequire } from "node:module";

/** Where the deno that npm installed lies. */
export function denoPath(): string {
  // The package copies its binary into place when asked; npm may have been told to run no install script.
  const api = createRequire(import.meta.url)("deno/install_api.cjs") as { runInstall(): string };
  return api.runInstall();
}

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { IsolossError, RunLogError } from "../../src/errors.ts";
import type { ColumnMap } from "../../src/ingest/columns.ts";
import type { FolderFormat, Parsed } from "../../src/ingest/format.ts";
import { filesIn, root } from "../tree.ts";

/** Folder of the fixtures of one format, from the root. */
export const fixtures = (format: string): string => `test/fixtures/logs/${format}`;

export function bytesOf(path: string): Uint8Array {
  return new Uint8Array(readFileSync(join(root, path)));
}

/** What a folder format makes of a folder, as the loader asks it. */
export async function readFolder(format: FolderFormat, folder: string, map?: ColumnMap): Promise<Parsed[]> {
  const paths = filesIn(folder).map((path) => path.slice(folder.length + 1));
  const claims = format.claims(paths);
  return Promise.all(
    claims.map((claim) =>
      format.parse({
        root: folder,
        claim,
        file: claim.folder === "" ? folder : `${folder}/${claim.folder}`,
        read: async (path) => bytesOf(`${folder}/${path}`),
        beside: async () => [],
        ...(map && { map }),
      }),
    ),
  );
}

/** A refusal that a user can act on: what could not be done, and what to do. */
export async function refused(read: () => unknown, message: RegExp): Promise<void> {
  await assert.rejects(
    async () => read(),
    (error: RunLogError) => {
      assert.ok(error instanceof RunLogError, `${error}`);
      assert.match(error.message, message);
      assert.ok(error.hint);
      return true;
    },
  );
}

/** Reads what may be anything: a refusal is of ours, anything else thrown is a bug. */
export async function readsOrRefuses(read: () => unknown): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof IsolossError)) throw error;
  }
}

/** Seconds of fuzzing that were asked for by hand; a short time where none were. */
export const FUZZ_MS = 1000 * Number(process.env.ISOLOSS_FUZZ ?? 0.4);

import { access, chmod, constants, mkdir, open, readdir, realpath, rename, rm, stat, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { IsolossError, UsageError } from "../errors.ts";

/**
 * Writes a file whole or not at all: to a temporary name beside it, which then takes the file's place;
 * as `await writeWhole("fit.json", toJson(fitted), files)`.
 *
 * @param path where to; a link is followed, a device (as /dev/stdout) is written to as it is.
 * @param inputs files that were read, none of which may be overwritten.
 * @throws UsageError when the path is one of the inputs; IsolossError when it cannot be written.
 */
export async function writeWhole(path: string, content: string | Uint8Array, inputs: readonly string[] = []): Promise<void> {
  const target = await requireWritable(path, inputs);
  if (target.device) return writeFile(target.path, content);
  const temporary = join(dirname(target.path), `.${basename(target.path)}.${process.pid}.tmp`);
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (target.mode !== undefined) await chmod(temporary, target.mode);
    await rename(temporary, target.path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    const { code } = error as NodeJS.ErrnoException;
    // Folders of a system, as /proc, are there and are written to by nobody.
    const closed = code === "ENOENT" && (await stat(dirname(target.path)).catch(() => undefined)) !== undefined;
    throw cannotWrite(path, closed ? { ...(error as NodeJS.ErrnoException), code: "CLOSED" } : (error as NodeJS.ErrnoException));
  }
}

/** A file of a folder, by its path below it. */
export interface FileBelow {
  path: string;
  text: string;
}

/**
 * Writes a folder whole or not at all: beside its place, which it then takes; as `await writeFolder("logs", logFiles(runs, "jsonl"))`.
 *
 * @param path where to: a name that is free, or an empty folder.
 * @param files paths below it, with `/`.
 * @throws IsolossError when the folder holds something, or cannot be written; the signal's reason when interrupted.
 */
export async function writeFolder(path: string, files: readonly FileBelow[], signal?: AbortSignal): Promise<void> {
  await requireFreeFolder(path);
  const target = resolve(path);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await mkdir(temporary);
    for (const folder of new Set(files.map((file) => dirname(join(temporary, file.path))))) await mkdir(folder, { recursive: true });
    for (const file of files) {
      signal?.throwIfAborted();
      await writeFile(join(temporary, file.path), file.text, { flag: "wx" });
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw signal?.aborted ? error : cannotWrite(path, error as NodeJS.ErrnoException);
  }
}

/**
 * Makes sure, before any work is done for it, that a folder may be written.
 *
 * @throws as `writeFolder` does.
 */
export async function requireFreeFolder(path: string): Promise<void> {
  try {
    const there = await readdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (there && there.length > 0)
      throw new IsolossError(
        `Cannot write folder ${path}: it holds ${there.length} ${there.length === 1 ? "entry" : "entries"} already`,
        "name one that does not exist, or empty it first",
      );
    await access(dirname(resolve(path)), constants.W_OK);
  } catch (error) {
    throw error instanceof IsolossError ? error : cannotWrite(path, error as NodeJS.ErrnoException);
  }
}

interface Target {
  path: string;
  device: boolean;
  mode?: number;
}

/**
 * Makes sure, before any work is done for it, that a file may be written.
 *
 * @throws as `writeWhole` does.
 */
export async function requireWritable(path: string, inputs: readonly string[] = []): Promise<Target> {
  try {
    const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (!there) {
      await access(dirname(path), constants.W_OK);
      return { path, device: false };
    }
    if (there.isDirectory()) throw Object.assign(new Error("it is a folder"), { code: "EISDIR" });
    for (const input of inputs) {
      const read = await stat(input).catch(() => undefined);
      if (read && read.dev === there.dev && read.ino === there.ino)
        throw new UsageError(`Cannot write ${path}: it is one of the files that were read`, "choose another name for the output");
    }
    await access(path, constants.W_OK);
    return { path: await realpath(path), device: !there.isFile(), mode: there.mode & 0o777 };
  } catch (error) {
    throw error instanceof IsolossError ? error : cannotWrite(path, error as NodeJS.ErrnoException);
  }
}

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOENT: ["its folder does not exist", "make the folder first"],
  CLOSED: ["its folder takes no files", "choose a place where you may write"],
  ENOTDIR: ["a part of the path is a file, not a folder", "check the path"],
  EISDIR: ["it is a folder", "name a file in it"],
  EACCES: ["permission denied", "choose a place where you may write"],
  EPERM: ["permission denied", "choose a place where you may write"],
  EROFS: ["the disk can only be read", "choose a place where you may write"],
  ENOSPC: ["the disk is full", "make room, or choose another disk"],
  ENAMETOOLONG: ["the name is too long", "choose a shorter one"],
};

function cannotWrite(path: string, error: NodeJS.ErrnoException): IsolossError {
  const [reason, hint] = REASONS[error.code ?? ""] ?? [error.message, "check the path"];
  return new IsolossError(`Cannot write ${path}: ${reason}`, hint);
}

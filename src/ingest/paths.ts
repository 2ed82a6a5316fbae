import { grouped } from "../grouped.ts";

/** The last part of a path, whichever way its separators lean. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) as string;
}

/** The folder of a relative path with `/`; empty for one in the folder itself. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/** Paths by the folder that holds them. */
export function byFolder(paths: readonly string[]): Map<string, string[]> {
  return grouped(paths, folderOf);
}

/** Whether a path with `/` lies below a folder; everything does below the empty one. */
export function isBelow(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

/** A path below a folder, relative to it. */
export function relativeTo(path: string, folder: string): string {
  return folder === "" ? path : path.slice(folder.length + 1);
}

/** The name of a folder below another one: its path from there, or its own name where it is that one. */
export function folderName(root: string, folder: string): string {
  return folder === "" ? baseName(root.replace(/[\\/]+$/, "")) : folder;
}

/** A path below a folder, for messages. */
export function pathIn(root: string, path: string): string {
  return `${root.replace(/[\\/]+$/, "")}/${path}`;
}

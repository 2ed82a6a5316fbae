/** One name of the public API and the file of src that declares it. */
export interface Exported {
  name: string;
  /** Its name in that file. */
  declared: string;
  /** Below src, without its ending: `fit/fit`. */
  file: string;
}

/** What an index of re-exports names; `import` forms are none. */
export function exportsOf(index: string): Exported[] {
  return [...index.matchAll(/export\s+(?:type\s+)?\{([^}]*)\}\s+from\s+"\.\/([^"]+)\.ts"/g)].flatMap(([, names = "", file = ""]) =>
    names
      .split(",")
      .map((name) => name.trim().replace(/^type\s+/, ""))
      .filter(Boolean)
      .map((text) => {
        const [declared = "", name = declared] = text.split(/\s+as\s+/);
        return { name, declared, file };
      }),
  );
}

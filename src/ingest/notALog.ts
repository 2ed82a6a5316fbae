/** What files that lie about in the place of logs are, and what to do, by how they begin. */
const KINDS: readonly (readonly [is: (bytes: Uint8Array, text: string) => boolean, what: string, hint: string])[] = [
  [(bytes) => isUtf16(bytes), "text in UTF-16", "save it as UTF-8 (as iconv -f UTF-16 -t UTF-8 does)"],
  [
    (_, text) => text.startsWith("PK\u0003\u0004"),
    "an Excel workbook, or another zip archive",
    "export its sheet as CSV, or unpack the archive",
  ],
  [
    (_, text) => text.startsWith("version https://git-lfs.github.com/"),
    "a pointer of Git LFS, and not the file",
    "fetch it with git lfs pull",
  ],
  [
    (_, text) => /^\s*<(!doctype|html|\?xml)/i.test(text),
    "a page of HTML or XML",
    "a download may have given an error page: fetch it again",
  ],
];

/** What a file is that is no log, and what to do; undefined where it may be one. */
export function notALog(bytes: Uint8Array, text: string): readonly [what: string, hint: string] | undefined {
  const found = KINDS.find(([is]) => is(bytes, text));
  return found && [found[1], found[2]];
}

/** By its mark, or by letters of ASCII that are two bytes each. */
function isUtf16(bytes: Uint8Array): boolean {
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  const first = bytes.subarray(0, 64);
  const halves = [0, 1].map((half) => first.filter((byte, i) => i % 2 === half && byte === 0).length);
  return first.length >= 8 && halves.some((zeros, half) => zeros >= 0.45 * first.length && halves[1 - half] === 0);
}

import type { Compressors } from "hyparquet";

/**
 * Decompressors of pages that never write more than the page claims, wherever the runtime has bounded ones: those of a browser's only stop at the end.
 */
export async function decompressors(): Promise<Compressors> {
  const { compressors } = await import("hyparquet-compressors");
  const { decompress } = await import("fzstd");
  const zlib = await import("node:zlib").catch(() => undefined);
  return {
    ...compressors,
    ZSTD: (input, length) => decompress(input, new Uint8Array(length)),
    ...(zlib && {
      GZIP: (input, length) => new Uint8Array(zlib.unzipSync(input, { maxOutputLength: Math.max(length, 1) })),
      BROTLI: (input, length) => new Uint8Array(zlib.brotliDecompressSync(input, { maxOutputLength: Math.max(length, 1) })),
    }),
  };
}

/** The little of pdfkit that is used; the package's own types need a browser's. */
declare module "pdfkit" {
  import type { Readable } from "node:stream";

  interface Options {
    size: readonly [number, number];
    margin: number;
    info: Readonly<Record<string, string | Date>>;
    lang: string;
  }
  export default class PDFDocument extends Readable {
    constructor(options: Options);
    registerFont(name: string, file: string): this;
    end(): void;
  }
}

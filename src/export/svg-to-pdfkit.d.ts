/** The little of svg-to-pdfkit that is used; the package has no types of its own. */
declare module "svg-to-pdfkit" {
  interface Options {
    width: number;
    height: number;
    assumePt: boolean;
    fontCallback(family: string, bold: boolean, italic: boolean): string;
    warningCallback(message: string): void;
  }
  export default function draw(document: object, svg: string, x: number, y: number, options: Options): void;
}

import { RunLogError } from "../errors.ts";
import { asText } from "./asText.ts";
import { MOST_ROW, unread } from "./unread.ts";

/** A row as it lies in the bytes: the cell `j` is from `bounds[3j]` to `bounds[3j + 1]`, and `bounds[3j + 2]` says how it is written. */
export type OnCsvRow = (bytes: Uint8Array, bounds: Int32Array, cells: number, line: number) => void;

/** How a cell is written: as it is, in quotes, or in quotes with doubled quotes or line ends inside. */
export const PLAIN = 0;
export const QUOTED = 1;
export const ESCAPED = 2;

const [QUOTE, LF, CR, SPACE] = [0x22, 0x0a, 0x0d, 0x20];

/**
 * Finds the rows and cells of delimited text in UTF-8 that comes in pieces, as RFC 4180 and its readers have them: quotes around cells, doubled
 * quotes inside, line ends of any kind, also inside quotes. A scanner of our own, since the fast libraries merge rows of unequal width in silence and the
 * careful ones take longer to split a log than all of its reading does here.
 *
 * @returns `push` takes the next bytes, `end` the end of the text.
 * @throws RunLogError with the line for an unclosed or malformed quote, a row without end, and what is no UTF-8.
 */
export function scanCsv(file: string, delimiter: number, onRow: OnCsvRow): { push: (bytes: Uint8Array) => void; end: () => void } {
  const left = unread();
  let line = 1;
  let bounds = new Int32Array(3 * 64);

  const refuse = (message: string): never => {
    throw new RunLogError({ file, line }, message, 'close the quote; a quote inside a quoted cell is written ""');
  };

  /** Hands on the rows that end in `bytes`; returns where the one that does not begins. */
  const scan = (bytes: Uint8Array, final: boolean): number => {
    const end = bytes.length;
    let begin = 0;
    while (begin < end) {
      let at = begin;
      let cells = 0;
      let lines = 0;
      let high = 0;
      let ended = false;
      while (!ended) {
        if (3 * cells + 3 > bounds.length) bounds = widened(bounds);
        let from = at;
        let to = at;
        let kind = PLAIN;
        if (at < end && bytes[at] === QUOTE) {
          kind = QUOTED;
          from = ++at;
          for (;;) {
            while (at < end && bytes[at] !== QUOTE) {
              const c = bytes[at++] as number;
              high |= c;
              if (c === LF || c === CR) {
                kind = ESCAPED;
                if (c === LF ? bytes[at - 2] !== CR : true) lines++;
              }
            }
            if (at >= end) {
              if (!final) return begin;
              refuse("Cannot read the row: a quoted cell is never closed");
            }
            to = at++;
            if (at >= end || bytes[at] !== QUOTE) break;
            kind = ESCAPED;
            at++;
          }
          while (at < end && bytes[at] === SPACE && delimiter !== SPACE) at++;
          if (at < end && bytes[at] !== delimiter && bytes[at] !== LF && bytes[at] !== CR)
            refuse("Cannot read the row: a quoted cell goes on after its closing quote");
        } else {
          while (at < end) {
            const c = bytes[at] as number;
            if (c === delimiter || c === LF || c === CR) break;
            high |= c;
            at++;
          }
          to = at;
        }
        // The end of a piece may be the end of a cell, the middle of a line end or of a doubled quote.
        if (!final && (at >= end || (bytes[at] === CR && at + 1 >= end))) return begin;
        const o = 3 * cells++;
        bounds[o] = from;
        bounds[o + 1] = to;
        bounds[o + 2] = kind;
        if (at < end && bytes[at] === delimiter) at++;
        else ended = true;
      }
      if (high & 0x80) asText(file, bytes.subarray(begin, at), line);
      onRow(bytes, bounds, cells, line);
      line += lines + 1;
      begin = at + (bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1);
    }
    return begin;
  };

  return {
    push: (bytes) => {
      const whole = left.with(bytes);
      if (whole) left.keep(whole, scan(whole, false));
      if (left.size() > MOST_ROW)
        throw new RunLogError(
          { file, line },
          `Cannot read the row: it goes on for more than ${MOST_ROW / 2 ** 20} MiB`,
          "a quote that is never closed makes one row of all that follows; else this is no log",
        );
    },
    end: () => void scan(left.rest(), true),
  };
}

const UTF8 = new TextDecoder();

export function decodeText(bytes: Uint8Array): string {
  return UTF8.decode(bytes);
}

/** The text of a cell as it is meant. */
export function cellText(bytes: Uint8Array, from: number, to: number, kind: number): string {
  const text = decodeText(bytes.subarray(from, to));
  return kind === ESCAPED ? text.replaceAll('""', '"').replace(/\r\n?/g, "\n") : text;
}

function widened(bounds: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(2 * bounds.length);
  wider.set(bounds);
  return wider;
}

import type { ColumnMetaData, Compressors, FileMetaData, PageHeader, SchemaTree } from "hyparquet";
import { checkDeltas } from "./deltas.ts";
import { checkRuns } from "./runs.ts";
import { structureEnd } from "./thrift.ts";

/** Rows and cells beyond these do not fit in memory as rows. */
const MOST_ROWS = 2e7;
const MOST_CELLS = 5e7;
const MOST_COLUMNS = 10_000;
const MOST_GROUPS = 10_000;
/** Bytes that a page, and all pages, may unpack to. */
const MOST_PAGE = 128 * 2 ** 20;
const MOST_BYTES = 2 ** 30;
const LONGEST_VALUE = 2 ** 16;

/** `PAR1`, at both ends of the file; before the last the metadata and their length. */
const MARK = 4;
const FOOTER = 8;

/**
 * The metadata of a Parquet file, when nothing in it claims more than the file can hold: sizes, counts, and the runs in every page are checked before
 * anything is built of them.
 *
 * @throws Error that says why, for the caller to name the file.
 */
export async function checkedMetadata(bytes: Uint8Array, compressors: Compressors): Promise<FileMetaData> {
  const { parquetMetadata, parquetSchema } = await import("hyparquet");
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - FOOTER, true);
  const end = bytes.length - FOOTER - size;
  if (end < MARK) throw new Error(`its metadata claim ${size} bytes`);
  if (structureEnd(bytes.subarray(0, bytes.length - FOOTER), end) > bytes.length - FOOTER) throw new Error("its metadata are cut off");
  const metadata = parquetMetadata(bytes, { geoparquet: false });
  checkCounts(metadata);
  const tree = parquetSchema(metadata);
  const chunks = metadata.row_groups.flatMap((group) => group.columns);
  let cells = 0;
  let unpacked = 0;
  for (const { meta_data: column, file_path } of chunks) {
    if (!column) throw new Error("a column has no metadata: encrypted files are not read");
    if (file_path) throw new Error("its columns are in other files");
    cells += Number(column.num_values);
    unpacked += Number(column.total_uncompressed_size);
    if (!(cells <= MOST_CELLS)) throw new Error(`it claims more than ${MOST_CELLS} values`);
    if (!(unpacked <= MOST_BYTES)) throw new Error(`it claims to unpack to more than ${MOST_BYTES / 2 ** 20} MiB`);
    await checkPages(bytes, end, column, await levelsOf(tree, column), compressors);
  }
  return metadata;
}

function checkCounts({ num_rows, row_groups, schema }: FileMetaData): void {
  const rows = Number(num_rows);
  if (!(rows >= 0 && rows <= MOST_ROWS)) throw new Error(`it claims ${rows} rows, at most ${MOST_ROWS} are read`);
  const inGroups = row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (inGroups !== rows || row_groups.some((group) => group.num_rows < 0))
    throw new Error(`it claims ${rows} rows, and its groups have ${inGroups}`);
  if (row_groups.length > MOST_GROUPS) throw new Error(`its rows are in more than ${MOST_GROUPS} groups`);
  if (schema.length > MOST_COLUMNS) throw new Error(`it has more than ${MOST_COLUMNS} columns`);
  if (schema.some(({ type_length = 0 }) => type_length < 0 || type_length > LONGEST_VALUE))
    throw new Error(`a column has values of more than ${LONGEST_VALUE} bytes`);
}

interface Levels {
  repetition: number;
  definition: number;
}

async function levelsOf(tree: SchemaTree, { path_in_schema }: ColumnMetaData): Promise<Levels> {
  const { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } = await import("hyparquet/src/schema.js");
  const path = getTreePath(tree, path_in_schema);
  return { repetition: getMaxRepetitionLevel(path), definition: getMaxDefinitionLevel(path) };
}

/** @param most where the pages of a file end, bytes. */
async function checkPages(
  bytes: Uint8Array,
  most: number,
  column: ColumnMetaData,
  levels: Levels,
  compressors: Compressors,
): Promise<void> {
  const { parquetHeader } = await import("hyparquet/src/column.js");
  let at = Number(column.dictionary_page_offset || column.data_page_offset);
  const end = at + Number(column.total_compressed_size);
  if (!(at >= MARK && end >= at && end <= most)) throw new Error(`column ${column.path_in_schema.join(".")} claims bytes ${at} to ${end}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let values = 0;
  // As long as the library reads on: a last byte is no page.
  while (at < end - 1) {
    const from = structureEnd(bytes.subarray(0, end), at);
    const header = parquetHeader({ view, offset: at });
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header;
    if (!(packed >= 0 && packed <= end - from)) throw new Error(`a page claims ${packed} bytes`);
    if (!(unpacked >= 0 && unpacked <= MOST_PAGE)) throw new Error(`a page claims to unpack to ${unpacked} bytes`);
    const count = countOf(header);
    if (header.type !== "DICTIONARY_PAGE") values += count;
    if (!(count >= 0 && values <= Number(column.num_values))) throw new Error("its pages have more values than they claim");
    const content = bytes.subarray(from, from + packed);
    if (header.type === "DICTIONARY_PAGE") {
      if (!(count <= 8 * unpacked)) throw new Error(`a dictionary claims ${count} values`);
    } else await checkPage(content, header, column, levels, compressors);
    at = from + packed;
  }
}

function countOf({ data_page_header, data_page_header_v2, dictionary_page_header, type }: PageHeader): number {
  const header = { DATA_PAGE: data_page_header, DATA_PAGE_V2: data_page_header_v2, DICTIONARY_PAGE: dictionary_page_header }[
    `${type}` as string as "DATA_PAGE"
  ];
  if (!header) throw new Error(`a page of type ${type} is not read`);
  return header.num_values;
}

/** The levels of a page, which tell what is absent and where lists begin, and its values. */
async function checkPage(
  content: Uint8Array,
  header: PageHeader,
  column: ColumnMetaData,
  levels: Levels,
  compressors: Compressors,
): Promise<void> {
  const { decompressPage } = await import("hyparquet/src/datapage.js");
  const { data_page_header: first, data_page_header_v2: second, uncompressed_page_size: unpacked } = header;
  const { repetition, definition } = levels;
  if (second) {
    const { repetition_levels_byte_length: upTo, definition_levels_byte_length: more, num_values: count } = second;
    if (!(upTo >= 0 && more >= 0 && upTo + more <= content.length && upTo + more <= unpacked))
      throw new Error(`the levels of a page claim ${upTo + more} bytes`);
    if (!(second.num_nulls >= 0 && second.num_nulls <= count)) throw new Error(`a page claims ${second.num_nulls} absent values`);
    checkRuns(content, 0, upTo, widthOf(repetition), count);
    checkRuns(content, upTo, upTo + more, widthOf(definition), count);
    const packed = content.subarray(upTo + more);
    const values = second.is_compressed === false ? packed : decompressPage(packed, unpacked - upTo - more, column.codec, compressors);
    await checkValues(values, `${second.encoding}`, count, async () => count - second.num_nulls);
  } else if (first) {
    const page = decompressPage(content, unpacked, column.codec, compressors);
    const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
    let [from, at] = [0, 0];
    for (const level of [repetition, definition]) {
      if (level === 0) continue;
      from = at + 4;
      at = from + view.getUint32(at, true);
      checkRuns(page, from, Math.min(at, page.length), widthOf(level), first.num_values);
    }
    const present = (): Promise<number> => presentIn(page.subarray(from, at), definition, first.num_values);
    await checkValues(page.subarray(at), `${first.encoding}`, first.num_values, present);
  }
}

const widthOf = (level: number): number => 32 - Math.clz32(level);

/** Values that are encoded so that few bytes may claim many. */
async function checkValues(values: Uint8Array, encoding: string, count: number, present: () => Promise<number>): Promise<void> {
  if (encoding.endsWith("DICTIONARY") && values.length > 0) checkRuns(values, 1, values.length, values[0] as number, count);
  else if (encoding === "RLE") checkRuns(values, 4, values.length, 1, count);
  else if (encoding.startsWith("DELTA_") && values.length > 0) await checkDeltas(values, encoding, await present(), MOST_PAGE);
}

/** How many values of a page are there: those whose level is the highest. */
async function presentIn(levels: Uint8Array, highest: number, count: number): Promise<number> {
  if (highest === 0) return count;
  const { readRleBitPackedHybrid } = await import("hyparquet/src/encoding.js");
  const found: number[] = new Array(count);
  readRleBitPackedHybrid(
    { view: new DataView(levels.buffer, levels.byteOffset, levels.byteLength), offset: 0 },
    widthOf(highest),
    found,
    levels.length,
  );
  return found.filter((level) => level === highest).length;
}

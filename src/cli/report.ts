import { command } from "./command.ts";
import { json, selection } from "./options.ts";
import { remark, say } from "./print.ts";

const { checkpoint: _checkpoint, ...kept } = selection;

export const reportCommand = command({
  command: "report <path..>",
  describe: "One page on a set of logs: data, fits, limits, comparisons, figures, and sliders that move a law's prediction",
  positionals: { path: { type: "string", array: true, demandOption: true, describe: "Logs, or folders of them" } },
  options: {
    ...kept,
    out: { type: "string", alias: "o", describe: "The page: report.html" },
    title: { type: "string", describe: "Of the page" },
    bootstrap: { type: "number", default: 300, describe: "Refits for the intervals; 0 for none" },
    seed: { type: "number", default: 0, describe: "Of starts and refits" },
    ...json,
  },
  examples: [
    ["report runs/ -o report.html", "a page that works without a network"],
    ['report runs/ --where family=ar --title "Our sweep" -o report.html', "of some of the runs"],
  ],
  run: async (given, signal) => {
    const { reportPage, requireWritable, toJson, UsageError, writeWhole } = await import("../index.ts");
    const { requireDraws } = await import("./given.ts");
    const { reportOf } = await import("./report/gather.ts");
    const { out } = given;
    if (out === undefined || !/\.html?$/i.test(out))
      throw new UsageError(
        `Cannot write a report${out === undefined ? ": no page is named" : ` as ${out}: it is a page`}`,
        "as -o report.html",
      );
    // A wrong option is said before a long read.
    requireDraws(given);
    await requireWritable(out);
    const { report, files } = await reportOf(given.path, given, signal);
    const page = await reportPage(report);
    signal.throwIfAborted();
    await writeWhole(out, page, files);
    const sections = report.sections.map(({ id, title }) => ({ id, title }));
    if (given.json) say(toJson({ files: [out], bytes: Buffer.byteLength(page), sections }));
    else {
      say(out);
      remark(`${Math.ceil(Buffer.byteLength(page) / 1000)} kB, complete in itself: open it in a browser, or send it`);
    }
  },
});

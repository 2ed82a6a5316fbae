import type { FormatCase } from "./case.ts";

export const jsonl: FormatCase = {
  format: "jsonl",
  fixtures: [
    { path: "jsonl/run.jsonl", runs: [{ run: "run", evaluations: 5, first: [10, 10_000, 4.69428], last: [50, 50_000, 4.02161] }] },
  ],
  refused: [
    { title: "half a line", content: '{"step":1,"loss":4}\n{"step":2,"lo', message: /Cannot read JSON/, line: 2 },
    { title: "a line that is no object", content: '{"step":1,"loss":4}\n7\n', message: /expected a JSON object/, line: 2 },
    {
      title: "a hostile depth",
      content: `{"loss":4,"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
      message: /it nests too deep/,
      line: 1,
    },
  ],
};

import { type FormatCase, fixtureBytes } from "./case.ts";

const one = (k: number, first: number, last: number): FormatCase["fixtures"][number]["runs"][number] => ({
  run: `run-${k}`,
  setup: { params: (k + 1) * 3e7, uniqueTokens: 2_048_000 },
  evaluations: 6,
  first: [undefined, 0, first],
  last: [undefined, 4_096_000, last],
});

export const parquet: FormatCase = {
  format: "parquet",
  fixtures: [
    {
      path: "parquet/arrow-zstd.parquet",
      runs: [
        one(0, 4.364911064067352, 3.2258633551055107),
        one(1, 4.314911064067352, 3.1758633551055104),
        one(2, 4.298244397400685, 3.159196688438844),
      ],
    },
  ],
  refused: [
    { title: "a file that is cut off", content: fixtureBytes("parquet/arrow-zstd.parquet").slice(0, -10), message: /ends too early/ },
  ],
};

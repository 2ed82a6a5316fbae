import { type FormatCase, fixtureBytes } from "./case.ts";

const setup = { recipe: "standard", uniqueTokens: 2_048_000, weightDecay: 0.1 } as const;

export const mlflowDatabase: FormatCase = {
  format: "mlflow-sqlite",
  fixtures: [
    {
      path: "mlflow/mlflow.db",
      runs: [
        {
          run: "finished",
          setup: { ...setup, params: 124e6, complete: true },
          evaluations: 6,
          first: [0, 0, 4.264911064067352],
          last: [1000, 4_096_000, 3.1258633551055106],
        },
        {
          run: "failed",
          setup: { ...setup, params: 3e7, complete: false },
          evaluations: 3,
          first: [0, 0, 4.264911064067352],
          last: [400, 1_638_400, 3.197545919329918],
        },
        {
          run: "running",
          setup: { ...setup, params: 3e7, complete: false },
          evaluations: 2,
          first: [0, 0, 4.264911064067352],
          last: [200, 819_200, 3.2760262237369417],
        },
      ],
      problems: ["deleted-run"],
    },
  ],
  refused: [
    { title: "a file that is cut off", content: fixtureBytes("mlflow/mlflow.db").slice(0, 20_000), message: /Cannot read the database/ },
  ],
};

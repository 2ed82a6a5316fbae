import {
  asymptote,
  bootstrap,
  crossovers,
  effectiveTokens,
  type Fit,
  figures,
  findLaw,
  fit,
  loadRuns,
  observations,
  predict,
  svg,
  VERSION,
  withIntervals,
} from "../../src/index.ts";

// One piece of work through the public API, printed as JSON: Node runs it compiled and Deno as it is written, both from the repository's root.

const { runs, files, problems } = await loadRuns(["runs/kjv-tiny"]);
const standard = ["recipe=standard", "weight_decay=0.1", "unique_tokens=51200"];
const members = observations(runs, { where: ["recipe=ensemble", "params=104780"] }).observations;
const repeated = observations(runs, { where: ["family=ar", "recipe=standard", "weight_decay=0.1", "tokens>=100000"] }).observations;
const drawn = async (bare: Fit): Promise<Fit> => withIntervals(bare, await bootstrap(bare, { replicates: 100 }));
const ensemble = await drawn(fit(findLaw("power", { in: "members" }), members));
const constrained = await drawn(fit(findLaw("data-constrained"), repeated, { starts: 16 }));
const ensembles = figures.find(({ id }) => id === "ensembles");
const spec = ensembles?.draw({ observations: members, fits: [ensemble] });

const told = ({ estimates, intervals, status, objective, diagnostics, data }: Fit): object => ({
  estimates,
  intervals,
  status,
  objective,
  diagnostics,
  data,
});

console.log(
  JSON.stringify({
    version: VERSION,
    runs: runs.length,
    files: files.length,
    problems,
    ensemble: told(ensemble),
    limit: asymptote(ensemble),
    constrained: told(constrained),
    effective: effectiveTokens(constrained, { N: 271674, U: 51200, epochs: 16 }),
    prediction: predict(ensemble, [{ K: 8 }]),
    crossings: crossovers(observations(runs, { where: standard }).observations, { along: "epochs" }),
    spec,
    picture: spec && (await svg(spec)).length > 1000,
  }),
);

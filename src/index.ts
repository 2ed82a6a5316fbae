export { type Allocation, allocate, type Budget, bestSplit, type Split } from "./analyze/allocate.ts";
export { approachesDisagree } from "./analyze/approachesDisagree.ts";
export { type Asymptote, asymptote, type Lowest, lowest } from "./analyze/asymptote.ts";
export { type Audit, type AuditOptions, audit } from "./analyze/audit.ts";
export type { LeftOut } from "./analyze/candidate.ts";
export { type CompareOptions, type Comparison, compareLaws } from "./analyze/compareLaws.ts";
export { type BudgetOptions, type ComputeBudget, computeBudgets } from "./analyze/computeBudgets.ts";
export { type ComputeOptimalOptions, computeOptimal } from "./analyze/computeOptimal.ts";
export { criteriaDisagree } from "./analyze/criteriaDisagree.ts";
export { criticalCompute, crossingCompute, type Irreducible } from "./analyze/criticalCompute.ts";
export { type Crossover, observedCrossover, type Series } from "./analyze/crossover.ts";
export { type DeltaStep, type DeltaSweep, deltaSweep } from "./analyze/deltaSweep.ts";
export { effectiveTokens, halfLife } from "./analyze/effectiveTokens.ts";
export { type Envelope, type EnvelopeOptions, type EnvelopePoint, envelope } from "./analyze/envelope.ts";
export { AXES, type Axis, type Fold, requireAxis } from "./analyze/expandingFolds.ts";
export { extrapolationFindings } from "./analyze/extrapolationFindings.ts";
export type { Frontier } from "./analyze/frontier.ts";
export type { Gaussian } from "./analyze/gaussian.ts";
export type { Headline } from "./analyze/headline.ts";
export { type Influence, type InfluenceStep, influence, type WorstRun } from "./analyze/influence.ts";
export { type Isoflop, type IsoflopBudget, type IsoflopOptions, isoflop } from "./analyze/isoflop.ts";
export { type GroupStep, type GroupsLeftOut, leaveGroupsOut } from "./analyze/leaveGroupsOut.ts";
export { type NewRunNoise, newRunNoise } from "./analyze/newRun.ts";
export type { Difference } from "./analyze/pairedDifference.ts";
export { type PowerLaw, powerLaw } from "./analyze/powerLaw.ts";
export { extrapolation, type Prediction, type PredictOptions, predict } from "./analyze/predict.ts";
export { completed, type Estimate, estimate, type Point, type Predictor, predictorOf, predictors } from "./analyze/predictor.ts";
export type { Refitted } from "./analyze/refitted.ts";
export { type RoundingEffect, type RoundingOptions, roundingEffect } from "./analyze/roundingEffect.ts";
export { type Score, score } from "./analyze/score.ts";
export type { Compared, HeldOut } from "./analyze/triedLaw.ts";
export { FormulaError, IsolossError, type Problem, place, RunLogError, type Source, UsageError } from "./errors.ts";
export { FIGURE_ENDINGS, saveFigure, specText } from "./export/saveFigure.ts";
export { svg } from "./export/svg.ts";
export { requireWritable, writeWhole } from "./export/write.ts";
export { CHECKS, type Check, type CheckStage, OTHER_FINDINGS } from "./fit/checks.ts";
export { checksPage } from "./fit/checksPage.ts";
export type { Conditioning } from "./fit/conditioning.ts";
export { confirm } from "./fit/confirm.ts";
export { type BootstrapOptions, bootstrap } from "./fit/draws.ts";
export { DEFAULTS, fit } from "./fit/fit.ts";
export { type IntervalKindsOptions, withIntervalKinds } from "./fit/intervalKinds.ts";
export { percentile, withIntervals } from "./fit/intervals.ts";
export { fitsFromJson, summary, toJson } from "./fit/json.ts";
export type { Search } from "./fit/newton.ts";
export { type Model, type Prepared, problem, type Unknown } from "./fit/problem.ts";
export { type Profile, type ProfilePoint, profile, withProfiles } from "./fit/profile.ts";
export { type Residual, residuals } from "./fit/residuals.ts";
export type { ResidualTests, ResidualTrend } from "./fit/residualTests.ts";
export { search } from "./fit/search.ts";
export { THRESHOLDS } from "./fit/thresholds.ts";
export type {
  Census,
  Confirmation,
  Diagnostic,
  Draws,
  Fit,
  FitOptions,
  Interval,
  IntervalKind,
  IntervalKinds,
  Severity,
  Status,
} from "./fit/types.ts";
export { interpret } from "./formula/interpret.ts";
export { type Bound, compile, type Kernel, type KernelSpec, type Variable } from "./formula/kernel.ts";
export { limit } from "./formula/limit.ts";
export { type Formula, parse } from "./formula/parse.ts";
export { linearParameters } from "./formula/terms.ts";
export { tex } from "./formula/tex.ts";
export { text } from "./formula/text.ts";
export type { ColumnMap } from "./ingest/columns.ts";
export { type Loaded, type LoadOptions, loadRuns } from "./ingest/load.ts";
export { defineLaw, heldIn, isOpen, lawIn } from "./laws/define.ts";
export { findLaw, formulaLaw } from "./laws/find.ts";
export { laws } from "./laws/index.ts";
export type { Example, Law, Parameter, PublishedSet, Response } from "./laws/law.ts";
export { lawsTable } from "./laws/lawsTable.ts";
export { risesWith } from "./laws/risesWith.ts";
export { extent } from "./numeric/extent.ts";
export { type Random, random } from "./numeric/random.ts";
export type { FigureData, FigureKind, FigureSpec, FitWanted } from "./plot/figure.ts";
export { figures } from "./plot/index.ts";
export { QUANTITIES, type Quantity, type QuantityName, quantity } from "./quantities.ts";
export { type Claim, type Reproduction, type Topic, UNEXPLAINED } from "./reproduce/claim.ts";
export { topics as reproductions } from "./reproduce/index.ts";
export { type ReproduceOptions, reproduce } from "./reproduce/reproduce.ts";
export { type DataSource, SOURCES as PUBLISHED_DATA } from "./reproduce/sources.ts";
export type { Checkpoint, Family, Field, LossKind, LossPoint, Observation, Recipe, Run, Setup, Stage, TokenOrder } from "./run.ts";
export { simulate } from "./simulate/simulate.ts";
export { bestOver } from "./table/bestOver.ts";
export { columnsOf, field, requireColumn } from "./table/column.ts";
export { type Frame, fromFrame, toFrame } from "./table/frame.ts";
export { type Group, groupBy } from "./table/groupBy.ts";
export { nearLowest } from "./table/nearLowest.ts";
export { observations, type Table, type TableOptions } from "./table/observations.ts";
export { type ReplicateNoise, replicateNoise } from "./table/replicates.ts";
export { type Repetition, repetitions, sizes } from "./table/rise.ts";
export { numberOf, where } from "./table/where.ts";
export { VERSION } from "./version.ts";
export { didYouMean, suggestion } from "./words.ts";

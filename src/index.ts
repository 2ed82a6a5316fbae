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
export { type Crossover, type CrossoverOptions, observedCrossover, type Series, type Side, type Spread } from "./analyze/crossover.ts";
export { type DeltaStep, type DeltaSweep, deltaSweep } from "./analyze/deltaSweep.ts";
export { effectiveTokens, halfLife } from "./analyze/effectiveTokens.ts";
export { type Envelope, type EnvelopeOptions, type EnvelopePoint, envelope } from "./analyze/envelope.ts";
export { AXES, type Axis, type Fold, requireAxis } from "./analyze/expandingFolds.ts";
export { extrapolationFindings } from "./analyze/extrapolationFindings.ts";
export { freshTokens, marginalValue, type Repeated, repeatsAtValue } from "./analyze/freshTokens.ts";
export type { Frontier } from "./analyze/frontier.ts";
export type { Gaussian } from "./analyze/gaussian.ts";
export type { Headline } from "./analyze/headline.ts";
export { type Influence, type InfluenceStep, influence, type WorstRun } from "./analyze/influence.ts";
export { type Isoflop, type IsoflopBudget, type IsoflopOptions, isoflop } from "./analyze/isoflop.ts";
export { type GroupStep, type GroupsLeftOut, leaveGroupsOut } from "./analyze/leaveGroupsOut.ts";
export { type NewRunNoise, newRunNoise } from "./analyze/newRun.ts";
export type { Difference } from "./analyze/pairedDifference.ts";
export { type Power, type PowerOptions, type PowerStep, powerAnalysis, type Wanted } from "./analyze/power/powerAnalysis.ts";
export { type Share, shareOf } from "./analyze/power/share.ts";
export type { Truth } from "./analyze/power/simulatedFits.ts";
export { reachOf, type Tolerance } from "./analyze/power/tolerance.ts";
export { type PowerLaw, powerLaw } from "./analyze/powerLaw.ts";
export { extrapolation, type Prediction, type PredictOptions, predict } from "./analyze/predict.ts";
export { completed, type Estimate, estimate, type Point, type Predictor, predictorOf, predictors } from "./analyze/predictor.ts";
export type { AccuracyColumns, AccuracyUnit, TaskAccuracy } from "./analyze/recipes/accuracy.ts";
export { type Bowl, bowlOf } from "./analyze/recipes/bowl.ts";
export { bowlLaw } from "./analyze/recipes/bowlLaw.ts";
export { type BowlTrend, bowlTrend } from "./analyze/recipes/bowlTrend.ts";
export { type Certificate, type CertificateOptions, type CertifiedCell, certificate } from "./analyze/recipes/certificate.ts";
export { type ChosenByLimit, chooseByLimit, type EnsembleGroup } from "./analyze/recipes/chooseByLimit.ts";
export {
  type Baseline,
  type ComparedLoss,
  type DataEfficiency,
  dataEfficiency,
  type EfficiencyComparison,
  type EfficiencyOptions,
  type LossOrigin,
} from "./analyze/recipes/dataEfficiency.ts";
export { type DataPoint, limitPoint, measuredPoint } from "./analyze/recipes/dataPoint.ts";
export { type DataScaling, dataScaling } from "./analyze/recipes/dataScaling.ts";
export {
  type Distillation,
  type DistillationOptions,
  distillation,
  type SeedNoise,
  type Seen,
  type Student,
} from "./analyze/recipes/distillation.ts";
export {
  type Choice,
  type DistillationShare,
  distillationShare,
  type ShareInputs,
  type ShareNoise,
  type ShareOfChoices,
} from "./analyze/recipes/distillationShare.ts";
export { type Downstream, type DownstreamOptions, type DownstreamTable, downstream } from "./analyze/recipes/downstream.ts";
export { bestAccuracy, type DownstreamGain, downstreamGain } from "./analyze/recipes/downstreamGain.ts";
export { type JointLimit, type JointLimitOptions, jointLimit, type SizeOfMembers } from "./analyze/recipes/jointLimit.ts";
export { isLimitKnown, limitUnknown } from "./analyze/recipes/knownLimit.ts";
export { type LimitSpec, limitOver } from "./analyze/recipes/limitOver.ts";
export {
  type HeldOutCheck,
  type HeldOutPoint,
  type LeaveOneOut,
  type LeftOne,
  LIMIT_DRAWS,
  type Limit,
  type LimitOptions,
  type SmallerFit,
} from "./analyze/recipes/limits.ts";
export { type MemberLimit, type MemberLimitOptions, memberLimit } from "./analyze/recipes/memberLimit.ts";
export { type MemberLosses, memberLosses } from "./analyze/recipes/memberLosses.ts";
export type { MemberSetting, MemberSettings } from "./analyze/recipes/memberSettings.ts";
export { membersForWithin } from "./analyze/recipes/membersForWithin.ts";
export {
  type BetterWay,
  type Crossing,
  type EqualTotal,
  type MembersOrSize,
  membersOrSize,
  type Way,
} from "./analyze/recipes/membersOrSize.ts";
export type { Grid, Neighbour } from "./analyze/recipes/neighbours.ts";
export {
  type HyperparameterOptions,
  type OptimalHyperparameter,
  optimalHyperparameter,
  type Trends,
} from "./analyze/recipes/optimalHyperparameter.ts";
export type { AccuracyWanted, RecipeGain, RecipesDownstream } from "./analyze/recipes/recipeAccuracy.ts";
export type { BaselineHere, RecipeEfficiency } from "./analyze/recipes/recipeEfficiency.ts";
export type { MembersWanted, SizeByLimit } from "./analyze/recipes/recipeEnsembles.ts";
export type { LimitKind, MeasuredMinimum, RecipeLimit } from "./analyze/recipes/recipeLimits.ts";
export type { ReachedLoss, RecipeApart, WithheldLimit } from "./analyze/recipes/recipeReached.ts";
export { type Recipes, type RecipesAt, type RecipesOptions, recipes } from "./analyze/recipes/recipes.ts";
export type { RecipeTuning, SingleRecipe } from "./analyze/recipes/recipeTuning.ts";
export { redrawn, type StageSpread, stageSpread, withMisfit } from "./analyze/recipes/redrawn.ts";
export type { Refused } from "./analyze/recipes/refused.ts";
export { type SeedLimit, seedLimits, type VariedSeed } from "./analyze/recipes/seedLimits.ts";
export type { Setting } from "./analyze/recipes/setting.ts";
export { type SizeLimits, sizeLimit, sizeLimits, withoutEmbeddings } from "./analyze/recipes/sizeLimit.ts";
export {
  MATCHED_OR_BETTER,
  type MatchedOrBetter,
  matchedOrBetter,
  type StageComparison,
  type StagePoint,
  type StagesOptions,
  stages,
} from "./analyze/recipes/stages.ts";
export { type GridMultiple, STANDARD_WEIGHT_DECAY, timesStandardPractice } from "./analyze/recipes/timesStandardPractice.ts";
export type { Refitted } from "./analyze/refitted.ts";
export { type RoundingEffect, type RoundingOptions, roundingEffect } from "./analyze/roundingEffect.ts";
export { type Score, score } from "./analyze/score.ts";
export type { Compared, HeldOut } from "./analyze/triedLaw.ts";
export { VERSUS_AXES, type VersusAxis } from "./analyze/versus/axis.ts";
export { type BaseScore, type BaseTransport, baseTransport } from "./analyze/versus/baseTransport.ts";
export type { BestSetting } from "./analyze/versus/bestSettings.ts";
export { type CheckpointGap, checkpointGaps } from "./analyze/versus/checkpointGaps.ts";
export {
  type Assumption,
  type Comparability,
  type ComparabilityOptions,
  type ComparedSide,
  comparability,
} from "./analyze/versus/comparability.ts";
export { type ComputeConvention, computeConvention } from "./analyze/versus/computeConvention.ts";
export { type Confounders, type ConfoundersOptions, confounders, type Regularisation } from "./analyze/versus/confounders.ts";
export type { ComparedSettings, ConfoundersAt, SharedSetting } from "./analyze/versus/confoundersAt.ts";
export { type ConstantRepeats, constantRepeats, type RepeatsAtLevel } from "./analyze/versus/constantRepeats.ts";
export type { Lattice, Segment } from "./analyze/versus/contours.ts";
export {
  type CriticalComputeCurve,
  type CriticalComputeOptions,
  type CriticalLine,
  type CriticalPoint,
  type CriticalSensitivity,
  criticalComputeCurve,
  criticalComputeSensitivity,
  criticalLine,
} from "./analyze/versus/criticalComputeCurve.ts";
export { criticalComputeMeasured, type MeasuredCritical } from "./analyze/versus/criticalComputeMeasured.ts";
export { type CurveCrossover, type CurveCrossoverOptions, crossoverOfCurves } from "./analyze/versus/crossoverOfCurves.ts";
export { crossoverOfLaws, type LawCrossover } from "./analyze/versus/crossoverOfLaws.ts";
export {
  type BestPlace,
  type CrossoverGroup,
  type Crossovers,
  type CrossoversOptions,
  crossovers,
  type MeasuredCrossover,
} from "./analyze/versus/crossovers.ts";
export type { Disagreement } from "./analyze/versus/disagreement.ts";
export { type BestRun, type EqualAnswer, type EqualBudget, type EqualPlace, equalBudgets } from "./analyze/versus/equalBudgets.ts";
export type { EqualityTest } from "./analyze/versus/equality.ts";
export { partOf } from "./analyze/versus/families.ts";
export { type FixedDataFrontier, type FrontierPoint, frontier } from "./analyze/versus/frontier.ts";
export { type HalfLives, halfLives, type RepeatsAt } from "./analyze/versus/halfLives.ts";
export { inferenceFlops } from "./analyze/versus/inferenceFlops.ts";
export { type Contour, type IsoLoss, isoLoss, type MeasuredCell } from "./analyze/versus/isoLoss.ts";
export { type LawBounds, lawBounds } from "./analyze/versus/lawBounds.ts";
export { lawChecks } from "./analyze/versus/lawChecks.ts";
export { type LikelihoodRatio, likelihoodRatio } from "./analyze/versus/likelihoodRatio.ts";
export { type LossDifference, type LossDifferenceGrid, lossDifferenceGrid } from "./analyze/versus/lossDifferenceGrid.ts";
export { type Measures, measures } from "./analyze/versus/measures.ts";
export { type MonteCarloNoise, monteCarloNoise, pointNoise, type SampledNoise } from "./analyze/versus/monteCarloNoise.ts";
export type { FamilyNoise, NoiseOfFamilies, NoiseOptions, StatedNoise } from "./analyze/versus/noise.ts";
export { type OneEpochReduction, oneEpochReduction } from "./analyze/versus/oneEpochReduction.ts";
export { optimalSize } from "./analyze/versus/optimalSize.ts";
export { type PairedFits, type PairedFitsOptions, pairedFits } from "./analyze/versus/pairedFits.ts";
export type { CurvePair, Unpaired } from "./analyze/versus/pairing.ts";
export type { Known } from "./analyze/versus/repeatsKnown.ts";
export { type RepeatValue, type RepeatValues, repeatValues } from "./analyze/versus/repeatValues.ts";
export { type ReturnPoint, returnOnRepetition } from "./analyze/versus/returnOnRepetition.ts";
export { type RiseGroup, type RiseOptions, type RiseTest, riseTest } from "./analyze/versus/riseTest.ts";
export type { Tags, Tally } from "./analyze/versus/tags.ts";
export { type MeasuredLoss, measuredLoss, type Verdict, verdict } from "./analyze/versus/verdict.ts";
export { type Versus, type VersusOptions, versus } from "./analyze/versus/versus.ts";
export type { VersusCompute } from "./analyze/versus/versusCompute.ts";
export type { LongestRuns } from "./analyze/versus/versusCurves.ts";
export type { LawRows } from "./analyze/versus/versusLawRows.ts";
export type { VersusLaws } from "./analyze/versus/versusLaws.ts";
export type { BaseChecks, RepeatsPlace, VersusFits } from "./analyze/versus/versusRepeats.ts";
export type { VersusLeftOut, VersusRows } from "./analyze/versus/versusRows.ts";
export { type OpenQuestion, VERSUS_QUESTIONS, type VersusQuestion, type VersusVerdict } from "./analyze/versus/versusVerdicts.ts";
export { type Moved, type WithAndWithout, withAndWithoutRising } from "./analyze/versus/withAndWithoutRising.ts";
export { csvText } from "./csvText.ts";
export { type Curve, curveOf, evaluationCount, pointAt, setupOf, sourcesOf } from "./curve.ts";
export { type CanonicalTable, type Change, canonicalTable } from "./doctor/canonicalTable.ts";
export { checkRuns } from "./doctor/checkRuns.ts";
export { checkSet } from "./doctor/checkSet.ts";
export { type Absent, type Coverage, coverage, type Span } from "./doctor/coverage.ts";
export { FormulaError, IsolossError, type Problem, place, RunLogError, type Source, UsageError } from "./errors.ts";
export { checkLatex, type LatexCheck, type LatexFinding } from "./export/checkLatex.ts";
export { type ExploredLaw, explored, type Slider } from "./export/explorer.ts";
export { fitWidth, misfits, textOf } from "./export/fitWidth.ts";
export { endInWords, type FitWords, findingsToTell, fitWords, shownEstimate } from "./export/fitWords.ts";
export { html } from "./export/html.ts";
export { latexMacros, type Macro, macrosOf, requireDistinct } from "./export/latexMacros.ts";
export { inputsOf, type LatexFile } from "./export/latexSource.ts";
export { latexTable } from "./export/latexTable.ts";
export { latexText } from "./export/latexText.ts";
export { macroPrefix, macroWords } from "./export/macroNames.ts";
export { markdownTable } from "./export/markdownTable.ts";
export { displayProgress } from "./export/notebook/displayProgress.ts";
export { displayResults } from "./export/notebook/displayResults.ts";
export { type MimeBundle, mimeBundle } from "./export/notebook/mimeBundle.ts";
export { PAPER_RULE, type PaperDigits, paperDigits } from "./export/paperDigits.ts";
export { type PaperFit, type PaperNumber, type Printed, paperFit } from "./export/paperFit.ts";
export { paperColumns } from "./export/paperTable.ts";
export { pdf } from "./export/pdf.ts";
export { png } from "./export/png.ts";
export { type Report, type ReportBlock, type ReportSection, type ReportTable, reportPage } from "./export/report.ts";
export { crossingText } from "./export/results/crossingText.ts";
export { type Result, resultBlocks } from "./export/results/resultBlocks.ts";
export { FIGURE_ENDINGS, requireEnding, saveFigure, specText } from "./export/saveFigure.ts";
export { svg } from "./export/svg.ts";
export { type FileBelow, requireFreeFolder, requireWritable, writeFolder, writeWhole } from "./export/write.ts";
export { CHECKS, type Check, type CheckStage, OTHER_FINDINGS } from "./fit/checks.ts";
export { checksPage } from "./fit/checksPage.ts";
export type { Conditioning } from "./fit/conditioning.ts";
export { confirm } from "./fit/confirm.ts";
export { type BootstrapOptions, bootstrap } from "./fit/draws.ts";
export { drawsFromFrame, drawsToFrame } from "./fit/drawsFrame.ts";
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
export { type Standing, standing } from "./fit/standing.ts";
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
export { type VegaStep, vegaExpression } from "./formula/vegaExpression.ts";
export { grouped } from "./grouped.ts";
export { cacheFolder } from "./ingest/cache.ts";
export type { ColumnMap } from "./ingest/columns.ts";
export { type Loaded, type LoadOptions, loadRuns } from "./ingest/load.ts";
export { defineLaw, heldIn, isOpen, lawIn } from "./laws/define.ts";
export { findLaw, formulaLaw } from "./laws/find.ts";
export { laws } from "./laws/index.ts";
export type { Example, Law, Parameter, PublishedSet, Response } from "./laws/law.ts";
export { lawsTable } from "./laws/lawsTable.ts";
export { risesWith } from "./laws/risesWith.ts";
export { numberOf } from "./numberOf.ts";
export { countText, estimateText, intervalText, lossText, numberText, quantityText, valueText } from "./numberText.ts";
export { extent } from "./numeric/extent.ts";
export { type Random, random } from "./numeric/random.ts";
export type { FigureData, FigureKind, FigureSpec, FitWanted } from "./plot/figure.ts";
export { figures } from "./plot/index.ts";
export { type FigureSetting, findPaper, PAPERS, type Paper, set, widthOf } from "./plot/paper.ts";
export { QUANTITIES, type Quantity, type QuantityName, quantity } from "./quantities.ts";
export { type Claim, type Reproduction, type Topic, UNEXPLAINED, type Uncertainty } from "./reproduce/claim.ts";
export { topics as reproductions } from "./reproduce/index.ts";
export { type ReproduceOptions, reproduce } from "./reproduce/reproduce.ts";
export { type DataSource, SOURCES as PUBLISHED_DATA } from "./reproduce/sources.ts";
export type { Checkpoint, Family, Field, LossKind, LossPoint, Observation, Recipe, Run, Setup, Stage, TokenOrder } from "./run.ts";
export { computeOf, type Design, type DesignLimits, type DesignRow, designRows } from "./simulate/design.ts";
export { faults, plantFaults } from "./simulate/faults.ts";
export { type Growth, growingDesigns } from "./simulate/growingDesigns.ts";
export { labelled, noiseText, type Simulated } from "./simulate/label.ts";
export { type LogFile, type LogFormat, logFiles, logFormats } from "./simulate/logs/logFiles.ts";
export type { Noise } from "./simulate/noise.ts";
export { designOf, readDesign } from "./simulate/readDesign.ts";
export { type Along, type Schedule, scheduleText } from "./simulate/schedule.ts";
export { setupFrom } from "./simulate/setupFrom.ts";
export { growsAlong, simulate } from "./simulate/simulate.ts";
export { type AlongRuns, alongRuns } from "./table/alongRuns.ts";
export { bestOver } from "./table/bestOver.ts";
export { columnsOf, field, requireColumn } from "./table/column.ts";
export { finalRows } from "./table/finalRows.ts";
export { type Frame, frameOf, fromFrame, toFrame } from "./table/frame.ts";
export { type Group, groupBy } from "./table/groupBy.ts";
export { nearLowest } from "./table/nearLowest.ts";
export { observations, type Table, type TableOptions } from "./table/observations.ts";
export { type ReplicateNoise, replicateNoise } from "./table/replicates.ts";
export { type Repetition, repetitions, sizes } from "./table/rise.ts";
export { isSynthetic, syntheticNote, syntheticText } from "./table/synthetic.ts";
export { type TableRow, tableFromFrame, tableToFrame } from "./table/tableFrame.ts";
export { where } from "./table/where.ts";
export { VERSION } from "./version.ts";
export { didYouMean, suggestion } from "./words.ts";

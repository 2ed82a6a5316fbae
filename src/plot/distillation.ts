import type { Limit } from "../analyze/recipes/limits.ts";
import type { Observation } from "../run.ts";
import { axisOver, LOSS_TITLE, tickLabel } from "./axes.ts";
import { filledWords } from "./certificates.ts";
import { compose, type FigureKind, having, type Layer, leftOut, recipesOf } from "./figure.ts";
import { line, type Plane, panel, points, segments, words } from "./marks.ts";
import { bandOf, doubtsOf, lawBeyond } from "./recipeLaws.ts";
import { drawSeries, SEARCHED, type Series, type Sized, totalOf, tries } from "./recipeSeries.ts";
import { isOfSubsets, levels, meansAt, pointOf } from "./rows.ts";
import { hasShares, rangeOf, shares, studentNames } from "./studentShares.ts";
import { type Drawn, gather, type Taught, type Teachers, taughtAt } from "./students.ts";
import { QUIET, RECIPES } from "./theme.ts";
import { totalAxis } from "./totalAxis.ts";

const WIDTH = 320;
const HEIGHT = 300;
/** How far beyond the largest measured total the laws are drawn. */
const BEYOND = 2;

const id = "distillation";

/** Loss against total parameters of regularized models, the teacher's ensembles and the students, and beside it the share of the gain that each keeps. */
export const distillationFigure: FigureKind = {
  id,
  title: "Distilled students at their size beside regularized models and their teachers, with the share of the ensemble's gain kept.",
  needs:
    "Final losses with recipe, params and unique_tokens: students (distilled, self_distilled) with teacher_runs, their teachers with members, regularized models.",
  curves: false,
  recipes: true,
  fits: [],
  draw(data) {
    const rows = having(id, data.observations, ["params", "recipe"]) as Sized[];
    const at = taughtAt(id, recipesOf(id, data).at);
    const own = rows.filter((row) => row.uniqueTokens === at.uniqueTokens);
    const drawn = gather(at, own);
    const [y, x] = axes(drawn);
    const { students } = drawn;
    const hasRight = hasShares(students);
    const outside = hasRight ? [] : studentNames(y, students, HEIGHT);
    const left = panel({ x, y }, [...mainLayers({ x, y }, drawn), ...outside], { width: WIDTH, height: HEIGHT });
    const panels = hasRight ? [left, shares(y, students, HEIGHT)] : [left];
    return compose(id, caption(drawn) + leftOut(data.observations, rows), panels, 2);
  },
};

function axes({ students, teachers, regularized }: Drawn): [Plane["y"], Plane["x"]] {
  const all = [...regularized.rows, ...teachers.flatMap(({ rows }) => rows), ...students.flatMap(({ rows }) => rows)] as Sized[];
  const losses = [...all.map(({ loss }) => loss), ...students.flatMap(({ teacherAt }) => teacherAt?.y ?? [])];
  const totals = all.map(totalOf);
  return [
    axisOver(losses, { title: LOSS_TITLE, most: 7, room: [0.1, 0.08] }),
    totalAxis(levels(regularized.rows.length > 0 ? regularized.rows.map(({ params }) => params) : totals), BEYOND * Math.max(...totals)),
  ];
}

function mainLayers(plane: Plane, { students, teachers, regularized, limit }: Drawn): Layer[] {
  const end = plane.x.scale.domain[1];
  const [bottom, top] = plane.y.scale.domain;
  const sizes = levels(students.map(({ params }) => params));
  return [
    ...sizes.flatMap((x): Layer[] => [
      segments([{ x, y: bottom, y2: top }], { colour: QUIET, width: 1, dash: [1, 3] }),
      words([{ x, y: top, text: `students: ${tickLabel(x)}` }], { colour: QUIET, baseline: "bottom", align: "center", dy: -3 }),
    ]),
    ...(limit ? lawBeyond(limit.fit, "N", reachOf(limit, "params", end), RECIPES.regularized.colour) : []),
    ...teachers.flatMap((one) => drawTeachers(one, end)),
    ...drawSeries(regularized, RECIPES.regularized, !limit),
    ...students.flatMap((student) => drawStudent(student, end)),
    ...names(regularized, teachers),
  ];
}

/** From the first to the last place that a law describes, and on to the end of the plot. */
function reachOf({ fit }: Limit, name: "params" | "members", to: number): { from: number; last: number; to: number } {
  const own = fit.observations.flatMap((row) => row[name] ?? []);
  return { from: Math.min(...own), last: Math.max(...own), to };
}

function drawTeachers({ params, rows, limit }: Teachers, end: number): Layer[] {
  const { colour, shape } = RECIPES.ensemble;
  const total = (row: Observation): number => params * (row.members ?? 1);
  return [
    ...(limit
      ? lawBeyond(limit.fit, "K", { ...reachOf(limit, "members", end / params), scale: params }, colour)
      : [line(meansAt(rows, total), { colour, width: 1.2, dash: [2, 2] })]),
    points(
      rows.map((row) => pointOf(row, total(row))),
      { colour, shape },
      { size: 24, opacity: 0.8 },
    ),
  ];
}

/** The student, a line to it from its teacher, and a thin one to its row on the right. */
function drawStudent({ recipe, params, loss, rows, teacherAt }: Taught, end: number): Layer[] {
  const { colour, shape } = RECIPES[recipe];
  return [
    segments([{ x: params, x2: end, y: loss }], { colour, width: 0.8, dash: [1, 3] }),
    ...(teacherAt ? [segments([{ ...teacherAt, x2: params, y2: loss }], { colour, width: 1, opacity: 0.75 })] : []),
    points(
      rows.map((row) => pointOf(row, params)),
      { colour, shape },
      { size: 70 },
    ),
  ];
}

function names({ rows }: Series, teachers: readonly Teachers[]): Layer[] {
  const largest = meansAt(rows, ({ params }) => params).at(-1);
  const last = teachers[0] && meansAt(teachers[0].rows, (row) => (row.params ?? 1) * (row.members ?? 1)).at(-1);
  const most = Math.max(...teachers.flatMap((one) => one.rows.map(({ members }) => members ?? 1)));
  return [
    ...(largest
      ? [
          words([{ x: largest.x, y: largest.y, text: RECIPES.regularized.label }], {
            colour: RECIPES.regularized.colour,
            align: "center",
            dy: -16,
            bold: true,
          }),
        ]
      : []),
    ...(last
      ? [
          words([{ x: last.x, y: last.y, text: `ensembles, K to ${most}` }], {
            colour: RECIPES.ensemble.colour,
            align: "right",
            dy: 15,
            bold: true,
          }),
        ]
      : []),
  ];
}

function caption({ at, students, teachers, regularized, limit }: Drawn): string {
  const range = "range" in at.distillation ? at.distillation.range : undefined;
  const sure = students.some(({ share }) => "low" in share && share.interval);
  const lost = students.filter(({ teacherAt }) => !teacherAt).length;
  const unshared = students.flatMap(({ recipe, share }) => ("reason" in share && recipe === "distilled" ? share.reason : []));
  const member = teachers[0]?.limit;
  return [
    `Final validation loss against total parameters on ${tickLabel(at.uniqueTokens)} unique tokens: regularized single models, the ensembles that taught, and distilled students at their own size.`,
    regularized.rows.length > 0
      ? `Each size is shown at its best setting (${tries("regularized", regularized)} settings; ${filledWords([at])}, or from fewer than ${SEARCHED}), every seed a point.`
      : "No regularized single model is among the rows.",
    limit ? `Law in N: L = E + A/N^α, ${bandOf(limit)}; dashed beyond the largest model.` : "",
    limit ? doubtsOf("the law in N", limit) : "",
    member
      ? `Law in K of the teachers: ${bandOf(member)}${isOfSubsets(teachers[0]?.rows ?? []) ? "; each diamond is one subset of the members" : ""}.`
      : "",
    member ? doubtsOf("the law in K", member) : "",
    "Lines lead from a teacher to its student; λ is weight decay.",
    lost > 0 ? `The teachers of ${lost} students are not among the rows.` : "",
    range
      ? `Right: the share of the teacher's gain over the regularized model that a student keeps, (L_reg − L_student)/(L_reg − L_teacher), as the range over all defensible choices of its inputs (thick; ${rangeOf(100 * range.low, 100 * range.high)} % over all students), which is no confidence interval${sure ? ", and as the 95 % interval by the seeds’ noise over all these choices (thin)" : ""}.`
      : "",
    students.some(({ recipe }) => recipe === "self_distilled")
      ? "A self-distilled student has one model as its teacher, and no share."
      : "",
    ...new Set(unshared.map((reason) => `No share is known where ${reason}.`)),
  ]
    .filter(Boolean)
    .join(" ");
}

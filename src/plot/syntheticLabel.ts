import { isSynthetic } from "../table/synthetic.ts";
import type { FigureData, FigureKind, FigureSpec } from "./figure.ts";

/** A kind whose figures say, in the picture and in the caption, where they show simulated rows. */
export function sayingSynthetic(kind: FigureKind): FigureKind {
  return { ...kind, draw: (data) => labelled(kind.draw(data), data) };
}

function labelled(spec: FigureSpec, { observations, curves = [], fits = [] }: FigureData): FigureSpec {
  const rows = [observations, curves, ...fits.map((fit) => fit.observations)].flat();
  const count = rows.filter(isSynthetic).length;
  if (count === 0) return spec;
  const text =
    count === rows.length ? "Synthetic data: no model was trained." : "Some of the data are synthetic: no model was trained for them.";
  const caption = `${spec.usermeta.isoloss.caption} ${text}`;
  return {
    ...spec,
    title: { text, anchor: "start", frame: "group", fontStyle: "italic", fontWeight: "normal" },
    description: caption,
    usermeta: { ...spec.usermeta, isoloss: { ...spec.usermeta.isoloss, caption } },
  } as FigureSpec;
}

import { escaped } from "./escaped.ts";
import type { ExploredLaw, Slider } from "./explorer.ts";

/** The controls of the explorer: native sliders with labels, one group a law; the page's script reads them. */

/** Positions of a slider, spaced evenly in the logarithm. */
export const POSITIONS = 240;

export function explorerHtml(laws: readonly ExploredLaw[]): string {
  const options = laws.map(({ title }, i) => `<option value="${i}">${escaped(title)}</option>`).join("");
  return [
    `<div id="explorer"><div class="choices"><label for="law">Law <select id="law">${options}</select></label><label for="axis">Curve along <select id="axis"></select></label></div>`,
    `<div class="explored"><div>`,
    ...laws.map(groupHtml),
    `</div><div><output id="prediction" aria-live="polite"></output><p id="band" class="quiet"></p><p id="beyond" class="beyond"></p><p id="caution" class="beyond"></p><div id="curve" role="group" aria-label="Predicted loss along one quantity, with its band"></div></div></div></div>`,
  ].join("\n");
}

function groupHtml({ title, formula, sliders }: ExploredLaw, at: number): string {
  return `<fieldset data-law="${at}"${at > 0 ? " hidden" : ""}><legend>${escaped(title)}</legend><pre>${escaped(formula)}</pre>${sliders.map((own) => sliderHtml(own, at)).join("\n")}</fieldset>`;
}

function sliderHtml({ symbol, title, low, high, start }: Slider, law: number): string {
  const id = `slide-${law}-${symbol}`;
  const position = Math.round((POSITIONS * Math.log(start / low)) / Math.log(high / low));
  return `<div class="slider"><label for="${id}">${escaped(title)}</label><output for="${id}" id="${id}-value"></output><input type="range" id="${id}" data-symbol="${escaped(symbol)}" min="0" max="${POSITIONS}" step="1" value="${position}" aria-describedby="${id}-where"><span class="where" id="${id}-where"></span></div>`;
}

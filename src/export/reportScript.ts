import { POSITIONS } from "./explorerHtml.ts";

/**
 * What a report does in the browser: draws its figures one after the other, and computes the explored law as sliders move. It reads the page's own data
 * and elements only; the law's formula comes as expressions of Vega, whose parser and code generator make functions of them.
 */
export const REPORT_SCRIPT = `(async () => {
"use strict";
const el = (id) => document.getElementById(id);
const read = (id) => JSON.parse(el(id).textContent);
// Figures are packed, as their rows are many: deflated, in base 64.
const unpacked = (id) => new Response(new Blob([Uint8Array.from(atob(el(id).textContent), (letter) => letter.charCodeAt(0))]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).json();
const laws = read("laws-data"), figures = await unpacked("figures-data");
const look = { renderer: "svg", mode: "vega-lite", actions: { export: true, source: true, compiled: false, editor: false } };
const pause = () => new Promise((resume) => setTimeout(resume));

// What is folded is printed too.
let opened = [];
addEventListener("beforeprint", () => { opened = [...document.querySelectorAll("details:not([open]):not(.vega-embed details)")]; for (const fold of opened) fold.open = true; });
addEventListener("afterprint", () => { for (const fold of opened) fold.open = false; });
// What scrolls by itself can be scrolled by keyboard.
const reachable = () => { for (const box of document.querySelectorAll(".scroll, .picture, pre")) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex"); };

async function draw(at) {
  const holder = el("figure-" + at), spec = figures[at];
  try {
    await vegaEmbed(holder, spec, look);
    // Panels side by side where they fit, else fewer in a row.
    const wide = holder.querySelector("svg").getBoundingClientRect().width, room = holder.parentElement.clientWidth;
    if (wide > room && spec.columns > 1) await vegaEmbed(holder, { ...spec, columns: Math.max(1, Math.floor((spec.columns * room) / wide)) }, look);
    const picture = holder.querySelector("svg");
    if (picture.getBoundingClientRect().width < 1.4 * room) picture.style.cssText = "max-width: 100%; height: auto";
  } catch (error) { holder.textContent = "This figure could not be drawn: " + error.message; }
}

const SUFFIXES = ["", "k", "M", "B", "T"];
function amount(symbol, x) {
  if (!["N", "D", "U"].includes(symbol) || x < 1e3) return String(Number(x.toPrecision(3)));
  const power = Math.min(4, Math.floor(Math.log10(x) / 3 + 1e-9));
  return Number((x / 1e3 ** power).toPrecision(3)) + SUFFIXES[power];
}

function explore() {
  const generate = vega.codegenExpression({ globalvar: "nothing", fieldvar: "datum", allowed: ["datum"] });
  const functions = laws.map(({ steps }) => new Function("datum", steps.map(({ calculate, as }) => "datum." + as + "=" + generate(vega.parseExpression(calculate)).code + ";").join("") + "return datum.loss;"));
  const drawn = laws.map(({ names, draws }) => draws.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]]))));
  const chosen = () => Number(el("law").value);
  const inputs = (law) => [...document.querySelectorAll('fieldset[data-law="' + law + '"] input')];
  const valueAt = ({ low, high, whole }, position) => { const x = low * (high / low) ** (position / ${POSITIONS}); return whole ? Math.max(1, Math.round(x)) : Number(x.toPrecision(3)); };
  const completed = (at) => (at.U !== undefined && at.epochs !== undefined ? { ...at, D: at.U * at.epochs } : at);
  const predicted = (law, at) => {
    const full = completed(at), loss = functions[law]({ ...laws[law].estimates, ...full });
    const all = drawn[law].map((parameters) => functions[law]({ ...parameters, ...full }));
    const [low, high] = all.length > 0 ? vega.quantiles(all, [0.025, 0.975]) : [NaN, NaN];
    return { loss, low, high };
  };
  const setting = (law) => Object.fromEntries(inputs(law).map((input, i) => [input.dataset.symbol, valueAt(laws[law].sliders[i], Number(input.value))]));
  const text = (x) => (Number.isFinite(x) ? x.toFixed(4) : "none");
  // High enough for what the runs cover and for where the sliders are: far beyond them a law may go anywhere.
  function endsOf(points, here, from, to) {
    const near = points.filter(({ x }) => x >= from / 1.2 && x <= to * 1.2), all = [...near.flatMap(({ loss, low, high }) => [loss, low, high]), ...here.map(({ loss }) => loss)].filter(Number.isFinite);
    const [least, most] = [Math.min(...all), Math.max(...all)], room = 0.25 * (most - least) || 0.1;
    return [least - room, most + room];
  }
  function curve(law, { symbol, low, high, from, to }) {
    const at = setting(law);
    const points = Array.from({ length: 49 }, (_, i) => low * (high / low) ** (i / 48)).map((x) => ({ x, ...predicted(law, { ...at, [symbol]: x }) }));
    const shown = points.filter(({ loss }) => Number.isFinite(loss)), here = [{ x: at[symbol], loss: predicted(law, at).loss }];
    return { points: shown, here, ends: endsOf(shown, here, from, to) };
  }
  let view, shown = 0;

  async function chart() {
    const own = laws[chosen()], symbol = el("axis").value, along = own.sliders.find((slider) => slider.symbol === symbol), turn = ++shown;
    const x = { field: "x", type: "quantitative", scale: { type: "log", domain: [along.low, along.high], nice: false }, axis: { title: along.title, format: "~s", tickCount: 5 } };
    const y = (field, title) => ({ field, type: "quantitative", scale: { domainMin: { expr: "bottom" }, domainMax: { expr: "top" }, nice: false, zero: false }, title });
    const { points, here, ends } = curve(chosen(), along);
    const spec = {
      description: "Predicted loss along " + along.title + " with its band; the runs' own range is shaded, the sliders' setting is the point.",
      width: Math.max(200, Math.min(420, el("curve").clientWidth - 80)), height: 230, data: { name: "curve", values: points },
      params: [{ name: "bottom", value: ends[0] }, { name: "top", value: ends[1] }],
      layer: [
        { data: { values: [{ from: along.from, to: along.to }] }, mark: { type: "rect", color: "#dfe6ee", opacity: 0.7 }, encoding: { x: { ...x, field: "from" }, x2: { field: "to" } } },
        { mark: { type: "area", clip: true, color: "#1a5fa8", opacity: 0.25 }, encoding: { x, y: y("low", own.unit), y2: { field: "high" } } },
        { mark: { type: "line", clip: true, color: "#1a5fa8" }, encoding: { x, y: y("loss", own.unit) } },
        { data: { name: "here", values: here }, mark: { type: "point", clip: true, filled: true, size: 80, color: "#b3261e" }, encoding: { x, y: y("loss", own.unit), tooltip: [{ field: "x", title: along.title }, { field: "loss", title: own.unit, format: ".4f" }] } },
      ],
    };
    const made = await vegaEmbed(el("curve"), spec, { ...look, actions: false });
    if (turn === shown) view = made.view;
  }

  function move() {
    const law = chosen(), own = laws[law], at = setting(law), beyond = [];
    inputs(law).forEach((input, i) => {
      const { symbol, title, unit, from, to } = own.sliders[i], x = at[symbol], out = x < from * (1 - 1e-9) || x > to * (1 + 1e-9);
      const range = from === to ? amount(symbol, from) + " in all runs" : amount(symbol, from) + " to " + amount(symbol, to);
      const where = el(input.id + "-where");
      el(input.id + "-value").textContent = amount(symbol, x);
      where.textContent = (out ? "beyond the runs (" : "within the runs (") + range + ")";
      where.classList.toggle("beyond", out);
      input.setAttribute("aria-valuetext", amount(symbol, x) + (unit === "1" ? "" : " " + unit) + (out ? ", beyond the runs" : ""));
      if (out) beyond.push(title);
    });
    const { loss, low, high } = predicted(law, at), result = el("prediction"), full = completed(at);
    result.textContent = text(loss) + " " + own.unit;
    Object.assign(result.dataset, { at: JSON.stringify(at), law: own.title, loss: String(loss), low: String(low), high: String(high) });
    el("band").textContent = (own.draws.length > 0 ? "95 % band " + text(low) + " to " + text(high) + ", of the mean, from " + own.draws.length + " of " + own.drawn + " refits" : "no band: the fit has no refits") + (at.D === undefined && full.D !== undefined ? "; D = U × epochs = " + amount("D", full.D) + " tokens" : "");
    el("beyond").textContent = beyond.length > 0 ? "Beyond the runs: " + beyond.join(", ") + ". The band does not show that the law may not hold there." : "";
    el("caution").textContent = own.caution;
    if (!view) return;
    const { points, here, ends } = curve(law, own.sliders.find(({ symbol }) => symbol === el("axis").value));
    view.signal("bottom", ends[0]).signal("top", ends[1]).data("curve", points).data("here", here).runAsync();
  }

  async function choose() {
    const law = chosen();
    for (const group of document.querySelectorAll("fieldset[data-law]")) group.hidden = Number(group.dataset.law) !== law;
    el("axis").replaceChildren(...laws[law].sliders.map(({ symbol, title }) => new Option(title, symbol)));
    const repeated = laws[law].sliders.find(({ symbol }) => symbol === "epochs");
    if (repeated) el("axis").value = "epochs";
    view = undefined;
    move();
    await chart();
  }
  // One step a frame, however fast the slider is drawn.
  let waiting = false;
  el("explorer").addEventListener("input", ({ target }) => {
    if (target.type !== "range" || waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; move(); });
  });
  el("law").addEventListener("change", choose);
  el("axis").addEventListener("change", chart);
  return choose();
}

if (laws.length > 0) await explore();
for (let at = 0; at < figures.length; at++) { await pause(); await draw(at); }
reachable();
addEventListener("resize", reachable);
document.documentElement.dataset.drawn = String(figures.length);
})();`;

/** How a report looks: light, readable on a telephone and on paper, in the reader's own fonts. */
export const REPORT_STYLE = `
:root { color-scheme: light; --ink: #1d2329; --quiet: #4d5863; --line: #d5dbe1; --pale: #f4f6f8; --link: #0b57a4 }
* { box-sizing: border-box }
body { margin: 0; color: var(--ink); background: #fff; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif }
h1, h2, h3, p, li, summary, figcaption { overflow-wrap: anywhere } .skip { position: absolute; left: -99rem } .skip:focus { left: 1rem; top: .5rem; background: #fff; padding: .3rem .6rem; z-index: 9 }
header, main, footer { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 2rem } h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .4rem } h2 { font-size: 1.3rem; margin: 2.6rem 0 .6rem; padding-top: .9rem; border-top: 1px solid var(--line) }
h3 { font-size: 1.05rem; margin: 1.8rem 0 .4rem } p { max-width: 46rem; margin: .5rem 0 } .quiet, footer { color: var(--quiet); font-size: .875rem }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; padding: 0; margin: 1rem 0 0 } a { color: var(--link) }
:focus-visible { outline: 3px solid #1a73c9; outline-offset: 2px }
.scroll { overflow-x: auto; margin: .6rem 0 }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.4 } caption { text-align: left; color: var(--quiet); padding-bottom: .3rem }
th, td { text-align: left; vertical-align: top; padding: .28rem .9rem .28rem 0; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums }
thead th { border-bottom: 2px solid #9aa5b0; white-space: nowrap } th, td { overflow-wrap: break-word; max-width: 34rem } tbody th { font-weight: 600 }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: .6rem 0; font-size: .9375rem } dl.facts dt { color: var(--quiet) } dl.facts dd { margin: 0; overflow-wrap: anywhere }
pre { background: var(--pale); padding: .6rem .8rem; overflow-x: auto; font: .8125rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; margin: .6rem 0 }
ul.findings { list-style: none; padding: 0; margin: .6rem 0; max-width: 52rem } ul.findings li { border-left: 4px solid #8b96a1; padding: .1rem 0 .1rem .8rem; margin: .55rem 0 }
ul.findings .error { border-color: #a40000 } ul.findings .warning { border-color: #b26a00 } .severity { font-weight: 600 } .error .severity { color: #a40000 } .warning .severity { color: #7d4a00 } .hint { display: block; color: var(--quiet) }
details { margin: .6rem 0 } summary { cursor: pointer; color: var(--link) }
figure { margin: 1.2rem 0 2rem } figcaption { max-width: 46rem; font-size: .875rem; color: var(--quiet); margin-top: .4rem } .picture { overflow-x: auto; min-height: 8rem; position: relative } .picture svg { display: block }
.vega-embed { padding-right: 0 !important } .vega-embed summary { opacity: 1 !important }
#explorer { background: var(--pale); border: 1px solid var(--line); border-radius: 6px; padding: 1rem 1.1rem } #explorer [hidden] { display: none }
.choices { display: flex; flex-wrap: wrap; gap: .4rem 1.4rem } .choices label { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem } select { font: inherit; max-width: 100%; padding: .15rem .3rem }
.explored { display: grid; grid-template-columns: minmax(15rem, 24rem) minmax(0, 1fr); gap: .5rem 2rem; margin-top: .8rem } .explored > div { min-width: 0 } #explorer pre { padding: 0; white-space: pre-wrap } fieldset { border: 0; margin: 0; padding: 0; min-width: 0 } legend { font-weight: 600; padding: 0 }
.slider { display: grid; grid-template-columns: 1fr auto; margin: .55rem 0 } .slider input { grid-column: 1 / -1; width: 100%; margin: .25rem 0; accent-color: #1a5fa8 } .slider output { font-weight: 600; font-variant-numeric: tabular-nums } .slider .where { grid-column: 1 / -1; font-size: .8125rem; color: var(--quiet) }
.beyond { color: #8a3d00 !important; font-weight: 600 } #prediction { font-size: 1.25rem; font-weight: 600; display: block } #curve { overflow-x: auto; min-height: 15rem }
@media (max-width: 44rem) { .explored { grid-template-columns: minmax(0, 1fr) } dl.facts { grid-template-columns: 1fr; gap: 0 } dl.facts dd { margin-bottom: .45rem } header, main, footer { padding-left: .8rem; padding-right: .8rem } }
@media print {
  @page { margin: 13mm 12mm }
  body { font-size: 9.5pt; line-height: 1.4 } nav, .skip, .vega-embed summary, .choices { display: none } details > summary { list-style: none; color: inherit; font-weight: 600 } details::details-content { content-visibility: visible; display: block; height: auto }
  header, main, footer { max-width: none; padding: 0 } header { padding-top: 0 } h2 { margin: 1.2rem 0 .4rem; padding-top: .5rem } h3 { margin: .8rem 0 .3rem } p, ul.findings { max-width: none }
  h2, h3, thead { break-after: avoid } h2, h3, figure, tr, .findings li, #explorer { break-inside: avoid } figcaption, p, li { orphans: 3; widows: 3 }
  .scroll, .picture, pre { overflow: visible } pre { white-space: pre-wrap; font-size: 6.5pt; line-height: 1.3; padding: .3rem .5rem } table { font-size: 7pt; line-height: 1.25 } th, td { padding: .05rem .5rem .05rem 0 }
  figure { display: grid; grid-template-columns: minmax(0, 137mm) 1fr; gap: 0 4mm; margin: 0 0 .7rem } figure h3 { grid-column: 1 / -1; font-size: 9.5pt } figcaption { max-width: none; margin: 0; font-size: 7pt; line-height: 1.3 }
  .picture { min-height: 0 } .picture svg { width: auto; height: auto; max-width: 100%; max-height: 106mm }
}
`.trim();

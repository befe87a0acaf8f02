/** The style of the page: readable in light and dark, on a telephone and on paper. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #fff; --panel: #f6f8fa; --line: #d8dee4; --text: #1f2328; --dim: #59636e;
  --errors: #c4232e; --warnings: #9a6700; --clean: #1a7f37; --unchecked: #8250df;
  --errors-soft: #ffebe9; --warnings-soft: #fff8c5; --clean-soft: #dafbe1; --unchecked-soft: #fbefff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --panel: #151b23; --line: #30363d; --text: #e6edf3; --dim: #9198a1;
    --errors: #ff7b72; --warnings: #e3b341; --clean: #56d364; --unchecked: #d2a8ff;
    --errors-soft: #3c1618; --warnings-soft: #302409; --clean-soft: #0f2d1a; --unchecked-soft: #2a1d45;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 76rem;
  background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
h1 { margin: 0; font-size: 1.75rem; line-height: 1.25; text-wrap: balance; }
h2 { margin: 0 0 .75rem; font-size: 1.1rem; }
header p { margin: .25rem 0 1.5rem; color: var(--dim); }
small, .more { color: var(--dim); font-size: .875rem; }
code { font: .875em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.unchecked { --tone: var(--unchecked); --soft: var(--unchecked-soft); }
.errors { --tone: var(--errors); --soft: var(--errors-soft); }
.warnings { --tone: var(--warnings); --soft: var(--warnings-soft); }
.clean { --tone: var(--clean); --soft: var(--clean-soft); }
.info { --tone: var(--dim); }
.bar { display: flex; gap: 3px; height: .75rem; border-radius: .375rem; overflow: hidden; }
.bar span, .meter span { background: var(--tone); }
.tiles {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 1rem;
  margin: 1rem 0 2rem; padding: 0; list-style: none;
}
.tiles li {
  padding: .75rem 1rem; border: 1px solid var(--line); border-left: .3rem solid var(--tone);
  border-radius: .5rem; background: var(--panel); color: var(--dim);
}
.tiles b { display: block; color: var(--tone); font-size: 2rem; line-height: 1.2; }
.tiles .none { border-left-color: var(--line); }
.tiles .none b, td.none { color: var(--dim); }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1.5rem; }
.panel, .wide { border: 1px solid var(--line); border-radius: .5rem; }
.panel { padding: 1rem; }
.panels + section { margin-top: 2rem; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .5rem .75rem; text-align: left; vertical-align: top; font-weight: normal; }
.panel th, .panel td { padding: .3rem .25rem; }
.panel td:nth-child(2) { width: 40%; vertical-align: middle; }
thead th { color: var(--dim); font-size: .8125rem; white-space: nowrap; }
th, td, li > div { overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.meter { height: .5rem; border-radius: .25rem; background: var(--line); overflow: hidden; }
.meter span { display: block; min-width: 2px; height: 100%; }
.behind { color: var(--warnings); font-size: .8125rem; font-style: normal; white-space: nowrap; }
.wide { overflow-x: auto; }
.repositories { min-width: 46rem; }
.repositories tbody { border-top: 1px solid var(--line); }
.repositories tbody th { min-width: 10rem; font-weight: 600; }
.repositories thead th { background: var(--panel); }
.badge {
  display: inline-block; padding: 0 .6rem; border-radius: 1rem;
  background: var(--soft); color: var(--tone); font-size: .875rem; white-space: nowrap;
}
.layer {
  display: inline-block; margin: 0 .25rem .25rem 0; padding: 0 .5rem; border: 1px solid var(--line);
  border-radius: .375rem; font-size: .875rem;
}
.problem { margin: 0; }
.findings td { padding-top: 0; }
summary { width: fit-content; color: var(--dim); font-size: .875rem; cursor: pointer; }
summary:hover { color: var(--text); }
details ul { margin: .5rem 0 .25rem; padding: 0; list-style: none; }
details li { display: grid; grid-template-columns: 1.25rem 1fr; padding: .3rem 0; }
.mark { color: var(--tone); font-weight: 700; }
.rule { color: var(--dim); }
@media print {
  :root {
    color-scheme: light;
    --page: #fff; --panel: #fff; --line: #bbb; --text: #000; --dim: #444;
    --errors: #b00; --warnings: #750; --clean: #060; --unchecked: #519;
    --errors-soft: #fff; --warnings-soft: #fff; --clean-soft: #fff; --unchecked-soft: #fff;
  }
  html { font-size: 10pt; }
  body { padding: 0; max-width: none; }
  .repositories { min-width: 0; }
  * { print-color-adjust: exact; }
  tbody, li { break-inside: avoid; }
  thead { display: table-header-group; }
  .wide { overflow: visible; border: 0; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`

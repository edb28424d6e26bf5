"""The style sheet of the HTML page: light and dark, wide and narrow, nothing loaded from anywhere."""

STYLE = """
:root { color-scheme: light dark; --page: #f6f7f9; --card: #ffffff; --ink: #1c2128; --soft: #5c6773;
  --rule: #dfe3e8; --primal: #0f7b5f; --dual: #b3410e; --good: #0f7b5f; --warn: #9a5b00;
  --s0: #3b6fb6; --s1: #d9822b; --s2: #2a9d74; --s3: #b04a8f; --s4: #8a9a2b; --s5: #c8504b; --s6: #5d5bb5;
  --rest: #9aa3ad; }
@media (prefers-color-scheme: dark) { :root { --page: #12161b; --card: #1b2128; --ink: #e6e9ed; --soft: #9aa5b1;
  --rule: #313a44; --primal: #4cc9a0; --dual: #f08c5a; --good: #4cc9a0; --warn: #e5b05c;
  --s0: #7aa7e6; --s1: #eba65c; --s2: #5cc9a2; --s3: #d98abf; --s4: #bccb62; --s5: #e88782; --s6: #9b99e8;
  --rest: #6d7883; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px clamp(12px, 4vw, 40px) 48px; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1180px; margin: 0 auto; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 2px; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 0 0 10px; }
p { margin: 0 0 12px; } .soft { color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 18px 0; }
.facts div, section { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; }
.facts div { padding: 10px 14px; } .facts dt { color: var(--soft); font-size: .8rem; }
.facts dd { margin: 0; font-size: 1.05rem; font-weight: 600; font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere; }
.good { color: var(--good); } .warn { color: var(--warn); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 14px;
  align-items: start; }
section { padding: 14px 16px; min-width: 0; } section.wide { grid-column: 1 / -1; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--rule); text-align: left; white-space: nowrap; }
th { color: var(--soft); font-weight: 500; } td.n, th.n { text-align: right; } tr:last-child td { border: 0; }
td.long { white-space: normal; overflow-wrap: anywhere; }
.meter { display: block; height: 10px; border-radius: 3px; background: var(--s0); min-width: 1px; }
td.wide { width: 40%; }
svg[role] { display: block; width: 100%; height: auto; }
svg text { font-size: 12.5px; fill: var(--soft); } .grid { stroke: var(--rule); stroke-width: 1; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.line.primal { stroke: var(--primal); } .line.dual { stroke: var(--dual); } .line.gap { stroke: var(--s0); }
.dot.primal { fill: var(--primal); }
.key { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 6px 0 0; padding: 0; list-style: none;
  font-size: .85rem; } .key i { display: inline-block; width: 11px; height: 11px; border-radius: 3px;
  margin-right: 6px; }
.bar.s0 { fill: var(--s0); } .bar.s1 { fill: var(--s1); } .bar.s2 { fill: var(--s2); } .bar.s3 { fill: var(--s3); }
.bar.s4 { fill: var(--s4); } .bar.s5 { fill: var(--s5); } .bar.s6 { fill: var(--s6); } .bar.rest { fill: var(--rest); }
.dots { fill: none; stroke-width: 5; stroke-linecap: round; opacity: .7; }
.dots.s0 { stroke: var(--s0); } .dots.s1 { stroke: var(--s1); } .dots.s2 { stroke: var(--s2); }
.dots.s3 { stroke: var(--s3); } .dots.s4 { stroke: var(--s4); } .dots.s5 { stroke: var(--s5); }
.dots.s6 { stroke: var(--s6); } .dots.rest { stroke: var(--rest); }
i.s0 { background: var(--s0); } i.s1 { background: var(--s1); } i.s2 { background: var(--s2); }
i.s3 { background: var(--s3); } i.s4 { background: var(--s4); } i.s5 { background: var(--s5); }
i.s6 { background: var(--s6); } i.rest { background: var(--rest); } i.primal { background: var(--primal); }
i.dual { background: var(--dual); }
.scale { margin: 0 0 12px; font-size: .9rem; } .scale label { margin-right: 14px; }
.log, main:has(#log:checked) .linear { display: none; } main:has(#log:checked) .log { display: block; }
"""

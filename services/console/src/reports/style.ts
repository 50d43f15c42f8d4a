/** Of every report: for a screen, dark or light, a phone, and A4. Fonts are the reader's own; nothing is fetched. */
export const STYLE = `
:root { --ink: #1b2430; --soft: #5c6a7a; --line: #d9dfe6; --paper: #fff; --band: #f4f6f9; --accent: #1f60c4; --bad: #c4162a; --warn: #fff4dc; --warnline: #e0a100; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; color: var(--ink); background: var(--paper);
  font: 0.9rem/1.5 system-ui, "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", sans-serif; }
header { border-bottom: 3px solid var(--accent); padding-bottom: 0.6rem; margin-bottom: 1rem; display: flex; flex-wrap: wrap; gap: 0.2rem 1.5rem; align-items: baseline; }
h1 { font-size: 1.5rem; margin: 0; }
h1 small, h2 small { font-weight: 400; color: var(--soft); font-size: 0.65em; margin-left: 0.5em; }
.period { font-size: 1.5rem; font-variant-numeric: tabular-nums; margin-left: auto; }
.made { flex-basis: 100%; color: var(--soft); font-size: 0.8rem; }
.warning { background: var(--warn); border-left: 4px solid var(--warnline); padding: 0.45rem 0.8rem; margin: 0 0 0.4rem; color: #4a3500; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 0.6rem; margin: 1rem 0 1.4rem; padding: 0; }
.figure { border: 1px solid var(--line); border-radius: 6px; padding: 0.5rem 0.7rem; break-inside: avoid; }
.figure dt { color: var(--soft); font-size: 0.78rem; }
.figure dd { margin: 0; font-size: 1.45rem; font-variant-numeric: tabular-nums; line-height: 1.3; }
.figure dd.unknown { font-size: 0.8rem; color: var(--soft); line-height: 2.4; }
.figure dd.bad { color: var(--bad); }
.figure .note { margin: 0; font-size: 0.72rem; color: var(--soft); }
section { margin: 0 0 1.4rem; }
section.short { break-inside: avoid; }
h2 { font-size: 1.05rem; margin: 0 0 0.1rem; break-after: avoid; }
.about { color: var(--soft); font-size: 0.78rem; margin: 0 0 0.4rem; break-after: avoid; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { text-align: left; padding: 0.25rem 0.6rem 0.25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; font-size: 0.78rem; color: var(--soft); white-space: nowrap; }
th small { display: block; font-weight: 400; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.unknown { color: var(--soft); font-size: 0.78rem; }
td .detail { display: block; color: var(--soft); font-size: 0.7rem; }
td svg { display: block; margin-left: auto; margin-top: 0.15rem; }
.none { color: var(--soft); margin: 0; }
ul.definitions { color: var(--soft); font-size: 0.78rem; padding-left: 1.1rem; }
@media (prefers-color-scheme: dark) { @media screen {
  :root { --ink: #e4e9ef; --soft: #9aa8b8; --line: #333e4b; --paper: #14191f; --accent: #6ea3ff; --bad: #ff7383; --warn: #3a2f12; }
  .warning { color: #ffe2a0; } } }
@media print { body { max-width: none; padding: 0; font-size: 9.5pt; } .scroll { overflow: visible; } .figures { grid-template-columns: repeat(5, 1fr); } }
@page { size: A4; margin: 14mm 12mm 16mm; }
`;

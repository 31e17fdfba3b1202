"""The page's style sheet."""

from __future__ import annotations

STYLE = """
:root{
--paper:#fff;--ink:#1c1e21;--faint:#6a7078;--line:#dfe2e6;--soft:#f4f5f7;--before:#c2410c;--after:#0b6bcb;
--good:#17703c;--bad:#b42318;--open:#8a6100;--added:#e3f4e8;--removed:#fbe7e4}
@media (prefers-color-scheme:dark){:root{
--paper:#15171a;--ink:#e6e8ea;--faint:#9aa1a9;--line:#33373d;--soft:#1e2125;
--before:#ff9a5c;--after:#6cb6ff;--good:#6fd195;--bad:#ff8f84;--open:#e3b341;--added:#12301d;--removed:#3b1a17}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1200px;margin:0 auto;padding:16px}
h1{font-size:1.6rem;margin:.4em 0 .2em}
h2{font-size:1.15rem;margin:0 0 .2em;scroll-margin-top:12px}
p{margin:.3em 0}
a{color:inherit;text-decoration-color:var(--faint)}
code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
section{border-top:1px solid var(--line);padding:22px 0 14px}
.legend,.note,header p,figcaption{color:var(--faint)}
.key{display:inline-block;width:18px;height:4px;border-radius:2px;margin:0 6px 3px 14px;vertical-align:middle}
.key:first-child{margin-left:0}
.key.before,.bar.before{background:var(--before)}
.key.after,.bar.after{background:var(--after)}
.scroll{overflow-x:auto}
.printed code{overflow-wrap:anywhere}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:5px 12px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--faint)}
.lead{margin:.4em 0;padding-left:1.2em;font-size:1.05rem}
.rule td{padding-top:14px;color:var(--faint);border-bottom:0}
.rule b{color:var(--ink)}
.overview{width:100%;margin:14px 0 22px}
.bars{display:inline-block;width:84px;height:14px;margin-right:8px;background:var(--soft);vertical-align:middle}
.bar{display:block;height:6px;margin-bottom:2px}
.numbers,.measures td{white-space:nowrap}
.status,.chip{display:inline-block;border-radius:4px;padding:0 7px;font-size:.82rem;white-space:nowrap;
border:1px solid var(--line);background:var(--soft);font-weight:400}
.status.proved,.chip.pass{color:var(--good)}
.status.failed,.chip.fail{color:var(--bad);border-color:var(--bad);font-weight:600}
.chip.open,.chip.skip,.status.skipped{color:var(--open)}
.reason{color:var(--bad)}
.evidence{list-style:none;margin:.6em 0;padding:0}
.evidence li{margin:.35em 0}
.panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:14px;margin:12px 0}
figure{margin:0}
svg{width:100%;height:auto;display:block}
svg text{fill:var(--faint);font:10px system-ui,sans-serif}
svg .grid{stroke:var(--line);stroke-width:1}
polyline,path{fill:none;stroke-width:1.6;stroke-linejoin:round;opacity:.85}
.before{stroke:var(--before)}
.after{stroke:var(--after)}
.diff{background:var(--soft);border-radius:6px;padding:8px 0;overflow-x:auto}
.diff span{display:block;padding:0 12px;min-width:max-content;min-height:1.5em}
.diff .added{background:var(--added)}
.diff .removed{background:var(--removed)}
.diff .place{color:var(--faint)}
.overview td:first-child{overflow-wrap:anywhere;min-width:11em}
.overview td:nth-child(2){min-width:11.5em;white-space:nowrap}
@media (max-width:640px){.wide{display:none}body{font-size:14px}.bars{width:48px}
.overview td:nth-child(2){min-width:0;white-space:normal}
.overview td:first-child{min-width:0}
main{padding:12px}
th,td{padding-right:8px}.evidence .chip{margin-bottom:2px}}
"""

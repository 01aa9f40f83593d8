"""How a page looks: one sheet of styles for light, dark and paper, without any address in it."""

_LIGHT = """
--bg:#f7f7f5;--card:#fff;--ink:#1c2024;--soft:#5b626b;--line:#dfe1e4;--code:#f0f1f2;
--link:#0b57b0;--track:#eceef0;--hover:#f4f6f8;--good:#17703f;--note:#3c5a80;
--attention:#8a5300;--bad:#b3261e;--unknown:#655d7c;--badtint:#fdf1ef;--attentiontint:#fdf6e9;
--goodtint:#eff8f2;--notetint:#f0f4f9;--unknowntint:#f4f2f8;--c0:#2f6bb0;--c1:#c8641b;
--c2:#2d8a6c;--c3:#8b5fb5;--c4:#a5821c;--c5:#6b7684;
"""
_DARK = """
--bg:#101317;--card:#171b21;--ink:#e4e7eb;--soft:#a0a8b3;--line:#2b323b;--code:#222831;
--link:#7db5f7;--track:#242a32;--hover:#1d232b;--good:#5cc790;--note:#93b4dc;
--attention:#e2b04a;--bad:#ff8a80;--unknown:#b6aed0;--badtint:#2a1a1b;--attentiontint:#282114;
--goodtint:#15241c;--notetint:#18202b;--unknowntint:#211f2b;--c0:#6aa5ea;--c1:#ee9a5b;
--c2:#5cc3a1;--c3:#bd97e3;--c4:#d6b754;--c5:#9aa5b3;
"""
_SHEET = """
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:4rem}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,
"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0;padding:0}
h1{font-size:1.05rem;font-weight:600}
h2{font-size:1.2rem;line-height:1.3;font-weight:650;letter-spacing:-.01em}
h3{font-size:.95rem;font-weight:650}
p,li,dd,summary,h1,h2,h3{overflow-wrap:anywhere}
td{overflow-wrap:break-word;white-space:nowrap}
a{color:var(--link);text-underline-offset:.15em}
code,.m{font:.92em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
p code,li code,dd code{background:var(--code);border-radius:4px;padding:.08em .32em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999rem;top:.5rem;background:var(--card);padding:.5rem 1rem;z-index:9}
.skip:focus{left:.5rem}
.quiet{color:var(--soft)}
.small{font-size:.87rem}

.bar{position:sticky;top:0;z-index:5;background:var(--bg);border-bottom:1px solid var(--line)}
.bar>div{display:flex;gap:1rem;align-items:center;min-height:3rem}
.bar>div,.page{max-width:92rem;margin:0 auto;padding:0 1.75rem}
.bar .end{margin-left:auto}
.bar h1{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.page{display:grid;grid-template-columns:12.5rem minmax(0,1fr);column-gap:3rem}
.page>main{grid-column:2;grid-row:1;padding-bottom:4rem}
.toc{grid-column:1;grid-row:1;font-size:.87rem}
.toc ul{position:sticky;top:4.25rem;list-style:none;padding-top:2.6rem;
max-height:calc(100vh - 4.5rem);overflow-y:auto}
.toc a{display:block;padding:.28rem .5rem .28rem 1.55rem;color:var(--soft);text-decoration:none;
border-radius:6px;position:relative;line-height:1.35}
.toc a:hover{color:var(--ink);background:var(--track)}
.toc .s{position:absolute;left:.45rem;top:.57rem;font-size:.8em}

.verdict{margin:2.6rem 0 0;max-width:54rem}
.verdict p:first-child{margin-bottom:.6rem}
.verdict .say{font-size:1.72rem;line-height:1.28;letter-spacing:-.018em;font-weight:600;
text-wrap:balance}
.verdict .say code{font-size:.86em;background:none;padding:0}
.about{display:flex;flex-wrap:wrap;gap:.1rem 1.4rem;margin-top:1rem;color:var(--soft);
font-size:.87rem}
.about div{display:flex;gap:.4rem}
.about dt::after{content:":"}
.about dd{color:var(--ink)}
.tag{display:inline-flex;align-items:center;gap:.5em;font-weight:650;font-size:.82rem;
padding:.22em .75em .22em .6em;border-radius:99px;border:1px solid currentColor}
.tag.good{background:var(--goodtint)}.tag.note{background:var(--notetint)}
.tag.attention{background:var(--attentiontint)}.tag.bad{background:var(--badtint)}
.tag.unknown{background:var(--unknowntint)}

.s{white-space:nowrap;font-weight:600}
.s::before{content:"";display:inline-block;width:.72em;height:.72em;margin-right:.45em;
background:currentColor;forced-color-adjust:none;-webkit-print-color-adjust:exact;
print-color-adjust:exact}
.tag.s::before{margin-right:0}
.s.dot::before{margin:0}
.good{color:var(--good)}.note{color:var(--note)}.attention{color:var(--attention)}
.bad{color:var(--bad)}.unknown{color:var(--unknown)}
.good::before{clip-path:polygon(14% 44%,0 62%,40% 98%,100% 18%,82% 3%,38% 66%)}
.note::before{clip-path:circle(36%)}
.attention::before{clip-path:polygon(50% 4%,100% 96%,0 96%)}
.bad::before{clip-path:polygon(18% 0,0 18%,32% 50%,0 82%,18% 100%,50% 68%,82% 100%,100% 82%,
68% 50%,100% 18%,82% 0,50% 32%)}
.unknown::before{background:none;border:2px dashed currentColor;border-radius:50%}

.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(11.5rem,1fr));gap:1px;
background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden;
margin-top:2rem}
.tiles>div{background:var(--card);padding:.85rem 1rem .95rem;display:flex;flex-direction:column;
box-shadow:0 0 0 1px var(--line)}
.tiles dt{font-size:.82rem;color:var(--soft);line-height:1.35}
.tiles dd{order:0}
.tiles .value{font-size:1.5rem;line-height:1.25;font-weight:600;letter-spacing:-.02em;
margin-top:.15rem}
.tiles .value small{font-size:.86rem;font-weight:400;letter-spacing:0;color:var(--soft)}
.tiles .s{font-size:.8rem}
.tiles .of{height:4px;width:100%;display:block;margin:.35rem 0 .2rem}
.tiles .more{font-size:.82rem;color:var(--soft);line-height:1.4;margin-top:.15rem}

.todo{margin-top:2.4rem}
.todo{counter-reset:n}
.todo summary{color:var(--link);width:fit-content;margin-top:.75rem}
.todo ol{list-style:none;border-top:1px solid var(--line);margin-top:.75rem}
.todo li{counter-increment:n;display:grid;grid-template-columns:1.6rem minmax(0,1fr);
padding:.8rem 0;border-bottom:1px solid var(--line)}
.todo li::before{content:counter(n);color:var(--soft)}
.todo li p{max-width:46rem}
.cmd{display:flex;align-items:stretch;margin-top:.45rem;background:var(--code);border-radius:7px;
max-width:46rem}
.cmd code{flex:1;min-width:0;padding:.45rem .75rem;overflow-wrap:anywhere;white-space:pre-wrap}
td .cmd{margin:0;min-width:18rem}
td .cmd code{padding:.15rem .5rem}

section.part{margin-top:2.6rem;border-top:2px solid var(--ink);padding-top:.9rem}
section.part.fine{margin-top:1rem;border-top:1px solid var(--line);padding-top:.75rem}
.part.fine+.part.fine{margin-top:.75rem}
summary{cursor:pointer}
.part>details>summary,.bare{list-style:none;display:flex;flex-wrap:wrap;gap:0 1rem;
align-items:baseline;position:relative;padding-right:2rem}
.part>details>summary::-webkit-details-marker{display:none}
.part>details>summary::after{content:"";width:.5rem;height:.5rem;border:solid var(--soft);
border-width:0 2px 2px 0;transform:rotate(45deg);position:absolute;right:.35rem;top:.45rem}
.part>details[open]>summary::after{transform:rotate(225deg);top:.65rem}
.sum{flex-basis:100%;color:var(--soft);margin-top:.15rem}
.fine h2{font-size:1.02rem}
.block{margin-top:1.5rem}
.block>p{max-width:46rem}
.head{display:flex;flex-wrap:wrap;gap:.35rem 1rem;align-items:baseline;margin-bottom:.5rem}
.head .tools{margin-left:auto;display:flex;gap:.75rem;align-items:center}
.empty{color:var(--soft);border:1px dashed var(--line);border-radius:8px;padding:.75rem 1rem}

.scroll{overflow:auto;border:1px solid var(--line);border-radius:8px;background:var(--card);
max-width:100%}
.scroll.long{max-height:min(42rem,78vh)}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:.87rem;line-height:1.4}
th,td{text-align:left;vertical-align:top;padding:.42rem .7rem;border-bottom:1px solid var(--line)}
tbody tr:last-child td{border-bottom:0}
tbody tr:hover td{background:var(--hover)}
thead th{position:sticky;top:0;background:var(--card);font-weight:600;color:var(--soft);
white-space:nowrap;z-index:1;border-bottom:1px solid var(--soft)}
th button{all:unset;position:absolute;inset:0;cursor:pointer}
th button:focus-visible{outline:2px solid var(--link);outline-offset:-3px;border-radius:5px}
th button::after{content:"";position:absolute;right:.55rem;top:50%;margin-top:-.5em;
border:.33em solid transparent;border-bottom-color:var(--soft);opacity:.4}
[data-sorts] thead th{padding-right:1.6rem}
[data-sorts] thead th.n{padding-right:.7rem;padding-left:1.6rem}
th.n button::after{right:auto;left:.55rem}
@media(hover:hover){th button::after{opacity:0}}
th button:hover::after,th button:focus-visible::after{opacity:.7}
th[aria-sort]{color:var(--ink)}
th[aria-sort] button::after{opacity:1;border-bottom-color:currentColor}
th[aria-sort=descending] button::after{transform:rotate(180deg);margin-top:-.17em}
.n{text-align:right;white-space:nowrap}
td.t{min-width:12rem;max-width:36rem;white-space:normal}
td.a{overflow-wrap:anywhere}
td.m{min-width:10em;max-width:34em;font-size:.94em;white-space:normal}
td.w{min-width:19em}
td.x{color:var(--soft)}
.new{display:inline-block;font:600 .83em/1.5 system-ui,sans-serif;padding:0 .45em;
border-radius:4px;background:var(--note);color:var(--card);margin-left:.5em;vertical-align:.08em}
.cut{margin-top:.5rem;color:var(--soft);font-size:.87rem}

button.tool,input[type=search]{font:inherit;font-size:.87rem;color:var(--ink);
background:var(--card);border:1px solid var(--soft);border-radius:7px;padding:.25rem .7rem;
min-height:2.1rem}
button.tool{cursor:pointer}
button.tool:hover{background:var(--hover)}
.cmd button.tool{border:0;background:none;color:var(--link);border-left:1px solid var(--line);
border-radius:0 7px 7px 0}
input[type=search]{width:12rem;max-width:100%}
.tools label{color:var(--soft);font-size:.87rem}

figure svg{display:block;overflow:visible;font-size:12.5px}
.plot{width:calc(100% - 3.6rem);margin:.4rem 0 0 3.4rem}
.rows{width:100%;max-width:46rem}
svg text{fill:var(--soft)}
svg .strong{fill:var(--ink);font-weight:600}
svg .end{text-anchor:end}svg .middle{text-anchor:middle}
.rows text:not(.end){fill:var(--ink)}
.grid{stroke:var(--line)}.axis{stroke:var(--soft)}
.track{fill:var(--track)}
@COLOURS@
.stretch{overflow:visible}
.stretch polyline{fill:none;stroke-width:2;stroke-linejoin:round}
.keys{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.85rem;list-style:none;
margin:.1rem 0 .4rem}
.keys svg{display:inline-block;width:1.1rem;height:.8rem;margin-right:.45rem;vertical-align:-.08rem}
.behind{margin-top:.6rem;font-size:.87rem}
.behind>summary{color:var(--link);width:fit-content}
.behind .scroll{margin-top:.5rem;max-width:46rem}
.tree{list-style:none;font-size:.9rem;border-left:2px solid var(--line);padding-left:1rem}
.tree li{padding:.15rem 0}
.tree ul{list-style:none;padding-left:1.4rem;color:var(--soft)}
.tree ul li::before{content:"→ "}
.gaps{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(26rem,100%),1fr));gap:0 3rem}
.gaps dt{font-weight:600;margin-top:.8rem}
.gaps dd{max-width:46rem}
footer{margin-top:3.5rem;border-top:1px solid var(--line);padding-top:1rem;color:var(--soft);
font-size:.85rem}

@media(max-width:62rem){
.page{grid-template-columns:minmax(0,1fr)}
.page>main{grid-column:1;grid-row:2}
.toc{min-width:0}
.toc ul{position:static;display:flex;overflow-x:auto;gap:.4rem;padding:.75rem 2px .2rem;
max-height:none}
.toc a{white-space:nowrap;border:1px solid var(--line);border-radius:99px;
padding:.3rem .8rem .3rem 1.75rem;background:var(--card)}
.toc .s{left:.75rem;top:.62rem}
.verdict{margin-top:1.5rem}
}
@media(max-width:36rem){
body{font-size:16px}
.bar>div,.page{padding:0 1rem}
.bar h1{white-space:normal;font-size:.95rem;line-height:1.25;padding:.4rem 0}
.verdict .say{font-size:1.35rem;letter-spacing:-.01em}
.tiles{grid-template-columns:1fr 1fr;margin-top:1.4rem}
.tiles>div{padding:.7rem .8rem .75rem}
.tiles .value{font-size:1.3rem}
.head .tools{margin-left:0;width:100%}
.head .tools input{flex:1;min-width:0;min-height:2.6rem;font-size:16px}
th,td{padding:.5rem .65rem}
.scroll.long{max-height:75vh}
.wide{display:none}
td.m{min-width:13.5rem}
td.t{min-width:17rem}
}
@media(prefers-reduced-motion:no-preference){
html{scroll-behavior:smooth}
.part>details>summary::after{transition:transform .15s}
}
@media print{
@page{margin:16mm 14mm}
body{font-size:9.5pt;background:#fff}
.bar{position:static;border:0}.bar .end,.toc,.skip,.tools,.cmd button{display:none!important}
.bar>div,.page{padding:0;max-width:none}
.bar>div{min-height:0}
.bar h1{font-size:9.5pt;color:var(--soft)}
.page{display:block}
.verdict{margin-top:.6rem}
.verdict .say{font-size:16pt}
.scroll,.scroll.long{max-height:none;overflow:visible}
.behind,.part>details>summary::after{display:none}
[data-sorts] thead th,[data-sorts] thead th.n{padding:.22rem .5rem}
.new{border:1px solid;color:var(--note)}
table{font-size:7.8pt}
td,td.t{min-width:0;overflow-wrap:anywhere}
td.m{min-width:9em}
td.w{min-width:17em}
td .cmd{min-width:0}
table{border-collapse:collapse}
thead th{position:static}
tr,.tiles>div,.todo li,figure{break-inside:avoid}
h2,h3,summary,.head{break-after:avoid}
th,td{padding:.22rem .5rem}
th button{display:none}
}
"""


def sheet() -> str:
    """Return the styles: what the reader asked the system for, unless a button says otherwise."""
    light, dark = _LIGHT.replace("\n", ""), _DARK.replace("\n", "")
    colours = "".join(
        f".c{at}{{fill:var(--c{at})}}.d{at}{{fill:var(--c{at})}}.l{at}{{stroke:var(--c{at})}}"
        for at in range(6)
    )
    dashes = ".l1{stroke-dasharray:7 3}.l2{stroke-dasharray:2 3}.l3{stroke-dasharray:9 3 2 3}"
    return (
        f":root{{color-scheme:light;{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light])"
        f"{{color-scheme:dark;{dark}}}}}"
        f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{dark}}}}}"
        + _SHEET.replace("@COLOURS@", colours + dashes)
    )

/**
 * The style sheet of the page. One source for screen, phone, dark and paper; no class is set by
 * a style attribute, because the page's policy allows this sheet and nothing else.
 */
import { SLOTS } from '../view/palette.ts'

/**
 * Series colours: the first four after Okabe and Ito, darkened or lightened until they stand 3:1 from
 * the paper; the next two searched to stand as far from those, also for people who are colour-blind.
 */
export const SERIES_COLOURS: Readonly<Record<'light' | 'dark', readonly string[]>> = {
  light: ['#0072b2', '#d55e00', '#008f68', '#b8639a', '#2d1ee0', '#5c420c', '#6a51a3', '#4f7a1a'],
  dark: ['#56b4e9', '#f0a030', '#26b38a', '#dc8fba', '#6a5cf0', '#7a6a00', '#b3a1e6', '#a3cc5e'],
}

/** Background colours that the series colours are checked against. */
export const PAPER: Readonly<Record<'light' | 'dark', string>> = {
  light: '#fefefd',
  dark: '#13171b',
}

/** The whole sheet, as it is hashed and inlined. */
export function styleSheet(): string {
  return [
    `:root{${LIGHT}}`,
    `@media (prefers-color-scheme:dark){:root{${DARK}}}`,
    SCREEN,
    hideRules(),
    `@media print{:root{${LIGHT}}${PRINT}}`,
  ]
    .join('\n')
    .replace(/\n\s+/g, '\n')
}

function variables(scheme: 'light' | 'dark', rest: string): string {
  const series = SERIES_COLOURS[scheme].map((colour, index) => `--series-${index + 1}:${colour};`)
  const labels = SERIES_COLOURS[scheme].map((_, index) => `--label-${index + 1}:var(--ink);`)
  return `color-scheme:${scheme};--paper:${PAPER[scheme]};${rest}${series.join('')}${labels.join('')}`
}

const LIGHT = variables(
  'light',
  '--ink:#1b2126;--muted:#5b666f;--grid:#e6e9eb;--axis:#c3c9ce;--line:#dde1e4;--tint:#f5f7f8;--link:#005a8f;' +
    '--good:#00694c;--bad:#a83e00;--warn-back:#fff6e0;--warn-line:#d9a400;' +
    '--phase-undetected:#a83e00;--phase-spreading:#e0a458;--phase-contained:#b9c4cb;',
)

const DARK = variables(
  'dark',
  '--ink:#e7ebee;--muted:#9aa6af;--grid:#262d33;--axis:#3d464e;--line:#2c343b;--tint:#1a2026;--link:#7cc4f0;' +
    '--good:#4fcca4;--bad:#ff9a5c;--warn-back:#2b2412;--warn-line:#a8842a;' +
    '--phase-undetected:#e07a3a;--phase-spreading:#8f6a2e;--phase-contained:#48535b;',
)

/** With script, an architecture can be taken out of the charts: by the colour that is its own. */
function hideRules(): string {
  return Array.from({ length: SLOTS }, (_, index) => {
    const n = index + 1
    const parts = ['fill', 'stroke'].flatMap((attribute) => [
      `.hide-${n} svg [${attribute}="var(--series-${n})"]`,
      `.hide-${n} svg [${attribute}="var(--label-${n})"]`,
    ])
    return `${parts.join(',')}{display:none}`
  }).join('\n')
}

const SCREEN = `
*{box-sizing:border-box}
html{font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;-webkit-text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:4rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:break-word}
.page{max-width:1128px;margin:0 auto;padding:0 24px 96px}
header{padding:40px 0 0}
.kicker{margin:0 0 8px;color:var(--muted);font-size:.875rem}
h1{font-size:2.25rem;line-height:1.2;letter-spacing:-.02em;font-weight:650;margin:0 0 12px;text-wrap:balance}
h2{font-size:1.5rem;line-height:1.3;letter-spacing:-.012em;font-weight:640;margin:80px 0 8px;text-wrap:balance}
main>section:first-child h2{margin-top:28px}
.short .lede{margin-bottom:0}
.short .cards{margin-top:14px}
.short .card{padding:14px 20px}
.short .card .kind{margin:0}
.short .card h3{font-size:1.25rem;margin:0 0 6px}
.lines div{display:grid;grid-template-columns:8.5rem 1fr;gap:0 14px;padding:5px 0;border-top:1px solid var(--line)}
.lines dt{margin:0;line-height:1.6}
.lines dd{margin:0}
.ways{font-size:.875rem;display:flex;flex-wrap:wrap;gap:4px 20px}
h3{font-size:1rem;line-height:1.4;font-weight:640;margin:32px 0 8px}
p{margin:0 0 16px;max-width:72ch;text-wrap:pretty}
.lede{color:var(--muted)}
.lede code{overflow-wrap:anywhere}
.standfirst{font-size:1.125rem;color:var(--muted);max-width:68ch}
a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:1px}
a:focus-visible,button:focus-visible,summary:focus-visible,select:focus-visible,input:focus-visible,.scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.86em}
pre{background:var(--tint);border:1px solid var(--line);border-radius:8px;padding:14px 16px;overflow-x:auto;margin:0 0 16px;white-space:pre-wrap;overflow-wrap:anywhere}
.skip{position:absolute;left:-999px}
.skip:focus{left:16px;top:12px;background:var(--paper);padding:8px 12px;z-index:9}
nav{position:sticky;top:0;z-index:5;background:var(--paper);border-bottom:1px solid var(--line);margin:12px 0 0}
nav ul{list-style:none;display:flex;gap:8px 17px;margin:0;padding:11px 0;overflow-x:auto;white-space:nowrap;font-size:.875rem;scrollbar-width:none}
nav a{color:var(--muted);text-decoration:none}
nav a:hover{color:var(--ink)}
.banner{border:1px solid var(--warn-line);border-left-width:5px;background:var(--warn-back);border-radius:8px;padding:14px 20px;margin:24px 0 0}
.banner p{margin:0;max-width:none}
.banner ul{margin:6px 0 0;padding-left:1.2em}
.findings{list-style:none;margin:24px 0 0;padding:0;display:grid;gap:0}
.findings li{display:grid;grid-template-columns:9.5rem 1fr;gap:4px 24px;padding:16px 0;border-top:1px solid var(--line)}
.findings li:last-child{border-bottom:1px solid var(--line)}
.findings .about{font-weight:640}
.findings p{margin:0 0 6px;max-width:76ch}
.findings p:last-child{margin-bottom:0}
.findings .more{font-size:.875rem}
.findings b{font-weight:600}
.aside{color:var(--muted);font-size:.92em}
.controls{display:flex;flex-wrap:wrap;gap:12px 28px;align-items:center;background:var(--tint);border:1px solid var(--line);border-radius:8px;padding:12px 18px;margin:24px 0 0;font-size:.9rem}
.controls[hidden]{display:none}
.controls fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center}
.controls legend{float:left;padding:0;margin-right:12px;color:var(--muted)}
.controls label{display:inline-flex;gap:6px;align-items:center;white-space:nowrap;min-height:28px}
.controls .swatch{margin-right:0}
.controls select,.controls button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--axis);border-radius:6px;padding:4px 10px}
.controls button{cursor:pointer}
.state{flex-basis:100%;color:var(--muted);margin:0;font-size:.85rem}
.state:empty{display:none}
.scroll{overflow-x:auto;margin:16px 0 0;border:1px solid var(--line);border-radius:8px;-webkit-overflow-scrolling:touch}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:.875rem;line-height:1.4;font-variant-numeric:tabular-nums}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;vertical-align:top;padding:10px 14px;border-bottom:1px solid var(--line);unicode-bidi:isolate}
tbody:last-child tr:last-child>*{border-bottom:0}
thead th{font-weight:600;vertical-align:bottom;background:var(--tint);line-height:1.3}
th small,td small{display:block;color:var(--muted);font-size:.8125rem;white-space:nowrap}
th small{font-weight:400}
thead th small,tbody th small{white-space:normal}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;margin:0;cursor:pointer;text-align:inherit}
th button:hover{color:var(--link)}
th[aria-sort] button{color:var(--link)}
th[aria-sort=ascending] button::before{content:"↑ "}
th[aria-sort=descending] button::before{content:"↓ "}
td.n,th.n{text-align:right}
td.n{white-space:nowrap}
tbody th{font-weight:600;min-width:7rem;max-width:18rem;overflow-wrap:break-word}
.compare .scroll{width:min(1400px,calc(100vw - 48px));margin-left:calc(50% - min(700px,50vw - 24px))}
.compare table{font-size:.8125rem}
.compare th,.compare td{padding:9px 8px}
.compare thead th:first-child{padding-left:14px}
.compare small{font-size:.75rem}
tbody th,thead th:first-child{position:sticky;left:0;background:var(--paper);z-index:1;box-shadow:1px 0 0 var(--line)}
thead th:first-child{background:var(--tint)}
tbody tr.group th{background:var(--tint);font-weight:600;color:var(--muted);padding:7px 14px;box-shadow:none;position:static;max-width:none}
tbody tr:not(.group):hover>*{background:var(--tint)}
td .why{color:var(--muted)}
.objectives td small{white-space:normal}
.objectives td:last-child{min-width:13rem}
.compare td .why+small{white-space:normal;min-width:5.5rem;max-width:9rem;margin-left:auto}
.levels th,.levels td{padding:9px 8px}
.levels thead th:first-child,.levels tbody th{padding-left:14px}
#data-capacity td:nth-child(3){min-width:8.5rem}
#data-capacity td:last-child{min-width:14rem}
#data-capacity td small{white-space:normal}
.ships td{min-width:15rem}
.ships td small{white-space:normal;overflow-wrap:anywhere;margin-top:4px}
.better{color:var(--good)}
.worse{color:var(--bad)}
td small.better,td small.worse{color:var(--good);font-weight:500}
td small.worse{color:var(--bad)}
td .mark{margin-right:.25em}
.swatch{display:inline-block;width:.7em;height:.7em;border-radius:2px;margin-right:.55em;vertical-align:baseline}
${Array.from({ length: SLOTS }, (_, index) => `.s${index + 1}{background:var(--series-${index + 1})}`).join('')}
tbody th.s{padding-left:calc(14px + 1.3em)}
tbody th .swatch{position:absolute;margin:.4em 0 0 -1.3em}
.whole{white-space:nowrap}
.key{list-style:none;display:flex;flex-wrap:wrap;gap:4px 22px;padding:0;margin:8px 0 16px;font-size:.875rem;color:var(--muted)}
.key .swatch{width:1.1em}
.p-undetected{background:var(--phase-undetected)}.p-spreading{background:var(--phase-spreading)}.p-contained{background:var(--phase-contained)}
figure{margin:16px 0 0}
.panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,520px),1fr));gap:24px 40px;margin-top:20px}
.panel{min-width:0}
.panel:only-child{grid-column:1/-1}
.panel h3,.panel h4{margin:0 0 6px;font-size:.9375rem;font-weight:640}
.panel>div+div{margin-top:14px}
svg.chart{display:block;max-width:100%;height:auto;font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow:visible}
.narrow{display:none}
details{margin:16px 0 0}
summary{cursor:pointer;color:var(--link);font-size:.9rem;width:fit-content;padding:4px 0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:20px;margin:24px 0 0}
.card{border:1px solid var(--line);border-radius:10px;padding:20px 22px}
.card h3{margin:0 0 2px;font-size:1.0625rem}
.card .kind{color:var(--muted);font-size:.875rem;margin:0 0 14px}
.card .panels{grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));margin:12px 0}
.prediction{margin:20px 0 0}
.prediction h3{max-width:72ch;margin-bottom:10px}
.prediction dd{max-width:76ch}
.verdict{font-weight:600;white-space:nowrap}
.verdict .mark{margin-right:.35em}
.predictions td{min-width:9rem}
.predictions td:last-child{min-width:16rem}
.predictions tbody th{width:42%;min-width:14rem;max-width:26rem;font-weight:400}
.card dl{margin:0;font-size:.9rem}
dt{color:var(--muted);font-size:.8125rem;margin-top:12px}
dd{margin:2px 0 0}
dd ul{margin:0;padding-left:1.1em}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:2px 32px;margin:16px 0 24px}
.facts div{border-top:1px solid var(--line);padding:10px 0}
.facts dt{margin:0}
.facts dd{overflow-wrap:anywhere}
.prose{max-width:76ch;padding-left:1.2em}
.prose li{margin:0 0 10px}
.scope{border-left:4px solid var(--axis);padding:0 0 0 16px;margin:14px 0;font-size:1rem;max-width:80ch}
.files{list-style:none;padding:0;margin:16px 0 0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:10px 32px}
.files small{display:block;color:var(--muted)}
.off{display:none!important}
@media (max-width:760px){
.lines div{grid-template-columns:1fr}
.page{padding:0 16px 64px}
header{padding-top:36px}
h1{font-size:1.75rem}
h2{margin-top:60px;font-size:1.3125rem}
.wide{display:none}.narrow{display:block}
.findings li{grid-template-columns:1fr}
th,td{padding:9px 11px}
tbody th,thead th:first-child{min-width:6rem;max-width:40vw}
tbody th.s{padding-left:calc(11px + 1.3em)}
.compare .scroll{width:auto;margin-left:0}
}
`

const PRINT = `
@page{margin:14mm}
html{font-size:10.5pt}
.page{max-width:none;padding:0}
nav,.controls,.skip,.ways,.findings .more{display:none}
.short .cards{grid-template-columns:1fr 1fr;gap:12pt}
.lines div{grid-template-columns:6.5rem 1fr}
summary{list-style:none;color:inherit;font-weight:600;break-after:avoid}
header{padding-top:0}
h2{margin-top:28pt;break-after:avoid}
h3{break-after:avoid}
.wide{display:block}.narrow{display:none}
.panels{grid-template-columns:1fr 1fr;gap:12pt 16pt}
.panel,.card,.findings li,tr,.banner{break-inside:avoid}
.prediction{break-inside:auto}
.prediction>h3,.prediction>p{break-after:avoid}
.scroll,.compare .scroll{overflow:visible;border:0;width:auto;margin-left:0}
.compare table{font-size:6.6pt}
.compare th,.compare td{padding:2.5pt 3pt}
.compare small{font-size:5.8pt}
tbody th{min-width:0}
tbody th.s{padding-left:calc(2.5pt + 1.3em)}
.swatch{print-color-adjust:exact}
table{font-size:6.8pt}
th,td{padding:2.5pt 2.5pt}
thead th{font-size:6.2pt;hyphens:auto}
th small,td small{white-space:normal}
th small,td small{font-size:6.2pt}
tbody th,thead th:first-child{position:static;box-shadow:none}
details::details-content{content-visibility:visible;block-size:auto;display:block}
a{color:inherit;text-decoration:none}
`

/** The one style sheet, adopted by every element; the page themes it by --lotse-* variables and ::part. */

const CSS = `
:host { display: block; min-inline-size: 0 }
.frame { display: flow-root }
:host([hidden]) { display: none !important }
.panel {
  --accent: var(--lotse-accent, light-dark(#0a5aa8, #86bdf5));
  --on-accent: var(--lotse-on-accent, light-dark(#fff, #0c1722));
  --ink: var(--lotse-ink, light-dark(#17212b, #e8eef4));
  --soft: var(--lotse-soft, light-dark(#52606d, #a3b1bf));
  --surface: var(--lotse-surface, light-dark(#fff, #141c25));
  --tint: var(--lotse-tint, light-dark(#f3f6f9, #1c2733));
  --line: var(--lotse-line, light-dark(#d5dde5, #33414f));
  --radius: var(--lotse-radius, 12px);
  all: initial;
  box-sizing: border-box;
  display: block;
  position: relative;
  container-type: inline-size;
  contain-intrinsic-inline-size: min(40em, 75vw);
  color-scheme: inherit;
  padding: var(--lotse-padding, 1.25em);
  font: var(--lotse-font-size, max(1rem, 14px))/1.5 sans-serif;
  font-family: var(--lotse-font, inherit);
  color: var(--ink);
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: var(--radius);
  overflow-wrap: anywhere;
}
:host([theme=light]) .panel { color-scheme: light }
:host([theme=dark]) .panel { color-scheme: dark }
.panel *, .panel ::before, .panel ::after { box-sizing: border-box }
.panel.clip { overflow: auto }
h2, h3, h4, p, ul, fieldset { margin: 0; padding: 0; border: 0; min-inline-size: 0 }
ul { list-style: none }
h2 { display: flex; align-items: center; gap: .55em; font-size: 1.25em; line-height: 1.25; font-weight: 700; letter-spacing: -.01em; text-wrap: balance }
h2::before { content: ""; flex: none; inline-size: .8em; block-size: .8em; border: 1px solid var(--line); border-radius: 2px;
  background: linear-gradient(90deg, #fff 50%, var(--lotse-mark, #d6283b) 50%) }
h3 { margin-block-end: .6em; font-size: .88em; font-weight: 600; color: var(--soft) }
h4 { font-size: 1em; line-height: 1.35; font-weight: 650; text-wrap: pretty }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: 1px }
a:hover { text-decoration-thickness: 2px }
button, input { font: inherit; color: inherit; margin: 0 }
button { cursor: pointer; border: 1px solid var(--line); border-radius: 99px; background: none; padding: .35em .9em; min-block-size: 32px }
button:hover { border-color: var(--accent); color: var(--accent) }
:focus-visible, .chip:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px }
.roles { margin-block-start: 1em }
legend { padding: 0; margin-block-end: .5em; font-weight: 600; font-size: .94em }
.chips { display: flex; flex-wrap: wrap; gap: .4em }
.chip { position: relative; display: inline-flex; align-items: center; min-block-size: 28px; padding: .15em .75em; font-size: .82em; line-height: 1.3;
  border: 1px solid var(--line); border-radius: 99px; cursor: pointer; background: var(--surface) }
.chip:hover { border-color: var(--accent) }
.chip input { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; opacity: 0; cursor: pointer }
.chip:has(:checked) { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600 }
.chip.guess { border: 1px dashed var(--accent); color: var(--accent) }
.chip.all { border-style: dotted; color: var(--soft) }
.chip.all:has(:checked) { border-style: solid; color: var(--on-accent) }
.notice { display: flex; flex-wrap: wrap; align-items: center; gap: .3em .6em; min-block-size: 36px; margin-block: .6em 1.1em; font-size: .88em; color: var(--soft) }
.notice b { font-weight: 600; color: var(--ink) }
.notice button { font-size: .95em; padding: .1em .75em }
.lists { display: flex; flex-wrap: wrap; gap: 1.4em }
.group { flex: 1 1 100%; display: flex; flex-direction: column }
.group ul { flex: 1; display: grid; gap: .75em; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15em), 1fr)) }
.card { position: relative; display: flex; flex-direction: column; gap: .3em; block-size: 100%; padding: .9em 1em; border: 1px solid var(--line);
  border-radius: calc(var(--radius) - 3px); background: var(--surface); transition: border-color .15s, box-shadow .15s }
.card:has(a):hover { border-color: var(--accent); box-shadow: 0 2px 10px #0000001a }
.card a { color: inherit; text-decoration: none }
.card a:hover { color: var(--accent); text-decoration: underline }
.card a::after { content: ""; position: absolute; inset: 0; border-radius: inherit }
.meta { display: flex; flex-wrap: wrap; gap: .2em .7em; font-size: .78em; color: var(--soft) }
.meta ::first-letter { text-transform: uppercase }
.meta b { font-weight: 600; color: var(--accent) }
.snippet { font-size: .94em }
.where { font-size: .8em; color: var(--soft) }
.main .card { padding: 1.1em 1.2em; background: var(--tint); border-inline-start: 4px solid var(--accent) }
.main .snippet { font-size: 1.1em; line-height: 1.5 }
.main h4 { font-size: .98em }
.main .card > .snippet { order: -1 }
.main .card > .meta { order: -2 }
details { position: relative; font-size: .82em; color: var(--soft) }
.card details { margin-block-start: auto; padding-block-start: .2em; align-self: start }
summary { cursor: pointer; display: inline-block; min-block-size: 24px; line-height: 24px }
summary::before { content: "+"; display: inline-block; inline-size: 1em; font-weight: 700 }
[open] > summary::before { content: "–" }
summary:hover { color: var(--accent) }
details li { padding-inline-start: 1em }
.ask { margin-block-start: 1.5em; padding: 1em 1.1em 1.1em; background: var(--tint); border-radius: calc(var(--radius) - 3px) }
.ask label { display: block; margin-block-end: .5em; font-weight: 600; font-size: .94em }
.row { display: flex; gap: .5em }
.row input { flex: 1; min-inline-size: 0; min-block-size: 42px; padding: .4em .8em; color: var(--ink); background: var(--surface); border: 1px solid var(--soft); border-radius: 8px }
.row input::placeholder { color: var(--soft); opacity: 1 }
.row button { padding-inline: 1.1em; border-radius: 8px; border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600 }
.row button:hover { color: var(--on-accent); filter: brightness(1.1) }
.questions { margin-block-start: .9em }
.questions h3, .result h3 { margin-block-end: .5em }
.questions ul { display: flex; flex-wrap: wrap; gap: .4em }
.questions button { text-align: start; font-size: .86em; line-height: 1.35; border-radius: 16px; background: var(--surface) }
.result { margin-block-start: 1em }
.result ul { display: grid; gap: .6em }
.result > p { margin-block-end: .5em }
.person { margin-block: .8em 0 }
.also { margin-block-start: 1.2em; font-size: .9em }
.also li { margin-block: .3em; padding: 0 }
.also ::slotted(:not([slot])) { margin-block: .4em }
.foot { display: flex; flex-wrap: wrap; gap: .2em .8em; align-items: center; margin-block-start: 1.2em; font-size: .78em; color: var(--soft) }
.foot button { padding: 0 .6em; min-block-size: 24px }
.busy .lists { opacity: .55 }
.more { display: none; position: sticky; inset-block-end: 0; inline-size: 100%; margin-block-start: .6em; background: var(--surface); border-color: var(--accent);
  color: var(--accent); font-weight: 600; box-shadow: 0 -12px 18px var(--surface), 0 1.5em 0 .2em var(--surface) }
.clip .more { display: block }
.slim { padding: 0; border: 0 }
.slim .more { position: absolute; inset: 0; min-block-size: 0; margin: 0; padding: 0 }
.quiet { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@container (min-width: 620px) {
  .group.proof, .group.common { flex: 1 1 40% }
  h2 { font-size: 1.4em }
  .chip { min-block-size: 32px; font-size: .88em }
}
@media (prefers-reduced-motion: no-preference) {
  .lists { transition: opacity .15s }
  .fresh .card { animation: rise .28s }
  @keyframes rise { from { transform: translateY(6px) } }
}
@media (forced-colors: active) { .chip:has(:checked) { outline: 2px solid Highlight } }
`;

export const SHEET = new CSSStyleSheet();
SHEET.replaceSync(CSS);

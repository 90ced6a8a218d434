// Lotse widget. Made by widgets/build.py from widgets/src; edit there. Apache-2.0
const TEXTS = {
  de: {
    heading: 'Was davon für Sie zählt',
    legend: 'Worum geht es Ihnen?',
    hint: 'Wir sortieren danach. Nichts wird ausgeblendet.',
    all: 'Alles zeigen',
    sorted: 'Sortiert für: %.',
    guess: 'Wir vermuten: %.',
    because: 'Grund: ',
    right: 'Stimmt',
    wrong: 'Stimmt nicht',
    clear: 'Zurücksetzen',
    main: 'Am wichtigsten',
    next: 'Als Nächstes',
    proof: 'Beleg aus der Praxis',
    common: 'Für alle im Team',
    near: 'Nur verwandt',
    also: 'Außerdem auf dieser Seite',
    why: 'Warum das?',
    questions: 'Das könnten Sie als Nächstes fragen',
    ask: 'Fragen Sie unsere Bibliothek',
    placeholder: 'z. B. Wie lange steht die Linie still?',
    send: 'Fragen',
    found: 'Das steht dazu in unserer Bibliothek',
    none: 'Dazu steht nichts in unserer Bibliothek.',
    closest: 'Am nächsten kommt:',
    person: 'Fragen Sie einen Menschen:',
    contact: 'Kontakt aufnehmen',
    busy: 'Einen Moment …',
    down: 'Gerade nicht erreichbar. Bitte später noch einmal versuchen.',
    status: '% Beiträge.',
    more: 'Mehr anzeigen',
    anonymous: 'Ohne Cookies und ohne Kennung. Ihre Wahl gilt nur auf dieser Seite.',
    known: 'Mit Ihrer Einwilligung an Ihre Besuche angepasst.',
    withdraw: 'Widerrufen',
    langs: { de: 'auf Deutsch', en: 'auf Englisch' },
  },
  en: {
    heading: 'What matters to you in this',
    legend: 'What matters to you?',
    hint: 'We sort the content accordingly. Nothing is hidden.',
    all: 'Show everything',
    sorted: 'Sorted for: %.',
    guess: 'We think: %.',
    because: 'Because: ',
    right: 'That’s right',
    wrong: 'Not me',
    clear: 'Clear',
    main: 'Most important',
    next: 'Next',
    proof: 'Proof from practice',
    common: 'For everyone in the team',
    near: 'Related only',
    also: 'Also on this page',
    why: 'Why this?',
    questions: 'You could ask next',
    ask: 'Ask our library',
    placeholder: 'e.g. How long will the line be down?',
    send: 'Ask',
    found: 'What our library says',
    none: 'This is not in our library.',
    closest: 'The closest we have:',
    person: 'Ask a person:',
    contact: 'Get in touch',
    busy: 'One moment …',
    down: 'Not available right now. Please try again later.',
    status: '% items.',
    more: 'Show more',
    anonymous: 'No cookies, no identifier. Your choice stays on this page.',
    known: 'Adapted to your visits, with your consent.',
    withdraw: 'Withdraw',
    langs: { de: 'in German', en: 'in English' },
  },
};
const TYPES = `blog_article|Blog|Blog
trade_article|Fachartikel|Trade article
research_study|Studie|Study
infographic|Infografik|Infographic
short_video|Video|Video
podcast|Podcast|Podcast
checklist|Checkliste|Checklist
white_paper|White Paper|White paper
ebook_guide|Leitfaden|Guide
webinar|Webinar|Webinar
self_assessment|Selbsttest|Self-assessment
buyers_guide|Einkaufsratgeber|Buyer’s guide
spec_template|Lastenheft-Vorlage|Specification template
data_sheet|Datenblatt|Data sheet
cad_technical_docs|Technische Unterlagen|Technical documents
product_page|Produktseite|Product page
demo_trial|Vorführung|Demo
case_study|Anwenderbericht|Case study
user_review|Anwenderstimme|User review
roi_tco_calculator|Rechner|Calculator
price_information|Preise|Prices
compliance_pack|Nachweise|Compliance pack
implementation_plan|Einführungsplan|Implementation plan
training_offer|Schulung|Training
handon_brochure|Broschüre|Brochure
manual_support|Handbuch|Manual
service_upgrade|Service|Service
expert_contact|Ansprechpartner|Expert contact`;
const TYPE_LABELS = new Map(TYPES.split('\n').map((row) => row.split('|')).map(([id, de, en]) => [id, { de, en }]));
const typeLabel = (id, lang) => TYPE_LABELS.get(id)?.[lang] ?? text(id).replaceAll('_', ' ');
const text = (value) => (typeof value === 'string' ? value.trim() : '');
const list = (value) => (Array.isArray(value) ? value.filter((entry) => entry && /^(o|s)/.test(typeof entry)) : []);
function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (value !== false && value != null && value !== '') node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null && child !== ''));
  return node;
}
function safeUrl(value) {
  try {
    const url = new URL(value, document.baseURI);
    return value && /^(https?|mailto):$/.test(url.protocol) ? url.href : '';
  } catch {
    return '';
  }
}
const fill = (template, value) => template.split('%').join(value);
const COMMON = { mode: 'cors', credentials: 'omit', cache: 'no-store', redirect: 'error', referrerPolicy: 'origin' };
const simple = (body) => new Blob([JSON.stringify(body)], { type: 'text/plain;charset=UTF-8' });
const freshId = () =>
  crypto.randomUUID?.() ??
  '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
class Client {
  constructor(api, key, timeout) {
    Object.assign(this, { api: api.replace(/\/+$/, ''), key, timeout });
  }
  async #json(path, options, signal) {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), this.timeout);
    signal?.addEventListener('abort', () => late.abort());
    try {
      const reply = await fetch(this.api + path, { ...COMMON, ...options, signal: late.signal });
      const body = reply.ok ? await reply.json() : null;
      if (!body || typeof body !== 'object') throw new Error(`Lotse: ${path} answered ${reply.status}`);
      return body;
    } finally {
      clearTimeout(timer);
    }
  }
  recommend(request, signal) {
    return this.#json('/v1/recommendations', { method: 'POST', body: simple({ key: this.key, ...request }) }, signal);
  }
  ask(q, lang, role, signal) {
    const query = new URLSearchParams({ q, lang, limit: 4, key: this.key });
    if (role) query.set('role', role);
    return this.#json(`/v1/ask?${query}`, {}, signal);
  }
  async consent(grant, visitor, version) {
    const body = { key: this.key, grant, version, purposes: ['personalisation', 'measurement'] };
    if (visitor) body.visitor = visitor;
    return text((await this.#json('/v1/consent', { method: 'POST', body: simple(body) })).visitor);
  }
  async events(visitor, events) {
    const body = simple({ key: this.key, ...(visitor && { visitor }), events });
    const url = `${this.api}/v1/events`;
    try {
      if (!('keepalive' in Request.prototype)) return navigator.sendBeacon(url, body);
      const reply = await fetch(url, { ...COMMON, method: 'POST', keepalive: true, body });
      return reply.ok || (reply.status < 500 && reply.status !== 429);
    } catch {
      return false;
    }
  }
}
const NAME = 'lotse.visitor';
const refusedByBrowser = () => navigator.globalPrivacyControl === true || navigator.doNotTrack === '1';
function storage(kind, act) {
  try {
    return act(kind === 'session' ? sessionStorage : localStorage);
  } catch {
    return null;
  }
}
class Consent {
  token = '';
  async set(grant, client, version) {
    const yes = grant === true || grant === 'granted' || grant === 'session';
    if (!yes || refusedByBrowser()) return this.#end(client, version);
    this.token ||= storage(grant, (store) => store.getItem(NAME)) || (await client.consent(true, '', version));
    if (this.token) storage(grant, (store) => store.setItem(NAME, this.token));
    return this.token !== '';
  }
  async #end(client, version) {
    const old = this.token;
    this.token = '';
    for (const kind of ['session', 'local']) storage(kind, (store) => store.removeItem(NAME));
    if (old) await client.consent(false, old, version);
    return false;
  }
}
const VISIBLE_MS = 1000; // an impression: half of the item visible for one second
const BATCH_MS = 2000;
const RETURN_MS = 30 * 60 * 1000; // a later return to the page is another visit
const MOST_WAITING = 200;
const SEARCH = /^https?:\/\/([\w-]+\.)*(google|bing|duckduckgo|ecosia|yahoo|startpage|qwant|brave|kagi)\.[a-z.]+\//;
class Tracker {
  #waiting = [];
  #timer = 0;
  #items = new Map(); // element -> {item, decision, timer}
  #shownAt = 0;
  #leftAt = 0;
  #byLink = false;
  constructor(client, visitor, page) {
    Object.assign(this, { client, visitor, page });
    this.observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.#seen(entry)), { threshold: 0.5 });
  }
  start(signal) {
    this.#shownAt = Date.now();
    document.addEventListener('visibilitychange', () => this.#turn(), { signal });
    addEventListener('pagehide', () => this.#leave(), { signal });
    addEventListener('pageshow', (event) => this.#back(event), { signal });
    document.addEventListener('click', (event) => { this.#byLink = Boolean(event.target.closest?.('a[href]')); }, { signal });
  }
  add(type, { item = {}, decision, value = 1, properties = {} }, now = false) {
    const { document, passage, slot } = item;
    const event = { id: freshId(), type, at: new Date().toISOString(), decision, document, passage, slot, value, properties };
    this.#waiting = [...this.#waiting, event].slice(-MOST_WAITING);
    if (now) this.flush();
    else this.#timer ||= setTimeout(() => this.flush(), BATCH_MS);
  }
  take() {
    return this.#waiting.splice(0, 50);
  }
  restore(events) {
    this.#waiting.unshift(...events);
  }
  async flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const events = this.take();
    if (events.length && !(await this.client().events(this.visitor(), events))) this.restore(events);
  }
  watch(node, item, decision) {
    this.#items.set(node, { item, decision });
    this.observer.observe(node);
    const click = (event) => {
      if (!event.target.closest('a') || event.button > 1) return;
      this.#byLink = true;
      this.add('click', { item, decision }, true);
    };
    node.addEventListener('click', click);
    node.addEventListener('auxclick', click);
  }
  clear() {
    this.observer.disconnect();
    for (const { timer } of this.#items.values()) clearTimeout(timer);
    this.#items.clear();
  }
  #seen({ target, intersectionRatio }) {
    const entry = this.#items.get(target);
    if (!entry) return;
    clearTimeout(entry.timer);
    if (intersectionRatio < 0.5) return;
    entry.timer = setTimeout(() => {
      if (document.visibilityState !== 'visible') return;
      this.observer.unobserve(target);
      this.#items.delete(target);
      this.add('impression', entry);
    }, VISIBLE_MS);
  }
  #turn() {
    if (document.visibilityState === 'visible') this.#shownAt = Date.now();
    else this.#leave();
  }
  #leave() {
    this.#leftAt = Date.now();
    const seconds = (this.#leftAt - this.#shownAt) / 1000;
    if (this.visitor() && this.page() && this.#shownAt && seconds >= 1)
      this.add('dwell', { item: { document: this.page() }, value: Math.round(seconds) });
    this.#shownAt = 0;
    this.flush();
  }
  #back({ persisted }) {
    if (!persisted) return;
    const away = Date.now() - this.#leftAt;
    this.#shownAt = Date.now();
    if (this.visitor() && !this.#byLink && away < RETURN_MS && SEARCH.test(document.referrer))
      this.add('search_return', { item: { document: this.page() }, value: Math.round(away / 1000) }, true);
    this.#byLink = false;
  }
}
const CSS = `
:host { display: block; container-type: inline-size }
:host([hidden]) { display: none !important }
.panel {
  --accent: var(--lotse-accent, #0a5aa8);
  --on-accent: var(--lotse-on-accent, #fff);
  --ink: var(--lotse-ink, #17212b);
  --soft: var(--lotse-soft, #52606d);
  --surface: var(--lotse-surface, #fff);
  --tint: var(--lotse-tint, #f3f6f9);
  --line: var(--lotse-line, #d5dde5);
  --radius: var(--lotse-radius, 12px);
  all: initial;
  box-sizing: border-box;
  display: block;
  position: relative;
  min-block-size: inherit;
  color-scheme: inherit;
  padding: var(--lotse-padding, clamp(16px, 4cqi, 28px));
  font: 400 var(--lotse-font-size, 16px)/1.5 var(--lotse-font, inherit);
  font-family: var(--lotse-font, inherit);
  color: var(--ink);
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: var(--radius);
  overflow-wrap: anywhere;
}
@supports (color: light-dark(#000, #fff)) {
  .panel {
    --accent: var(--lotse-accent, light-dark(#0a5aa8, #86bdf5));
    --on-accent: var(--lotse-on-accent, light-dark(#fff, #0c1722));
    --ink: var(--lotse-ink, light-dark(#17212b, #e8eef4));
    --soft: var(--lotse-soft, light-dark(#52606d, #a3b1bf));
    --surface: var(--lotse-surface, light-dark(#fff, #141c25));
    --tint: var(--lotse-tint, light-dark(#f3f6f9, #1c2733));
    --line: var(--lotse-line, light-dark(#d5dde5, #33414f));
  }
}
:host([theme=light]) .panel { color-scheme: light }
:host([theme=dark]) .panel { color-scheme: dark }
.panel *, .panel ::before, .panel ::after { box-sizing: border-box }
.panel.clip { block-size: 100%; overflow: auto }
h2, h3, h4, p, ul, fieldset { margin: 0; padding: 0; border: 0; min-inline-size: 0 }
ul { list-style: none }
h2 { display: flex; align-items: center; gap: .55em; font-size: 1.25em; line-height: 1.25; font-weight: 700; letter-spacing: -.01em; text-wrap: balance }
h2::before { content: ""; flex: none; inline-size: .8em; block-size: .8em; border: 1px solid var(--line); border-radius: 2px;
  background: linear-gradient(90deg, #fff 50%, var(--lotse-mark, #d6283b) 50%) }
h3 { margin-block-end: .6em; font-size: .78em; font-weight: 700; letter-spacing: .06em; text-transform: uppercase; color: var(--soft) }
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
.chip { position: relative; display: inline-flex; align-items: center; min-block-size: 32px; padding: .2em .8em; font-size: .86em; line-height: 1.3;
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
.group { flex: 1 1 100% }
.group ul { display: grid; gap: .75em; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15em), 1fr)) }
.card { position: relative; display: flex; flex-direction: column; gap: .3em; block-size: 100%; padding: .9em 1em; border: 1px solid var(--line);
  border-radius: calc(var(--radius) - 3px); background: var(--surface); transition: border-color .15s, box-shadow .15s }
.card:has(a):hover { border-color: var(--accent); box-shadow: 0 2px 10px #0000001a }
.card a { color: inherit; text-decoration: none }
.card a:hover { color: var(--accent); text-decoration: underline }
.card a::after { content: ""; position: absolute; inset: 0; border-radius: inherit }
.meta { display: flex; flex-wrap: wrap; gap: .2em .7em; font-size: .78em; color: var(--soft) }
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
.result p { margin-block-end: .5em }
.person { margin-block: .8em 0 }
.also { margin-block-start: 1.2em; font-size: .9em }
.also li { margin-block: .3em; padding: 0 }
.also ::slotted(:not([slot])) { margin-block: .4em }
.foot { display: flex; flex-wrap: wrap; gap: .2em .8em; align-items: center; margin-block-start: 1.2em; font-size: .78em; color: var(--soft) }
.foot button { padding: 0 .6em; min-block-size: 24px }
.busy .lists { opacity: .55 }
.more { display: none; position: sticky; inset-block-end: 0; inline-size: 100%; margin-block-start: .6em; background: var(--surface); border-color: var(--accent);
  color: var(--accent); font-weight: 600; box-shadow: 0 -12px 18px var(--surface) }
.clip .more { display: block }
.quiet { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@container (min-width: 620px) {
  .group.proof, .group.common { flex: 1 1 40% }
  h2 { font-size: 1.4em }
}
@media (prefers-reduced-motion: no-preference) {
  .lists { transition: opacity .15s }
  .fresh .card { animation: rise .28s ease-out backwards }
  .fresh li:nth-child(2) .card { animation-delay: .05s }
  .fresh li:nth-child(3) .card { animation-delay: .1s }
  @keyframes rise { from { transform: translateY(6px) } }
}
@media (forced-colors: active) { .chip:has(:checked) { outline: 2px solid Highlight } }
@media print { .roles, .ask, .notice button, .foot, .more { display: none } }
`;
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(CSS);
const itemKey = (item) => text(item.url) || text(item.passage) || text(item.document) || text(item.title);
function link(item, label) {
  const href = safeUrl(text(item.url));
  return href ? h('a', { href, part: 'link' }, label) : h('span', {}, label);
}
function card(item, t, lang) {
  const language = text(item.lang);
  const foreign = language && language !== lang;
  const title = text(item.title) || text(item.heading) || text(item.document);
  const heading = text(item.heading);
  const reasons = list(item.reasons).map(text).filter(Boolean);
  const meta = [typeLabel(item.type, lang), foreign && (t.langs[language] ?? language.toUpperCase())].filter(Boolean);
  return h('article', { class: 'card', part: `item item-${/^\w+$/.test(item.slot) ? item.slot : 'answer'}` },
    h('p', { class: 'meta', part: 'meta' },
      item.near === true && h('b', {}, t.near), ...meta.map((word) => h('span', {}, word))),
    h('h4', { part: 'title', lang: foreign && language }, link(item, title)),
    text(item.snippet) && h('p', { class: 'snippet', part: 'snippet', lang: foreign && language }, text(item.snippet)),
    heading && heading !== title && h('p', { class: 'where', part: 'where', lang: foreign && language }, `› ${heading}`),
    reasons.length > 0 && h('details', { part: 'why' },
      h('summary', {}, t.why),
      h('ul', {}, ...reasons.map((reason) => h('li', {}, reason)))));
}
const SLOTS = ['main', 'next', 'proof', 'common'];
function groups(items, t, lang, watch) {
  const slotOf = (item) => (SLOTS.includes(item.slot) ? item.slot : 'next');
  return SLOTS.map((slot) => [slot, items.filter((item) => slotOf(item) === slot)])
    .filter(([, members]) => members.length)
    .map(([slot, members]) => h('section', { class: `group ${slot}`, part: `group ${slot}` },
      h('h3', { part: 'group-title' }, t[slot]),
      h('ul', {}, ...members.map((item) => {
        const node = card(item, t, lang);
        watch(node, item);
        return h('li', {}, node);
      }))));
}
const NO_ROLE = 'unknown';
class Roles {
  #shown = '';
  #inputs = new Map();
  constructor(t, choose) {
    Object.assign(this, { t, choose });
    this.chips = h('div', { class: 'chips' });
    this.notice = h('div', { class: 'notice', part: 'notice' });
    this.node = h('fieldset', { class: 'roles', part: 'roles' }, h('legend', {}, t.legend), this.chips, this.notice);
  }
  show(offered, role, everything) {
    const known = list(offered).map(({ id, label }) => ({ id: text(id), label: text(label) || text(id) })).filter(({ id }) => id && id !== NO_ROLE);
    const signature = JSON.stringify(known);
    if (signature !== this.#shown) this.#build(known);
    this.#shown = signature;
    const id = text(role?.id);
    const declared = role?.source === 'declared';
    for (const [value, input] of this.#inputs) {
      input.checked = value === NO_ROLE ? everything : declared && value === id;
      input.parentNode.classList.toggle('guess', !declared && value === id && value !== NO_ROLE);
    }
    this.#say(known.find((one) => one.id === id), declared, list(role?.reasons).map(text).filter(Boolean));
  }
  message(words) {
    this.notice.replaceChildren(words);
  }
  #build(known) {
    this.#inputs.clear();
    const chip = (value, label, kind) => {
      const input = h('input', { type: 'radio', name: 'role', value, change: () => this.choose(value, kind) });
      this.#inputs.set(value, input);
      return h('label', { class: kind === 'all' ? 'chip all' : 'chip', part: 'role' }, input, label);
    };
    this.chips.replaceChildren(...known.map(({ id, label }) => chip(id, label, 'choice')), chip(NO_ROLE, this.t.all, 'all'));
  }
  #say(role, declared, reasons) {
    const { t } = this;
    const button = (label, value, how) => h('button', { type: 'button', part: 'button', click: () => this.choose(value, how) }, label);
    if (!role) return this.message(t.hint);
    const state = h('b', {}, fill(declared ? t.sorted : t.guess, role.label));
    if (declared) return this.notice.replaceChildren(state, button(t.clear, NO_ROLE, 'clear'));
    return this.notice.replaceChildren(state, reasons.length ? `${t.because}${reasons.join('; ')}` : '',
      button(t.right, role.id, 'confirm'), button(t.wrong, NO_ROLE, 'clear'));
  }
}
function contactLink(contact, label) {
  const value = text(contact);
  const href = safeUrl(/^[^\s:/@]+@[^\s/@]+$/.test(value) ? `mailto:${value}` : value);
  return href && h('a', { href, part: 'contact' }, href.startsWith('mailto:') ? href.slice(7).split('?')[0] : label);
}
class AskBox {
  #running;
  constructor(t, lang, { ask, answered, announce, contact, watch }) {
    Object.assign(this, { t, lang, ask, answered, announce, contact, watch });
    this.input = h('input', { type: 'search', id: 'q', name: 'q', maxlength: 300, autocomplete: 'off', enterkeyhint: 'search', placeholder: t.placeholder });
    this.questions = h('div', { class: 'questions', part: 'questions' });
    this.result = h('div', { class: 'result', part: 'result' });
    this.node = h('form', { class: 'ask', part: 'ask', role: 'search', submit: (event) => this.#submit(event) },
      h('label', { for: 'q' }, t.ask),
      h('div', { class: 'row' }, this.input, h('button', { part: 'button ask-button' }, t.send)),
      this.questions, this.result);
  }
  suggest(questions) {
    const put = (question) => { this.input.value = question; this.#run(question); };
    const buttons = list(questions).map(text).filter(Boolean).slice(0, 6)
      .map((question) => h('li', {}, h('button', { type: 'button', part: 'question', click: () => put(question) }, question)));
    this.questions.replaceChildren(...(buttons.length ? [h('h3', {}, this.t.questions), h('ul', {}, ...buttons)] : []));
  }
  #submit(event) {
    event.preventDefault();
    const question = this.input.value.trim();
    if (question) this.#run(question);
    else this.input.focus();
  }
  async #run(question) {
    const { t } = this;
    this.#running?.abort();
    const { signal } = (this.#running = new AbortController());
    this.result.replaceChildren(h('p', {}, t.busy));
    try {
      const answer = await this.ask(question, signal);
      const found = answer.answer === 'found';
      const items = list(answer.items);
      this.result.replaceChildren(...this.#show(found, items, text(answer.contact)));
      this.announce(found ? `${t.found}: ${items.length}` : t.none);
      this.answered(question, found ? 'found' : 'none');
    } catch {
      if (signal.aborted) return;
      this.result.replaceChildren(h('p', {}, t.down), this.#person());
      this.announce(t.down);
    }
  }
  #show(found, items, contact) {
    const { t } = this;
    const cards = h('ul', {}, ...items.map((item) => {
      const node = card({ ...item, slot: 'answer' }, t, this.lang);
      this.watch(node, item);
      return h('li', {}, node);
    }));
    if (found && items.length) return [h('h3', {}, t.found), cards];
    return [h('p', {}, h('b', {}, t.none)), ...(items.length ? [h('p', {}, t.closest), cards] : []), this.#person(contact)];
  }
  #person(fallback) {
    const link = contactLink(this.contact() || fallback, this.t.contact);
    const own = h('slot', { name: 'contact' }, ...(link ? [link] : []));
    return h('p', { class: 'person', part: 'person' }, link || this.contact(true) ? `${this.t.person} ` : '', own);
  }
}
const EVERYTHING = 12; // slots asked for by "show everything"
class LotseGuide extends HTMLElement {
  static observedAttributes = ['api', 'key', 'lang', 'document', 'audience', 'slots', 'consent'];
  #root = this.attachShadow({ mode: 'closed' });
  #fit = new CSSStyleSheet();
  #consent = new Consent();
  #tracker = new Tracker(() => this.#client(), () => this.#consent.token, () => this.#get('document'));
  #seen = new Map(); // every item shown so far: nothing that was there disappears
  #role; // chosen on this page; lives here only
  #everything = false;
  #view;
  #queued = false;
  #running;
  #life;
  connectedCallback() {
    this.#life = new AbortController();
    this.#root.adoptedStyleSheets = [SHEET, this.#fit];
    this.#plain();
    this.#tracker.start(this.#life.signal);
    this.#queue();
  }
  disconnectedCallback() {
    this.#life.abort();
    this.#running?.abort();
    this.#tracker.clear();
  }
  attributeChangedCallback(name, old, value) {
    if (old === value) return;
    if (name === 'audience') this.#role = undefined;
    if (name === 'lang') this.#view = undefined;
    if (this.isConnected) this.#queue();
  }
  async consent(grant) {
    const before = this.#consent.token;
    try {
      await this.#consent.set(grant, this.#client(), this.#get('consent-version') || '1');
    } catch { /* the service is away: no profile */ }
    if (this.#view && before !== this.#consent.token) this.#load();
    return this.#consent.token !== '';
  }
  #get(name) {
    return text(this.getAttribute(name));
  }
  get #lang() {
    return text(this.closest('[lang]')?.lang).toLowerCase().startsWith('de') ? 'de' : 'en';
  }
  #client(timeout = Number(this.#get('timeout')) || 1500) {
    return new Client(this.#get('api') || location.origin, this.#get('key'), timeout);
  }
  #queue() {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      const wish = this.#get('consent');
      if (wish) this.consent(wish);
      this.#load();
    });
  }
  #plain() {
    this.#view = undefined;
    this.#root.replaceChildren(h('slot'), h('slot', { name: 'contact' }));
  }
  #request(events) {
    const page = { document: this.#get('document') || undefined };
    const request = { lang: this.#lang, slots: this.#everything ? EVERYTHING : Number(this.#get('slots')) || undefined, page };
    request.role = this.#role ?? (this.#get('audience') || undefined);
    request.document = this.#get('scope') || undefined;
    if (events.length) request.events = events;
    if (!this.#consent.token) return request;
    Object.assign(page, { url: location.origin + location.pathname, title: document.title });
    return { ...request, visitor: this.#consent.token, referrer: document.referrer || undefined };
  }
  async #load() {
    this.#running?.abort();
    const { signal } = (this.#running = new AbortController());
    const events = this.#tracker.take();
    this.#view?.panel.classList.add('busy');
    try {
      const answer = await this.#client().recommend(this.#request(events), signal);
      if (!Array.isArray(answer.items) || signal.aborted) throw new Error('Lotse: no items');
      this.#show(answer);
      this.#tell('lotse-answer', { decision: text(answer.decision), role: text(answer.visitor?.role?.id) || NO_ROLE });
    } catch {
      this.#tracker.restore(events);
      if (!signal.aborted) this.#fail();
    }
  }
  #fail() {
    this.#tell('lotse-fallback', {});
    if (!this.#view) return;
    this.#view.panel.classList.remove('busy');
    this.#view.roles.message(this.#view.t.down);
    this.#view.status.textContent = this.#view.t.down;
  }
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
  #choose(role, how) {
    const previous = this.#role ?? this.#get('audience');
    this.#role = role;
    this.#everything = how === 'all';
    this.#free();
    this.#tracker.add('role', { decision: this.#view.decision, properties: { role, previous, how } });
    this.#tell('lotse-role', { role });
    this.#load();
  }
  #build() {
    const lang = this.#lang;
    const t = TEXTS[lang];
    const view = { t, lang, lists: h('div', { class: 'lists' }), status: h('p', { class: 'quiet', role: 'status' }) };
    view.roles = new Roles(t, (role, how) => this.#choose(role, how));
    view.ask = new AskBox(t, lang, {
      ask: (question, signal) => this.#client(5000).ask(question, lang, this.#role ?? this.#get('audience'), signal),
      answered: (query, answer) => this.#tracker.add('question', { decision: view.decision, value: Number(answer === 'found'), properties: { query, answer } }),
      announce: (words) => { view.status.textContent = words; },
      contact: (own) => (own ? this.querySelector('[slot=contact]') : this.#get('contact')),
      watch: (node, item) => this.#tracker.watch(node, item, view.decision),
    });
    view.earlier = h('ul');
    view.also = h('details', { class: 'also', part: 'also' }, h('summary', {}, t.also), view.earlier, h('slot'));
    view.foot = h('p', { class: 'foot', part: 'foot' });
    view.panel = h('section', { class: 'panel', part: 'panel', 'aria-labelledby': 'h', focusin: () => this.#free(), pointerdown: () => this.#free() },
      h('h2', { id: 'h', part: 'heading' }, this.#get('heading') || t.heading), view.roles.node, view.lists, view.ask.node, view.also, view.foot, view.status,
      h('button', { type: 'button', class: 'more', part: 'more' }, t.more));
    return view;
  }
  #show(answer) {
    const first = !this.#view;
    const room = this.offsetHeight;
    const view = (this.#view ??= this.#build());
    const items = list(answer.items).filter(itemKey);
    view.decision = text(answer.decision) || undefined;
    view.panel.classList.remove('busy');
    view.roles.show(answer.roles, answer.visitor?.role, this.#everything);
    this.#tracker.clear();
    view.lists.replaceChildren(...groups(items, view.t, view.lang, (node, item) => this.#tracker.watch(node, item, view.decision)));
    view.ask.suggest(answer.questions);
    this.#remember(view, items);
    this.#privacy(view);
    if (first) {
      this.#root.replaceChildren(view.panel);
      this.#settle(room);
    } else {
      view.lists.classList.add('fresh');
      view.status.textContent = `${fill(view.t.status, items.length)} ${view.roles.notice.firstChild.textContent}`;
    }
  }
  #remember(view, items) {
    const now = new Set(items.map(itemKey));
    view.earlier.replaceChildren(...[...this.#seen].filter(([key]) => !now.has(key))
      .map(([, item]) => h('li', {}, link(item, text(item.title) || text(item.heading)))));
    items.forEach((item) => this.#seen.set(itemKey(item), item));
    view.also.hidden = !view.earlier.childElementCount && !this.childElementCount;
    if (this.#everything) view.also.open = true;
  }
  #privacy({ t, foot }) {
    const known = this.#consent.token !== '';
    foot.replaceChildren(known ? t.known : t.anonymous,
      ...(known ? [h('button', { type: 'button', part: 'button', click: () => this.consent(false) }, t.withdraw)] : []));
  }
  #settle(room) {
    const { top, bottom } = this.getBoundingClientRect();
    const need = this.offsetHeight;
    const inSight = bottom > 0 && top < innerHeight;
    const clip = need > room + 1 && inSight && room > 0;
    this.#view.panel.classList.toggle('clip', clip);
    this.#fit.replaceSync(`:host { ${clip ? 'block-size' : 'min-block-size'}: ${room}px }`);
    if (clip) this.#watchSight();
  }
  #watchSight() {
    const sight = new IntersectionObserver(([entry]) => {
      if (entry.isIntersecting || !this.#view) return;
      sight.disconnect();
      if (entry.boundingClientRect.top > 0) this.#free();
    });
    sight.observe(this);
  }
  #free() {
    if (!this.#view?.panel.classList.contains('clip')) return;
    this.#view.panel.classList.remove('clip');
    this.#fit.replaceSync('');
  }
}
if ('adoptedStyleSheets' in Document.prototype && !customElements.get('lotse-guide')) customElements.define('lotse-guide', LotseGuide);

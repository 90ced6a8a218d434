/** <lotse-guide>: a guest on the page; shows its own links first, and ours only when an answer has come. */

import { AskBox } from './ask.js';
import { groups, itemKey, link } from './cards.js';
import { Client } from './client.js';
import { Consent } from './consent.js';
import { fill, h } from './dom.js';
import { NO_ROLE, Roles } from './roles.js';
import { SHEET } from './styles.js';
import { TEXTS, list, text } from './texts.js';
import { Tracker } from './tracker.js';

const EVERYTHING = 12; // slots asked for by "show everything"
const SLIM = 120; // px; in less room than this there is only the button "show more"

/** One for all guides of the page: they show things to the same visitor. */
const CONSENT = new Consent();

class LotseGuide extends HTMLElement {
  static observedAttributes = ['api', 'key', 'lang', 'document', 'audience', 'slots', 'consent'];

  #root;
  #fit = new CSSStyleSheet();
  #tracker = new Tracker(() => this.#client(), () => CONSENT.token, () => this.#get('document'));
  #seen = new Map(); // every item shown so far: nothing that was there disappears
  #as; // the token of the last request
  #role; // chosen on this page; lives here only
  #everything = false;
  #view;
  #keep = '';
  #wish = ''; // what the page said about consent last: said once, it counts once, whatever the visitor said since
  #queued = false;
  #running;
  #life;

  connectedCallback() {
    this.#life = new AbortController();
    this.#root ??= this.attachShadow({ mode: 'closed' });
    this.#plain();
    this.#root.adoptedStyleSheets = [SHEET, this.#fit];
    this.#tracker.start(this.#life.signal);
    document.addEventListener('lotse-role', (event) => this.#follow(event), this.#life);
    document.addEventListener('lotse-consent', () => { if (this.#as !== CONSENT.token) this.#load(); }, this.#life);
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

  /**
   * Grant (true: kept, "session": this visit only) or withdraw (false) consent to a profile.
   * @returns {Promise<boolean>} whether a profile is in use now; false under DNT, GPC or without the service
   */
  async consent(grant) {
    const before = CONSENT.token;
    try {
      await CONSENT.set(grant, this.#client(), this.#get('consent-version') || '1');
    } catch (error) {
      console.warn('Lotse', error); // the service is away: no profile; a withdrawal did not reach it
    }
    const known = CONSENT.token !== '';
    if (before !== CONSENT.token) document.dispatchEvent(new CustomEvent('lotse-consent', { detail: { known } }));
    return known;
  }

  /**
   * Report what only the page knows: download, share, pass_on, contact_form, conversion, ... Never throws.
   * @param {string} type @param {{document, passage, slot, value, properties}} [given] all optional
   */
  track(type, given) {
    this.#tracker.report(type, given, this.#view?.decision);
  }

  #get(name) {
    return text(this.getAttribute(name));
  }

  get #lang() {
    return /^de/i.test(this.closest('[lang]')?.lang) ? 'de' : 'en';
  }

  #client(timeout = Number(this.#get('timeout')) || 1500) {
    return new Client(this.#get('api') || location.origin, this.#get('key'), timeout);
  }

  /** Several attributes set in one go cause one call. */
  #queue() {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      const wish = this.#get('consent');
      if (wish !== this.#wish) this.consent((this.#wish = wish));
      this.#load();
    });
  }

  /** The page's own links, untouched. First of all and with the least that can fail. */
  #plain() {
    this.#view = undefined;
    const contact = document.createElement('slot');
    contact.name = 'contact';
    this.#root.replaceChildren(document.createElement('slot'), contact);
  }

  /** What we send. Without consent: only what the operator wrote into the tag and what the visitor clicked. */
  #request(events) {
    const page = { document: this.#get('document') || undefined };
    const request = { lang: this.#lang, slots: this.#everything ? EVERYTHING : Number(this.#get('slots')) || undefined, page };
    request.role = this.#role ?? (this.#get('audience') || undefined);
    request.document = this.#get('scope') || undefined;
    if (events.length) request.events = events;
    if (!this.#as) return request;
    Object.assign(page, { url: location.origin + location.pathname, title: document.title });
    return { ...request, visitor: this.#as, referrer: document.referrer || undefined };
  }

  async #load() {
    this.#running?.abort();
    const { signal } = (this.#running = new AbortController());
    const events = this.#tracker.take();
    const as = (this.#as = CONSENT.token);
    this.#view?.panel.classList.add('busy');
    try {
      const answer = await this.#client().recommend(this.#request(events), signal);
      if (!Array.isArray(answer.items) || signal.aborted) throw new Error('items');
      this.#show(answer);
      if (as && as === CONSENT.token && answer.token) CONSENT.keep(answer.token); // else there is a newer one, or a no
      this.#tracker.restore(list(answer.events?.rejected).filter((one) => one.again).flatMap(({ id }) => events.filter((event) => event.id === id)));
      this.#tell('lotse-answer', { decision: text(answer.decision), role: text(answer.visitor?.role?.id) || NO_ROLE });
    } catch {
      this.#tracker.restore(events);
      if (!signal.aborted) this.#fail();
    }
  }

  /** Before the first answer the page's links simply stay; later the last answer stays. */
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

  /** A click of the visitor: a role, a correction, clearing, or everything. */
  #choose(role, how) {
    const previous = this.#role ?? this.#get('audience');
    this.#role = role;
    this.#everything = how === 'all';
    this.#free();
    this.#tracker.add('role', { item: this.#view, properties: { role, previous, how } });
    this.#tell('lotse-role', { role, everything: this.#everything });
    this.#load();
  }

  /** Another guide on this page was told a role: sort for the same one. */
  #follow({ target, detail }) {
    if (target === this || target.localName !== this.localName) return;
    this.#role = detail.role;
    this.#everything = detail.everything;
    this.#load();
  }

  /** The fixed parts, built once, so that focus and a typed question survive every answer. */
  #build() {
    const lang = this.#lang;
    const t = TEXTS[lang];
    const view = { t, lang, lists: h('div.lists', {}), status: h('p.quiet', { role: 'status' }) };
    const watch = (node, item) => this.#tracker.watch(node, item);
    view.roles = new Roles(t, (role, how) => this.#choose(role, how));
    view.ask = new AskBox(t, lang, {
      ask: (question, signal) => this.#client(5000).ask(question, lang, this.#role ?? this.#get('audience'), signal),
      answered: (query, { answer, decision }) => this.#tracker.add('question', { item: { decision }, value: Number(answer === 'found'), properties: { query, answer } }),
      announce: (words) => { view.status.textContent = words; },
      contact: (own) => (own ? this.querySelector('[slot=contact]') : this.#get('contact')),
      watch,
    });
    view.earlier = h('ul');
    view.also = h('details.also', {}, h('summary', {}, t.also), view.earlier, h('slot'));
    view.foot = h('p.foot', {});
    view.panel = h('section.panel', { 'aria-labelledby': 'h', click: () => this.#free(), keyup: () => this.#free() },
      h('h2', { id: 'h', part: 'heading' }, this.#get('heading') || t.heading), view.roles.node, view.lists, view.ask.node, view.also, view.foot, view.status,
      h('button', { type: 'button', class: 'more', part: 'more' }, t.more));
    return view;
  }

  #show(answer) {
    const first = !this.#view?.panel.isConnected;
    const room = this.offsetHeight;
    const edges = this.#edges();
    const view = (this.#view ??= this.#build());
    // inside one document its title says nothing, the headings do
    const inside = this.#get('scope') && 'heading';
    const decision = (view.decision = text(answer.decision) || undefined);
    const items = list(answer.items).filter(itemKey).map((item) => ({ ...item, decision, title: text(item[inside]) || item.title }));
    view.panel.classList.remove('busy');
    view.roles.show(answer.roles, answer.visitor?.role, this.#everything);
    view.lists.replaceChildren(...groups(items, view.t, view.lang, view.ask.watch));
    view.ask.suggest(answer.questions);
    this.#remember(view, items);
    this.#privacy(view);
    if (first) {
      this.#root.replaceChildren(h('div.frame', {}, view.panel));
      this.#settle(room, edges);
    } else {
      view.lists.classList.add('fresh');
      view.status.textContent = `${fill(view.t.status, items.length)} ${view.roles.notice.firstChild.textContent}`;
    }
    this.#tracker.clear();
  }

  /** Items of earlier answers that are not in this one stay one click away, with the page's own links. */
  #remember(view, items) {
    const now = new Set(items.map(itemKey));
    view.earlier.replaceChildren(...[...this.#seen].filter(([key]) => !now.has(key))
      .map(([, item]) => h('li', {}, link(item, text(item.title) || text(item.heading)))));
    items.forEach((item) => this.#seen.set(itemKey(item), item));
    view.also.hidden = !view.earlier.childElementCount && !this.childElementCount;
    if (this.#everything) view.also.open = true;
  }

  #privacy({ t, foot }) {
    const known = CONSENT.token !== '';
    foot.replaceChildren(known ? t.known : t.anonymous,
      ...(known ? [h('button', { type: 'button', part: 'button', click: () => this.consent(false) }, t.withdraw)] : []));
  }

  /** Where we begin and where the page goes on below us. */
  #edges() {
    const next = this.nextElementSibling;
    const below = next ? next.getBoundingClientRect().top : this.parentElement?.getBoundingClientRect().bottom;
    return [this.getBoundingClientRect().top, below ?? 0];
  }

  #size(pixels) {
    this.#fit.replaceSync(`.panel { block-size: ${pixels}px }`);
    return this.offsetHeight;
  }

  /**
   * Nothing on the page may jump: take exactly the room that the fallback had, its margins included. If we need
   * more and the visitor is looking, stay inside that room and offer "show more"; out of sight simply grow.
   */
  #settle(room, [start, end]) {
    if (!room) return; // nothing was reserved
    const { classList } = this.#view.panel;
    const clip = this.offsetHeight > room + 1 && start < innerHeight && start + room > 0;
    classList.toggle('clip', clip);
    classList.toggle('slim', clip && room < SLIM);
    const inner = 2 * room - this.#size(room); // without a padding of ours that the page set
    this.#size(inner);
    const [top, below] = this.#edges();
    this.#keep = `min-block-size: ${inner}px; margin-block: ${start - top}px ${end - below - (start - top)}px`;
    this.#fit.replaceSync(`.panel { ${this.#keep}; ${clip ? `block-size: ${inner}px` : ''} }`);
    const box = this.#view.panel.getBoundingClientRect();
    if (inner <= 0 || box.top < start - 1 || (clip && box.bottom > start + room + 1)) {
      this.#keep = ''; // a page whose layout we cannot hold: take the room we need
      this.#free(true);
    } else if (clip) this.#watchSight();
  }

  #watchSight() {
    const sight = new IntersectionObserver(([entry]) => {
      if (entry.isIntersecting || !this.#view) return;
      sight.disconnect();
      if (entry.boundingClientRect.top > 0) this.#free();
    });
    sight.observe(this);
  }

  /** The visitor uses the widget: now it may take the room it needs; what he looks at stays where it is. */
  #free(always = false) {
    const panel = this.#view?.panel;
    if (!always && !panel?.classList.contains('clip')) return;
    const scrolled = panel.scrollTop;
    panel.classList.remove('clip', 'slim');
    this.#fit.replaceSync(`.panel { ${this.#keep} }`);
    if (scrolled) scrollBy({ top: scrolled, behavior: 'instant' });
  }
}

/** Old browsers keep the page's own links. */
if ('adoptedStyleSheets' in Document.prototype && !customElements.get('lotse-guide')) customElements.define('lotse-guide', LotseGuide);

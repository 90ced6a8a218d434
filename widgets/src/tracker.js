/** Events, those of the widget and those that the page reports; queued in page memory, sent in batches. */

import { freshId } from './client.js';

const VISIBLE_MS = 1000; // an impression: half of the item visible for one second
const BATCH_MS = 2000;
const RETURN_MS = 30 * 60 * 1000; // a later return to the page is another visit
const MOST_WAITING = 200;
const MOST_REPORTED = 800; // characters: 50 such events still fit into one request that outlives the page
/** What only the page knows. The rest the widget sees itself, or the service does. */
const REPORTED = /^(download|share|pass_on|contact_form|conversion|feedback|pricing_view|calculator|customer_login|staff_login|intranet|return_visit)$/;
/** What may be told of it before consent: the words that say what happened. */
const UNNAMED = ['document', 'passage', 'slot', 'value', 'properties', 'step', 'ladder', 'from', 'to', 'how'];
const FILE = /\.(pdf|docx?|xlsx?|pptx?|zip|dwg|ste?p)$/i;
const SEARCH = /^https?:\/\/(?!([\w-]+\.)*(e?mail|docs|drive|accounts|meet|calendar|navigator)\.)([\w-]+\.)*(google|bing|duckduckgo|ecosia|qwant|startpage|yahoo|yandex|baidu|brave|metager|t-online|web|swisscows|mojeek|kagi|wlw|europages|thomasnet|perplexity|chatgpt|chat\.openai|copilot\.microsoft|claude|you|mistral|deepseek|grok)\.[a-z.]{2,6}\//; // as engine/visitors/entry.py

/** Of the page, not of one guide: told once, however many guides there are. */
let shownAt = 0;
let leftAt = 0;
let byLink = false;

export class Tracker {
  #waiting = [];
  #timer = 0;
  #items = new Map(); // element -> {item, timer}

  /** @param {() => Client} client @param {() => string} visitor token or empty @param {() => string} page document id */
  constructor(client, visitor, page) {
    Object.assign(this, { client, visitor, page });
    this.observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.#seen(entry)), { threshold: 0.5 });
  }

  start(signal) {
    shownAt ||= Date.now();
    document.addEventListener('visibilitychange', () => this.#turn(), { signal });
    addEventListener('pagehide', () => this.#leave(), { signal });
    addEventListener('pageshow', (event) => this.#back(event), { signal });
    // on the way down, because our own links, which nobody sees from out here, say so on the way up
    document.addEventListener('click', (event) => { byLink = Boolean(event.target.closest?.('a[href]')); }, { signal, capture: true });
  }

  /** Put an event into the queue; `item` is the API's item it belongs to, with the decision that showed it. */
  add(type, { item = {}, value = 1, properties = {} }, now = false) {
    const { decision, document, passage, slot } = item;
    const event = { id: freshId(), type, at: new Date().toISOString(), decision, document, passage, slot, value, properties };
    this.#waiting = [...this.#waiting, event].slice(-MOST_WAITING);
    if (now) this.flush();
    else this.#timer ||= setTimeout(() => this.flush(), BATCH_MS);
  }

  /** An event that the page reports; without consent nothing free goes along. Never throws. */
  report(type, given, decision) {
    try {
      const sent = JSON.stringify(given ?? {}, this.visitor() ? null : UNNAMED);
      if (!REPORTED.test(type) || sent.length > MOST_REPORTED) throw type;
      const { value, properties, ...item } = JSON.parse(sent);
      item.document ??= this.page() || undefined;
      this.add(type, { item: { ...item, decision }, value, properties }, true);
    } catch (error) {
      console.warn('Lotse', error);
    }
  }

  /** Take what waits, to travel inside a recommendation call. */
  take() {
    return this.#waiting.splice(0, 50);
  }

  /** Not delivered: wait for the next occasion. */
  restore(events) {
    this.#waiting.unshift(...events);
  }

  async flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const events = this.take();
    if (events.length && !(await this.client().events(this.visitor(), events))) this.restore(events);
  }

  /** Watch an item on the page; clicks on its links count at once because the page is about to go. */
  watch(node, item) {
    this.#items.set(node, { item });
    this.observer.observe(node);
    const click = (event) => {
      const followed = event.target.closest('a');
      if (!followed || event.button > 1) return;
      byLink = true;
      if (FILE.test(followed.pathname)) this.add('download', { item });
      this.add('click', { item }, true);
    };
    node.addEventListener('click', click);
    node.addEventListener('auxclick', click);
  }

  /** Forget items that left the page; answers in the ask box stay under every new list. */
  clear() {
    for (const node of this.#items.keys()) {
      if (node.isConnected) continue;
      this.observer.unobserve(node);
      this.#items.delete(node);
    }
  }

  #seen({ target, intersectionRatio }) {
    const entry = this.#items.get(target);
    clearTimeout(entry?.timer);
    if (!entry || intersectionRatio < 0.5) return;
    entry.timer = setTimeout(() => {
      if (document.visibilityState !== 'visible' || !this.#items.delete(target)) return;
      this.observer.unobserve(target);
      this.add('impression', entry);
    }, VISIBLE_MS);
  }

  #turn() {
    if (document.visibilityState === 'visible') shownAt = Date.now();
    else this.#leave();
  }

  /** Seconds in view, told only with consent; values of one page view add up. */
  #leave() {
    leftAt = Date.now();
    if (this.page()) {
      const seconds = (leftAt - shownAt) / 1000;
      if (this.visitor() && shownAt && seconds >= 1) this.add('dwell', { item: { document: this.page() }, value: Math.round(seconds) });
      shownAt = 0;
    }
    this.flush();
  }

  /** Back from the browser's page cache, having left without a link after coming from a search engine. */
  #back({ persisted }) {
    if (!persisted) return;
    const away = Date.now() - leftAt;
    shownAt = Date.now();
    if (this.visitor() && !byLink && away < RETURN_MS && SEARCH.test(document.referrer))
      this.add('search_return', { item: { document: this.page() }, value: Math.round(away / 1000) }, true);
    byLink = false;
    leftAt = 0; // told
  }
}

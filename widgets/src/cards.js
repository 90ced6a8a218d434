/** One answer item as a card; every field is text, every address is checked. */

import { h, safeUrl } from './dom.js';
import { list, text } from './texts.js';

/** What identifies an item across answers. */
export const itemKey = (item) => text(item.url) || text(item.passage) || text(item.document) || text(item.title);

/** A link if the address may be followed, else the bare text. */
export function link(item, label) {
  const href = safeUrl(text(item.url));
  return href ? h('a', { href, part: 'link' }, label) : h('span', {}, label);
}

/** @returns {HTMLElement} the card of a recommended item or of an answer */
export function card(item, t, lang) {
  const language = text(item.lang);
  const foreign = language && language !== lang;
  const title = text(item.title) || text(item.heading) || text(item.document);
  const heading = text(item.heading);
  const reasons = list(item.reasons).map(text).filter(Boolean);
  const meta = [text(item.type_label), foreign && (t.langs[language] ?? language.toUpperCase())].filter(Boolean);
  return h('article.card', { part: `item item-${/^\w+$/.test(item.slot) ? item.slot : 'answer'}` },
    h('p.meta', {},
      item.near === true && h('b', {}, t.near), ...meta.map((word) => h('span', {}, word))),
    h('h4', { part: 'title', lang: foreign && language }, link(item, title)),
    text(item.snippet) && h('p.snippet', { lang: foreign && language }, text(item.snippet)),
    heading && heading !== title && h('p.where', { lang: foreign && language }, `› ${heading}`),
    reasons.length > 0 && h('details', { part: 'why' },
      h('summary', {}, t.why),
      h('ul', {}, ...reasons.map((reason) => h('li', {}, reason)))));
}

/** Slots in the order in which they are shown; items of an unknown slot go to `next`. */
const SLOTS = ['main', 'next', 'proof', 'common'];

/**
 * The groups main, next, proof and common.
 * @param {(node: HTMLElement, item: object) => void} watch called with each card
 */
export function groups(items, t, lang, watch) {
  const slotOf = (item) => (SLOTS.includes(item.slot) ? item.slot : 'next');
  return SLOTS.map((slot) => [slot, items.filter((item) => slotOf(item) === slot)])
    .filter(([, members]) => members.length)
    .map(([slot, members]) => h(`section.group.${slot}`, {},
      h('h3', { part: 'group-title' }, t[slot]),
      h('ul', {}, ...members.map((item) => {
        const node = card(item, t, lang);
        watch(node, item);
        return h('li', {}, node);
      }))));
}

/** The ask box: answering sentences with links, or an honest "not in our library" and a person. */

import { card } from './cards.js';
import { h, safeUrl } from './dom.js';
import { list, text } from './texts.js';

/** The contact attribute as a link: an address, a URL, or nothing. */
export function contactLink(contact, label) {
  const value = text(contact);
  const href = safeUrl(/^[^\s:/@]+@[^\s/@]+$/.test(value) ? `mailto:${value}` : value);
  return href && h('a', { href, part: 'contact' }, href.startsWith('mailto:') ? href.slice(7).split('?')[0] : label);
}

export class AskBox {
  #running;

  /**
   * @param {(question: string, signal: AbortSignal) => Promise<object>} ask
   * @param {(question: string, reply: object) => void} answered @param {(words: string) => void} announce
   */
  constructor(t, lang, { ask, answered, announce, contact, watch }) {
    Object.assign(this, { t, lang, ask, answered, announce, contact, watch });
    this.input = h('input', { type: 'search', id: 'q', name: 'q', maxlength: 300, autocomplete: 'off', enterkeyhint: 'search', placeholder: t.placeholder });
    this.questions = h('div.questions', {});
    this.result = h('div.result', {});
    this.node = h('form.ask', { role: 'search', submit: (event) => this.#submit(event) },
      h('label', { for: 'q' }, t.ask),
      h('div.row', {}, this.input, h('button', { part: 'button ask-button' }, t.send)),
      this.result, this.questions);
  }

  /** Next questions as buttons; one click asks. */
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
      this.result.replaceChildren(...this.#show(found, items, answer));
      this.result.scrollIntoView({ block: 'nearest' }); // who asks at the lower edge of his screen must see that there is an answer
      this.announce(found ? `${t.found}: ${items.length}` : t.none);
      this.answered(question, answer);
    } catch {
      if (signal.aborted) return;
      this.result.replaceChildren(h('p', {}, t.down), this.#person());
      this.announce(t.down);
    }
  }

  #show(found, items, { contact, decision }) {
    const { t } = this;
    const cards = h('ul', {}, ...items.map((given) => {
      const item = { ...given, slot: 'answer', decision };
      const node = card(item, t, this.lang);
      this.watch(node, item);
      return h('li', {}, node);
    }));
    if (found && items.length) return [h('h3', {}, t.found), cards];
    return [h('p', {}, h('b', {}, t.none)), ...(items.length ? [h('p', {}, t.closest), cards] : []), this.#person(text(contact))];
  }

  /** The operator's own contact (slot), else the attribute, else what the service names. */
  #person(fallback) {
    const link = contactLink(this.contact() || fallback, this.t.contact);
    const own = h('slot', { name: 'contact' }, ...(link ? [link] : []));
    return h('p.person', {}, link || this.contact(true) ? `${this.t.person} ` : '', own);
  }
}

/** The one-click role choice: a native radio group, a line that says what we assume, correction and clearing. */

import { fill, h } from './dom.js';
import { list, text } from './texts.js';

/** The visitor's deliberate "no role": nothing is assumed about him. */
export const NO_ROLE = 'unknown';

export class Roles {
  #shown = '';
  #inputs = new Map();

  /** @param {(role: string, how: 'choice'|'confirm'|'clear'|'all') => void} choose */
  constructor(t, choose) {
    Object.assign(this, { t, choose });
    this.chips = h('div.chips', {});
    this.notice = h('div.notice', {});
    this.node = h('fieldset.roles', {}, h('legend', {}, t.legend), this.chips, this.notice);
  }

  /** Show the roles and the state of the answer. Chips are kept, so that keyboard focus stays where it is. */
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

  /** @param {string} words a message in place of the state */
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

/** Calls to the one configured API: no cookies, no preflight, never longer than the time budget. */

import { text } from './texts.js';

const COMMON = { credentials: 'omit', cache: 'no-store', redirect: 'error', referrerPolicy: 'origin' };

/** Random id of one event; exists in page memory only. Plain http pages have no randomUUID: 128 random bits do as well. */
export const freshId = () => crypto.getRandomValues(new Uint32Array(4)).join('-');

export class Client {
  /** @param {string} api address of the service @param {string} key public key @param {number} timeout in ms */
  constructor(api, key, timeout) {
    Object.assign(this, { api: api.replace(/\/+$/, ''), key, timeout });
  }

  /** One JSON object, or an error: not reachable, too slow, not 2xx, not an object. */
  async #json(path, options, signal) {
    const limits = [AbortSignal.timeout(this.timeout), signal].filter(Boolean);
    const reply = await fetch(this.api + path, { ...COMMON, ...options, signal: AbortSignal.any(limits) });
    const body = reply.ok && await reply.json();
    if (!body || typeof body !== 'object') throw new Error(path);
    return body;
  }

  /**
   * A string travels as text/plain;charset=UTF-8, a "simple request": the browser asks no permission first.
   * `sent` goes with events, so that the service sees how wrong this clock is.
   */
  #body(fields) {
    return JSON.stringify({ key: this.key, sent: fields.events && new Date(), ...fields });
  }

  recommend(request, signal) {
    return this.#json('/v1/recommendations', { method: 'POST', body: this.#body(request) }, signal);
  }

  ask(q, lang, role, signal) {
    const query = new URLSearchParams({ q, lang, key: this.key, ...(role && { role }) });
    return this.#json(`/v1/ask?${query}`, {}, signal);
  }

  /** A withdrawal outlives the page. @returns {Promise<string>} the visitor token that the server issued, empty after a withdrawal */
  async consent(grant, visitor, version) {
    const body = this.#body({ grant, version, purposes: ['personalisation', 'measurement'], visitor: visitor || undefined });
    return text((await this.#json('/v1/consent', { method: 'POST', body, keepalive: !grant })).visitor);
  }

  /** Send events so that they survive leaving the page. @returns {Promise<boolean>} false: keep them and try again */
  async events(visitor, events) {
    const body = this.#body({ visitor: visitor || undefined, events });
    const url = `${this.api}/v1/events`;
    try {
      if (!('keepalive' in Request.prototype)) return navigator.sendBeacon(url, body);
      const reply = await fetch(url, { ...COMMON, method: 'POST', keepalive: true, body });
      return reply.status < 500 && reply.status !== 429;
    } catch {
      return false;
    }
  }
}

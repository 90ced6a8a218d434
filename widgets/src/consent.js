/** The visitor token: asked for, kept and read only after a yes; DNT and Global Privacy Control count as no. */

const NAME = 'lotse.visitor';

/** Browser signals are read only when somebody says yes, never before. */
const refusedByBrowser = () => navigator.globalPrivacyControl === true || navigator.doNotTrack === '1';

/** Storage may be blocked (private mode, sandbox); then the token lives in page memory. */
function storage(kind, act) {
  try {
    return act(kind === 'session' ? sessionStorage : localStorage);
  } catch {
    return null;
  }
}

export class Consent {
  /** Empty string: no consent, nothing identifies this visitor. */
  token = '';

  /**
   * @param {boolean|string} grant true or "granted" (kept), "session" (this visit only), anything else: no
   * @returns {Promise<boolean>} whether a consented profile is in use now
   */
  async set(grant, client, version) {
    if (!/^(true|granted|session)$/.test(grant) || refusedByBrowser()) return this.#end(client, version);
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

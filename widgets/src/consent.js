/** The page's visitor token: asked for, kept and read only after a yes; DNT and Global Privacy Control count as no. */

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

const read = (kind) => storage(kind, (store) => store.getItem(NAME));

/** The storage in which a token of this consent does not belong. */
const other = (grant) => (grant === 'session' ? 'local' : 'session');

export class Consent {
  /** Empty string: no consent, nothing identifies this visitor. */
  token = '';
  #grant;

  /**
   * @param {boolean|string} grant true or "granted" (kept), "session" (this visit only), anything else: no
   */
  async set(grant, client, version) {
    if (!/^(true|granted|session)$/.test(grant) || refusedByBrowser()) return this.#end(client, version);
    const asked = (this.#grant ||= {});
    asked.grant = grant;
    const had = this.token || read(grant) || read(other(grant));
    if (had) this.keep(had);
    else await (asked.got ||= this.#ask(asked, client, version));
  }

  /** All guides of a page wait for the same token. */
  async #ask(asked, client, version) {
    try {
      const got = await client.consent(true, '', version);
      if (asked === this.#grant) this.keep(got);
      else await client.consent(false, got, version); // a no came meanwhile
    } finally {
      asked.got = 0;
    }
  }

  /** The token that the server issued, or the one with which it replaces that after a month. */
  keep(token) {
    this.token = token;
    const { grant } = this.#grant;
    if (token) storage(grant, (store) => store.setItem(NAME, token));
    storage(other(grant), (store) => store.removeItem(NAME));
  }

  /** Also what earlier visits left is withdrawn, which this page may not have read yet. */
  async #end(client, version) {
    const old = new Set([this.token]);
    this.#grant = this.token = '';
    for (const kind of ['session', 'local']) {
      old.add(read(kind));
      storage(kind, (store) => store.removeItem(NAME));
    }
    await Promise.all([...old].filter(Boolean).map((token) => client.consent(false, token, version)));
  }
}

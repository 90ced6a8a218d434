/** Build nodes with text content only; no markup is ever parsed. */

/**
 * Make an element: `h('p.meta.small', ...)` is a <p> with these names both as class and as part. `props` are
 * attributes, except functions (event listeners). Empty values and empty children are left out.
 * @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  const [kind, ...names] = tag.split('.');
  const node = document.createElement(kind);
  for (const [name, value] of Object.entries({ class: names.join(' '), part: names.join(' '), ...props })) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (value) node.setAttribute(name, value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

/** The absolute URL if it is http, https or mailto; else an empty string. */
export function safeUrl(value) {
  try {
    const url = new URL(value, document.baseURI);
    return value && /^(https?|mailto):$/.test(url.protocol) ? url.href : '';
  } catch {
    return '';
  }
}

/** `%` in a text replaced by a value. */
export const fill = (template, value) => template.split('%').join(value);

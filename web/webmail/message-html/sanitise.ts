import createPurifier from 'dompurify';

/** Elements that mail may have: text, tables, pictures. No forms, media, SVG, MathML, frames. */
const tags =
  `html head body a abbr address article aside b bdi bdo big blockquote br caption center cite code
  col colgroup dd del dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i
  img ins kbd li main mark nav nobr ol p pre q rp rt ruby s samp section small span strike strong
  sub sup table tbody td tfoot th thead time tr tt u ul var wbr`.split(/\s+/u);

/** Attributes that mail may have; `attributes.ts` writes each of them anew. */
const attributes =
  `align alt aria-hidden aria-label background bgcolor border cellpadding cellspacing class clear
  color colspan dir face height href hspace id lang noshade nowrap reversed role rowspan size span
  src start style title type valign vspace width`.split(/\s+/u);

const htmlNamespace = 'http://www.w3.org/1999/xhtml';

/**
 * Values that may stay for now, of any attribute: addresses with a scheme that is looked at later
 * on, and what has no scheme.
 */
const harmless = /^(?:(?:https?|mailto|tel|cid):|data:image\/|[^a-z]|[a-z+.-]+(?:[^a-z+.:-]|$))/iu;

/** Style elements of one mail: real ones have three. Ours. */
const stylesMax = 50;

export type SanitisedMail = {
  /** In a document of its own, which shows and runs nothing. */
  readonly body: HTMLElement;
  /** The text of its style elements, not filtered. */
  readonly styles: readonly string[];
};

/**
 * Takes out of the HTML of a mail everything but text, tables and pictures. What is left has no
 * scripts, but still addresses and styles that must not be used as they are.
 *
 * @param room The window that the HTML is parsed in: one where nothing may run.
 */
export function sanitiseMail(html: string, room: Window & typeof globalThis): SanitisedMail {
  const styles: string[] = [];
  const purifier = createPurifier(room);
  purifier.addHook('uponSanitizeElement', (node, { tagName }) => {
    if (tagName !== 'style' || !isElement(node) || node.namespaceURI !== htmlNamespace) return;
    if (styles.length < stylesMax) styles.push(node.textContent);
    node.textContent = '';
  });
  const root = purifier.sanitize(html, {
    WHOLE_DOCUMENT: true,
    RETURN_DOM: true,
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: attributes,
    ALLOWED_NAMESPACES: [htmlNamespace],
    ALLOWED_URI_REGEXP: harmless,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOW_UNKNOWN_PROTOCOLS: false,
  });
  const body = isElement(root) ? root.querySelector('body') : null;
  return { body: body ?? room.document.createElement('body'), styles };
}

/** `instanceof` knows the elements of one window only. */
export function isElement(node: Node): node is Element {
  return node.nodeType === Node.ELEMENT_NODE;
}

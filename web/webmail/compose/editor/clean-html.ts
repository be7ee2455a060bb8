import DOMPurify, { type Config } from 'dompurify';

import { filterStyle } from './style-filter.ts';

const forbidden =
  'audio base button canvas dialog embed form frame frameset iframe input link map meta object option param picture select slot source style svg math template textarea title track video'.split(
    ' ',
  );

/** Attributes that mean something to a page around the text, or to other programs. */
const forbiddenAttributes = ['id', 'name', 'tabindex', 'autofocus', 'contenteditable', 'popover'];

const config = {
  FORBID_TAGS: forbidden,
  FORBID_ATTR: forbiddenAttributes,
  FORBID_CONTENTS: ['style', 'script', 'title', 'template', 'svg', 'math'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|cid:|blob:|data:image\/)/iu,
} as const satisfies Config;

/** Makes a stranger's HTML harmless; pictures by `cid:` and from other hosts stay as they are. */
export function cleanHtml(html: string): string {
  return asHtml(clean(html, false));
}

/** Makes what is pasted plain enough to be written on: no fonts, sizes and colours of other programs. */
export function cleanPasted(html: string): DocumentFragment {
  return clean(withoutOffice(html), true);
}

/** Makes HTML harmless without parsing it within the page, where its pictures would be fetched. */
export function clean(html: string, pasted: boolean): DocumentFragment {
  const purify = DOMPurify();
  purify.addHook('uponSanitizeAttribute', (_, event) => {
    if (event.attrName !== 'style') return;
    event.attrValue = filterStyle(event.attrValue, pasted);
    if (event.attrValue === '') event.keepAttr = false;
  });
  purify.addHook('afterSanitizeAttributes', (element) => {
    if (pasted) unstyle(element);
    // Only our own class means something here.
    const own = element.classList.contains('postamt-signature') ? 'postamt-signature' : undefined;
    element.removeAttribute('class');
    if (own !== undefined && !pasted) element.setAttribute('class', own);
  });
  return purify.sanitize(html, { ...config, RETURN_DOM_FRAGMENT: true });
}

function asHtml(fragment: DocumentFragment): string {
  const holder = document.implementation.createHTMLDocument('').createElement('div');
  holder.append(holder.ownerDocument.importNode(fragment, true));
  return holder.innerHTML;
}

/** What Word and Google Docs put around the text: conditional comments, and a bold that is none. */
function withoutOffice(html: string): string {
  const fragment = /<!--StartFragment-->([^]*?)<!--EndFragment-->/u.exec(html)?.[1] ?? html;
  return fragment
    .replaceAll(/<!--\[if[^]*?<!\[endif\]-->/giu, '')
    .replaceAll(/<!\[(?:if|endif)[^\]]*\]>/giu, '')
    .replaceAll(/<\/?o:p[^>]*>/giu, '')
    .replaceAll(/<b\s[^>]*id="docs-internal-guid[^"]*"[^>]*>([^]*?)<\/b>\s*$/giu, '$1');
}

/** Takes sizes and colours from what is pasted. */
function unstyle(element: Element): void {
  for (const name of ['color', 'face', 'size', 'bgcolor', 'width', 'height', 'align', 'valign']) {
    if (!/^(?:IMG|TD|TH|TABLE)$/u.test(element.nodeName)) element.removeAttribute(name);
  }
}

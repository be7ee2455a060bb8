import { isElement } from './sanitise.ts';

/**
 * Elements that have a box of their own kind. Whatever else a mail may have is a span in the ghost.
 */
const boxes: ReadonlySet<string> = new Set(
  `address article aside b big blockquote br caption center code col colgroup dd div dl dt em
  figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img li main nav nobr ol p pre
  section small span strong sub sup table tbody td tfoot th thead tr tt u ul wbr`.split(/\s+/u),
);

/** Attributes that say how large something is. */
const measures =
  `align alt border cellpadding cellspacing class colspan dir face height hspace nowrap rowspan
  size span start style type valign vspace width`.split(/\s+/u);

/**
 * Copies what decides about the size of a mail into another document, node by node: boxes, text,
 * measures and pictures that are in the mail itself. No markup is parsed, so that nothing but this
 * can be in it: no link, no name, no address.
 */
export function ghostOf(source: Element, into: Document): HTMLElement {
  const top = ghostElement(source, into);
  const waiting: { readonly from: Element; readonly to: Element }[] = [{ from: source, to: top }];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const child of one.from.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) one.to.append(child.nodeValue ?? '');
      if (!isElement(child)) continue;
      const copy = ghostElement(child, into);
      one.to.append(copy);
      waiting.push({ from: child, to: copy });
    }
  }
  return top;
}

function ghostElement(source: Element, into: Document): HTMLElement {
  const ghost = into.createElement(boxes.has(source.localName) ? source.localName : 'span');
  for (const name of measures) {
    const value = source.getAttribute(name);
    if (value !== null) ghost.setAttribute(name, value);
  }
  const picture = source.localName === 'img' ? (source.getAttribute('src') ?? '') : '';
  if (picture.startsWith('data:image/')) ghost.setAttribute('src', picture);
  return ghost;
}

import { filterStyleAttribute } from './css/filter-css.ts';
import { namePrefix } from './css/selectors.ts';
import { writeString } from './css/tokens.ts';
import { linkTarget } from './links.ts';
import { type PictureWishes, pictureSource } from './pictures.ts';

/** Characters of one value that is kept as it is. Ours. */
const valueMax = 1_000;

/** Classes of one element. Ours. */
const classesMax = 30;

/** A picture of at most so many dots each way shows nothing to people. */
const trackerDotsMax = 2;

const lengths: ReadonlySet<string> = new Set(
  'border cellpadding cellspacing colspan height hspace rowspan size span start vspace width'.split(
    ' ',
  ),
);

const roles: ReadonlySet<string> = new Set(['presentation', 'none', 'img', 'list', 'listitem']);

/** Attributes whose values say nothing but how something looks or reads. */
const plain: ReadonlySet<string> = new Set(
  'align alt aria-hidden aria-label bgcolor clear color dir face lang noshade nowrap reversed title type valign'.split(
    ' ',
  ),
);

export type ElementContext = { readonly pictures: PictureWishes; readonly origin: string };

/** Writes every attribute of an element anew, or takes it away; may remove the element. */
export function cleanElement(element: Element, context: ElementContext): void {
  if (element.localName === 'img' && isTracker(element)) {
    context.pictures.trackers += 1;
    element.remove();
    return;
  }
  const styles: string[] = [];
  for (const { name, value } of Array.from(element.attributes)) {
    const kept = keptValue(element, { name, value, context, styles });
    if (kept === undefined) element.removeAttribute(name);
    else if (kept !== value) element.setAttribute(name, kept);
  }
  if (styles.length > 0) element.setAttribute('style', styles.join(';'));
  if (element.localName === 'a') finishLink(element);
}

type Attribute = {
  readonly name: string;
  readonly value: string;
  readonly context: ElementContext;
  /** Declarations for the element's style, in order. */
  readonly styles: string[];
};

function keptValue(element: Element, attribute: Attribute): string | undefined {
  const { name, value, context, styles } = attribute;
  switch (name) {
    case 'style': {
      const style = filterStyleAttribute(value, context.pictures.of);
      if (style !== '') styles.push(style);
      return undefined;
    }
    case 'background': {
      const picture = context.pictures.of(value);
      if (picture !== undefined) styles.unshift(`background-image:url(${writeString(picture)})`);
      return undefined;
    }
    case 'class':
      return prefixed(value);
    case 'id':
      return value === '' || value.length > valueMax ? undefined : namePrefix + value;
    case 'src':
      return element.localName === 'img' ? context.pictures.of(value) : undefined;
    case 'href':
      return element.localName === 'a' ? markLink(element, value, context.origin) : undefined;
    case 'role':
      return roles.has(value) ? value : undefined;
    default:
      if (value.length > valueMax) return undefined;
      if (lengths.has(name))
        return /^\s*\d{1,4}(?:\.\d+)?\s*(?:%|px)?\s*$/u.test(value) ? value : undefined;
      return plain.has(name) ? value : undefined;
  }
}

function prefixed(classes: string): string | undefined {
  const names = classes.slice(0, valueMax).split(/\s+/u).filter(Boolean).slice(0, classesMax);
  return names.length === 0 ? undefined : names.map((name) => namePrefix + name).join(' ');
}

/** @returns The new href. */
function markLink(link: Element, href: string, origin: string): string | undefined {
  const target = linkTarget(href, link.textContent, origin);
  if (target === undefined) return undefined;
  link.setAttribute('title', target.where);
  return target.href;
}

/** Opens in a window of its own that knows nothing of this one (RFC 9110 §10.1.3 says why). */
function finishLink(link: Element): void {
  if (!link.hasAttribute('href')) return;
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer');
}

function isTracker(picture: Element): boolean {
  if (pictureSource(picture.getAttribute('src') ?? '')?.kind !== 'remote') return false;
  return ['width', 'height'].every((side) => {
    const style = picture.getAttribute('style') ?? '';
    const styled = new RegExp(`(?:^|[;\\s])${side}\\s*:\\s*(\\d+)`, 'iu').exec(style)?.[1];
    const dots = styled ?? picture.getAttribute(side) ?? '';
    return /^\d/u.test(dots) && Number.parseInt(dots, 10) <= trackerDotsMax;
  });
}

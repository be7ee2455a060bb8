import Squire from 'squire-rte';

import { clean, cleanPasted } from './clean-html.ts';
import {
  bodyHtml,
  fileOfDataUrl,
  nameOwnPictures,
  type Pictures,
  showPictures,
} from './pictures.ts';

/** What the toolbar can switch on. */
export type Format =
  | 'bold'
  | 'italic'
  | 'underline'
  | 'strike'
  | 'bullets'
  | 'numbers'
  | 'quote'
  | 'link';

export type EditorEvents = {
  readonly onInput: () => void;
  /** Called when the cursor stands in other formats. */
  readonly onFormats: (formats: ReadonlySet<Format>) => void;
  /** Pictures and files that were pasted. */
  readonly onFiles: (files: readonly File[]) => void;
  /** A picture within pasted text, whose element waits for its address. */
  readonly onPicture: (file: File, element: HTMLImageElement) => void;
};

/** Squire with our rules for what comes in and goes out. */
export class RichEditor {
  readonly #squire: Squire;
  readonly #root: HTMLElement;
  readonly #pictures: Pictures;
  readonly #styles: MutationObserver;
  readonly #events: EditorEvents;
  #pasting = false;

  constructor(root: HTMLElement, pictures: Pictures, events: EditorEvents) {
    this.#root = root;
    this.#pictures = pictures;
    this.#events = events;
    this.#squire = new Squire(root, {
      blockTag: 'DIV',
      tagAttributes: { blockquote: { type: 'cite' }, a: { rel: 'noopener noreferrer' } },
      undo: { documentSizeThreshold: -1, undoLimit: undoStepsMax },
      sanitizeToDOMFragment: (html) => this.#fragmentOf(html),
      toPlainText: null,
      didError: (error: unknown) => reportError(error),
    });
    this.#styles = new MutationObserver(() => healStyles(root));
    this.#styles.observe(root, { subtree: true, childList: true, attributeFilter: ['style'] });
    this.#squire.addEventListener('input', events.onInput);
    this.#squire.addEventListener('pathChange', () => events.onFormats(this.#formats()));
    this.#squire.addEventListener('select', () => events.onFormats(this.#formats()));
    const insert = this.#squire.insertHTML.bind(this.#squire);
    this.#squire.insertHTML = (html, isPaste = false) => {
      this.#pasting = isPaste;
      insert(html, isPaste);
      this.#pasting = false;
      return this.#squire;
    };
    root.addEventListener('paste', this.#onPaste, { capture: true });
  }

  destroy(): void {
    this.#root.removeEventListener('paste', this.#onPaste, { capture: true });
    this.#styles.disconnect();
    this.#squire.destroy();
  }

  set html(html: string) {
    this.#squire.setHTML(html);
    healStyles(this.#root);
  }

  get html(): string {
    return bodyHtml(this.#root);
  }

  focusStart(): void {
    this.#squire.focus();
    this.#squire.moveCursorToStart();
  }

  focus(): void {
    this.#squire.focus();
  }

  insert(html: string): void {
    this.#squire.insertHTML(html);
  }

  insertPicture(src: string, cid: string, alt: string): void {
    this.#squire.insertImage(src, { 'data-cid': cid, alt });
  }

  toggle(format: Format): void {
    const on = this.#formats().has(format);
    const squire = this.#squire;
    const actions: Readonly<Record<Exclude<Format, 'link'>, readonly [() => void, () => void]>> = {
      bold: [() => squire.bold(), () => squire.removeBold()],
      italic: [() => squire.italic(), () => squire.removeItalic()],
      underline: [() => squire.underline(), () => squire.removeUnderline()],
      strike: [() => squire.strikethrough(), () => squire.removeStrikethrough()],
      bullets: [() => squire.makeUnorderedList(), () => squire.removeList()],
      numbers: [() => squire.makeOrderedList(), () => squire.removeList()],
      quote: [() => squire.increaseQuoteLevel(), () => squire.decreaseQuoteLevel()],
    };
    if (format !== 'link') actions[format][on ? 1 : 0]();
    squire.focus();
  }

  /** Links what is selected, or puts the address there; empty takes a link away. */
  link(url: string): void {
    if (url === '') this.#squire.removeLink();
    else this.#squire.makeLink(url);
    this.#squire.focus();
  }

  /** The address of the link that the cursor is in. */
  get linkHere(): string {
    const { commonAncestorContainer: node } = this.#squire.getSelection();
    const element = node instanceof Element ? node : node.parentElement;
    return element?.closest('a')?.getAttribute('href') ?? '';
  }

  /** Colours what is selected; undefined: the reader's colour. */
  colour(value: string | undefined): void {
    // As `setTextColor` does, but without a style attribute, which the page's policy refuses.
    const attributes = { class: colourClass };
    this.#squire.changeFormat(
      value === undefined
        ? null
        : { tag: 'SPAN', attributes: { ...attributes, [colourAttribute]: value } },
      { tag: 'SPAN', attributes },
    );
    this.#squire.focus();
  }

  clearFormats(): void {
    this.#squire.removeAllFormatting();
    this.#squire.focus();
  }

  /** Whether something is quoted. */
  get hasQuotation(): boolean {
    return this.#root.querySelector('blockquote[type="cite"]') !== null;
  }

  /** Puts HTML in the place of an element, or at its place in front of the quotation. */
  replaceSignature(className: string, html: string): void {
    const fragment = this.#fragmentOf(html);
    const present = this.#root.querySelector(`.${className}`);
    const quote = this.#root.querySelector('blockquote[type="cite"]');
    const before = quote?.previousElementSibling ?? quote;
    this.#squire.saveUndoState();
    this.#squire.modifyDocument(() => {
      if (present !== null) present.replaceWith(fragment);
      else if (before?.parentElement === this.#root) before.before(fragment);
      else this.#root.append(fragment);
    });
    healStyles(this.#root);
  }

  /** Squire has taken the text by now; a file beside text is a picture of that text, from Word. */
  readonly #onPaste = ({ clipboardData }: ClipboardEvent) => {
    const files = [...(clipboardData?.files ?? [])];
    if (files.length === 0 || clipboardData?.types.includes('text/plain') === true) return;
    this.#events.onFiles(files);
  };

  #fragmentOf(html: string): DocumentFragment {
    const fragment = this.#pasting ? cleanPasted(html) : clean(html, false);
    const { cidOf, sourceOf } = this.#pictures;
    if (this.#pasting) nameOwnPictures(fragment, cidOf);
    showPictures(fragment, sourceOf);
    const own = document.importNode(fragment, true);
    if (this.#pasting) this.#takePictures(own);
    healStyles(own);
    return own;
  }

  /** Pasted pictures that are their own address become files: many servers refuse the former. */
  #takePictures(pasted: DocumentFragment): void {
    for (const picture of pasted.querySelectorAll('img')) {
      const source = picture.getAttribute('src');
      if (source === null && picture.dataset['cid'] === undefined && !picture.dataset['remote']) {
        removeBroken(picture); // It had none that may stay.
        continue;
      }
      const file = fileOfDataUrl(source ?? '');
      if (file === undefined) continue;
      picture.removeAttribute('src');
      this.#events.onPicture(file, picture);
    }
  }

  #formats(): ReadonlySet<Format> {
    const squire = this.#squire;
    const found = new Set<Format>();
    const tags: readonly (readonly [Format, string])[] = [
      ['bold', 'B'],
      ['italic', 'I'],
      ['underline', 'U'],
      ['strike', 'S'],
      ['bullets', 'UL'],
      ['numbers', 'OL'],
      ['quote', 'BLOCKQUOTE'],
      ['link', 'A'],
    ];
    for (const [format, tag] of tags) if (squire.hasFormat(tag)) found.add(format);
    return found;
  }
}

/** Takes a picture out, and the paragraph that is empty without it. */
function removeBroken(picture: Element): void {
  const { parentElement } = picture;
  picture.remove();
  if (parentElement !== null && parentElement.textContent === '') parentElement.remove();
}

/** Squire's class for coloured text, and where a colour waits to become a style. */
const colourClass = 'color';
const colourAttribute = 'data-colour';

/** Steps back that are kept. Our choice. */
const undoStepsMax = 200;

/**
 * The page's policy lets no style attribute count that came by markup; through the object model the
 * same style is allowed.
 */
function healStyles(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>(`[${colourAttribute}]`)) {
    element.style.color = element.getAttribute(colourAttribute) ?? '';
    element.removeAttribute(colourAttribute);
  }
  for (const element of root.querySelectorAll<HTMLElement>('[style]')) {
    const wanted = element.getAttribute('style') ?? '';
    if (element.style.length === 0 && wanted !== '') element.style.cssText = wanted;
  }
}

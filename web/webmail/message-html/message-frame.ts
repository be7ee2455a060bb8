import { emptyDocument, frameDocument, type FrameMode, frameStyle } from './frame-document.ts';
import { ghostOf } from './ghost.ts';
import type { PreparedMail } from './prepare-mail.ts';

/** The document around the frame of a mail; our server gives it a policy that forbids scripts. */
export const framePath = '/message-frame.html';

/** What the document around it may do: be reached from here. No scripts. */
export const shellSandbox = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';

/** What mail may do: open links in other windows. No scripts, and an origin of its own. */
const mailSandbox = 'allow-popups allow-popups-to-escape-sandbox';

/** Highest frame, in CSS pixels: a mail that is longer scrolls in it. Ours. */
const heightMax = 40_000;

/** How far a mail that is wider than the frame is made smaller; below it scrolls sideways. Ours. */
const zoomMin = 0.5;

/** For a scroll bar below the mail, in CSS pixels. */
const scrollBarHeight = 18;

type Shown = { readonly mail: PreparedMail; readonly mode: FrameMode };

/**
 * Draws mail in a frame within a frame. The inner one has no scripts and an origin of its own, so
 * that nobody here can ask it for its height: a ghost of the mail in a second, hidden frame tells.
 */
export class MessageFrame {
  readonly #shell: HTMLIFrameElement;
  readonly #document: Document;
  readonly #title: string;
  readonly #ruler: Promise<Document>;
  readonly #observer: ResizeObserver;
  #ghost: HTMLElement | undefined;
  #frame: HTMLIFrameElement | undefined;
  #shown: Shown | undefined;
  #zoom = 1;
  #width = 0;

  /** @param shell Has loaded {@link framePath}. */
  constructor(shell: HTMLIFrameElement, title: string) {
    const shellDocument = shell.contentDocument;
    if (shellDocument === null) throw new Error('The frame for mail is not of this origin');
    this.#shell = shell;
    this.#document = shellDocument;
    this.#title = title;
    this.#ruler = openRuler(shellDocument);
    this.#observer = new ResizeObserver(() => this.#follow());
  }

  /** Resolves when the mail is drawn. */
  async show(mail: PreparedMail, mode: FrameMode): Promise<void> {
    const ruler = await this.#ruler;
    this.#shown = { mail, mode };
    const style = ruler.createElement('style');
    style.textContent = `${frameStyle(mode, false)}${mail.css}`;
    const ghost = ghostOf(mail.body, ruler);
    ruler.head.querySelector('style')?.remove();
    ruler.head.append(style);
    ruler.body.replaceChildren(ghost);
    this.#observer.disconnect();
    this.#ghost = ghost;
    this.#fit();
    this.#observer.observe(ghost);
    await this.#draw();
  }

  /** Where the HTML of mail is parsed: nothing may run there. */
  get room(): Window & typeof globalThis {
    const room = this.#document.defaultView;
    if (room === null) throw new Error('The frame for mail is closed');
    return room;
  }

  close(): void {
    this.#observer.disconnect();
  }

  /** A picture is there or the pane has another width. */
  #follow(): void {
    const width = this.#ghost?.ownerDocument.documentElement.clientWidth ?? 0;
    const zoom = this.#zoom;
    if (width === this.#width) this.#fitHeight();
    else this.#fit();
    if (this.#zoom !== zoom) void this.#draw();
  }

  #fit(): void {
    const ghost = this.#ghost;
    if (ghost === undefined) return;
    const { documentElement: root } = ghost.ownerDocument;
    ghost.style.setProperty('zoom', '1', 'important');
    this.#width = root.clientWidth;
    const wanted = root.clientWidth / Math.max(1, root.scrollWidth);
    this.#zoom = wanted < 1 ? Math.max(zoomMin, Math.floor(wanted * 200) / 200) : 1;
    ghost.style.setProperty('zoom', String(this.#zoom), 'important');
    this.#fitHeight();
  }

  #fitHeight(): void {
    const ghost = this.#ghost;
    if (ghost === undefined) return;
    const { documentElement: root } = ghost.ownerDocument;
    const bar = root.scrollWidth > root.clientWidth ? scrollBarHeight : 0;
    const height = Math.ceil(ghost.getBoundingClientRect().height) + bar;
    this.#shell.style.height = `${Math.min(height, heightMax)}px`;
  }

  /** The frame before stays until the new one is drawn. */
  async #draw(): Promise<void> {
    const shown = this.#shown;
    if (shown === undefined) return;
    const { mail, mode } = shown;
    const scrolls = (this.#ghost?.getBoundingClientRect().height ?? 0) > heightMax;
    const frame = this.#document.createElement('iframe');
    frame.setAttribute('sandbox', mailSandbox);
    frame.setAttribute('referrerpolicy', 'no-referrer');
    frame.className = 'message';
    frame.title = this.#title;
    frame.srcdoc = frameDocument({ ...mail, mode, zoom: this.#zoom, scrolls });
    this.#frame = frame;
    const loaded = loadOf(frame);
    this.#document.body.prepend(frame);
    await loaded;
    if (this.#frame !== frame) return;
    for (const other of this.#document.querySelectorAll('.message')) {
      if (other !== frame) other.remove();
    }
  }
}

/** A frame that is measured and never seen. Nothing is written into it as markup. */
async function openRuler(shell: Document): Promise<Document> {
  const ruler = shell.createElement('iframe');
  ruler.setAttribute('sandbox', 'allow-same-origin');
  ruler.className = 'ruler';
  ruler.tabIndex = -1;
  ruler.ariaHidden = 'true';
  ruler.inert = true;
  ruler.srcdoc = emptyDocument;
  const loaded = loadOf(ruler);
  shell.body.append(ruler);
  await loaded;
  if (ruler.contentDocument === null) throw new Error('The ruler for mail is not of this origin');
  return ruler.contentDocument;
}

function loadOf(frame: HTMLIFrameElement): Promise<void> {
  return new Promise((resolve) => {
    frame.addEventListener('load', () => resolve(), { once: true });
  });
}

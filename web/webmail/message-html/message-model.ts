import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';

import type { EmailContent } from '../../shared/jmap/mail-types.ts';
import type { FrameMode } from './frame-document.ts';
import { htmlOf, partsByCid } from './html-of.ts';
import {
  loadPictures,
  type LoadedPictures,
  proxyUrl,
  type WantedPicture,
} from './load-pictures.ts';
import type { MessageFrame } from './message-frame.ts';
import { rememberPicturesOf, showsPicturesOf } from './picture-senders.ts';
import { type PreparedMail, prepareMail } from './prepare-mail.ts';

/** Where a part of the message is, as `JmapClient.downloadUrl` says. */
export type DownloadUrl = (blobId: string, name: string, type: string) => string;

export type MessageModelOptions = {
  readonly content: EmailContent;
  readonly downloadUrl: DownloadUrl;
  /** Nothing from elsewhere without being asked for this very message. */
  readonly isDoubtful: boolean;
  /** Whether the page is dark. */
  readonly isDark: ReadonlySignal<boolean>;
  /** The mail is drawn. */
  readonly onShown: () => void;
};

const nothing: LoadedPictures = { loaded: new Map(), failed: 0, off: false };

/** One message that is being read: what is shown of it and what is held back. */
export class MessageModel {
  readonly sender: string;
  /** Whether the person wants it in its own colours on a dark page. */
  readonly original = signal(false);
  /** Whether pictures from elsewhere are wanted. */
  readonly asked = signal(false);
  readonly busy = signal(false);
  readonly failed = signal(false);
  readonly remote = signal(nothing);
  readonly #parts = signal(nothing);
  readonly #frame = signal<MessageFrame | undefined>(undefined);
  readonly #options: MessageModelOptions;
  readonly #cut = new AbortController();
  readonly #endings: (() => void)[] = [];
  readonly #html: string;

  constructor(options: MessageModelOptions) {
    const { content, isDoubtful } = options;
    this.#options = options;
    this.#html = htmlOf(content);
    this.sender = content.from?.[0]?.email ?? '';
    this.asked.value = !isDoubtful && this.sender !== '' && showsPicturesOf(this.sender);
  }

  /** undefined until the frame is there. */
  readonly mail: ReadonlySignal<PreparedMail | undefined> = computed(() => {
    const room = this.#frame.value?.room;
    if (room === undefined) return undefined;
    const loaded = new Map([...this.#parts.value.loaded, ...this.remote.value.loaded]);
    const dark = this.#isDark();
    return prepareMail({ html: this.#html, loaded, dark, room, origin: location.origin });
  });

  /** Whether the person may choose between its colours and dark ones. */
  readonly hasColourChoice = computed(() => {
    const { isColoured = false, knowsDark = false } = this.mail.value ?? {};
    return this.#options.isDark.value && isColoured && !knowsDark;
  });

  /** Begins with a frame that is ready. */
  open(frame: MessageFrame): void {
    this.#frame.value = frame;
    this.#endings.push(
      () => frame.close(),
      effect(() => this.#show()),
      effect(() => this.#loadRemote()),
    );
    void this.#loadParts();
  }

  close(): void {
    this.#cut.abort();
    for (const end of this.#endings) end();
  }

  /** Shows pictures of this sender from now on. */
  remember(): void {
    rememberPicturesOf(this.sender);
    this.asked.value = true;
  }

  get mayRemember(): boolean {
    return this.sender !== '' && !this.#options.isDoubtful;
  }

  #isDark(): boolean {
    return this.#options.isDark.value && !this.original.value;
  }

  #show(): void {
    const mail = this.mail.value;
    if (mail === undefined) return;
    const isTurned = mail.isColoured && !mail.knowsDark;
    const mode: FrameMode = !this.#isDark() ? 'light' : isTurned ? 'inverted' : 'dark';
    this.#frame.peek()?.show(mail, mode).then(this.#options.onShown, this.#fail);
  }

  #fail = (): void => {
    this.failed.value = true;
  };

  async #loadParts(): Promise<void> {
    const { content, downloadUrl } = this.#options;
    const known = partsByCid(content);
    const wanted = [...(this.mail.peek()?.pictures.cids ?? [])].flatMap((cid) => {
      const part = known.get(cid);
      if (part === undefined || part.blobId === null) return [];
      return [{ name: `cid:${cid}`, url: downloadUrl(part.blobId, part.name ?? '', part.type) }];
    });
    await this.#load(wanted, (loaded) => (this.#parts.value = loaded));
  }

  #loadRemote(): void {
    if (!this.asked.value) return;
    const names = this.mail.peek()?.pictures.remote ?? [];
    const wanted = [...names].map((name) => ({ name, url: proxyUrl(name) }));
    this.busy.value = true;
    void this.#load(wanted, (loaded) => (this.remote.value = loaded)).then(() => {
      this.busy.value = false;
      return undefined;
    });
  }

  async #load(
    wanted: readonly WantedPicture[],
    take: (loaded: LoadedPictures) => void,
  ): Promise<void> {
    if (wanted.length === 0) return;
    const { signal } = this.#cut;
    const loaded = await loadPictures(wanted, signal);
    if (!signal.aborted) take(loaded);
  }
}

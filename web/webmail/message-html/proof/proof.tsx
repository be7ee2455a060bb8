import { render } from 'preact';

import '../../../shared/style/tokens.css';
import '../../../shared/style/base.css';
import '../../../shared/style/controls.css';
import { followPreferences, theme } from '../../../shared/preferences.ts';
import type { EmailContent } from '../../../shared/jmap/mail-types.ts';
import { framePath, MessageFrame, shellSandbox } from '../message-frame.ts';
import { MessageHtml } from '../message-html.tsx';
import { prepareMail } from '../prepare-mail.ts';
import { inspect } from './inspect.ts';

/** What tests ask this page for. */
const proof = {
  inspect,

  /** Shows mails below each other; resolves when all are drawn, with the milliseconds it took. */
  show(mails: readonly string[], dark = false): Promise<number> {
    theme.value = dark ? 'dark' : 'light';
    const started = performance.now();
    const place = emptyPlace();
    return new Promise((resolve) => {
      const open = new Set(mails.keys());
      const drawn = (index: number) => {
        open.delete(index);
        if (open.size === 0) resolve(performance.now() - started);
      };
      const parts = mails.map((html, index) => (
        <MessageHtml
          key={index}
          content={contentOf(html, index)}
          downloadUrl={(blobId) => `/part/${blobId}`}
          onShown={() => drawn(index)}
        />
      ));
      render(<main>{parts}</main>, place);
    });
  },

  /** What is left of mails, as text. */
  async prepared(mails: readonly string[]): Promise<readonly string[]> {
    const { room } = await openFrame();
    return mails.map((html) => {
      const options = { html, loaded: new Map<string, string>(), dark: false };
      const { body, css } = prepareMail({ ...options, room, origin: location.origin });
      return `<style>${css}</style>${body.outerHTML}`;
    });
  },

  /** What of this page is not as it was. */
  pageFaults(): readonly string[] {
    const own = Object.getOwnPropertyNames(document).filter((name) => name !== 'location');
    const faults = own.map((name) => `document.${name} is not ours`);
    if (document.title !== 'Proof') faults.push(`The title is ${document.title}`);
    const main = document.querySelector('main');
    if (main?.checkVisibility() !== true) faults.push('The page is hidden');
    return faults;
  },
};

Reflect.set(globalThis, 'proof', proof);
followPreferences();

function emptyPlace(): Element {
  const place = document.querySelector('#app');
  if (place === null) throw new Error('The page has lost its place');
  render(null, place);
  place.replaceChildren();
  return place;
}

function openFrame(): Promise<MessageFrame> {
  const place = emptyPlace();
  return new Promise((resolve) => {
    const shell = document.createElement('iframe');
    shell.src = framePath;
    shell.setAttribute('sandbox', shellSandbox);
    shell.addEventListener('load', () => resolve(new MessageFrame(shell, 'Proof')));
    place.append(shell);
  });
}

const silent = {
  messageId: null,
  inReplyTo: null,
  references: null,
  sender: null,
  replyTo: null,
  to: null,
  cc: null,
  bcc: null,
  sentAt: null,
  textBody: [],
} as const;

function contentOf(html: string, index: number): EmailContent {
  const nameless = { name: null, disposition: null, cid: null };
  const picture = { name: 'a.png', disposition: 'inline', cid: 'picture@mail.test' };
  const type = 'text/html';
  return {
    ...silent,
    id: `e${index}`,
    blobId: `b${index}`,
    subject: `Mail ${index}`,
    from: [{ name: 'Ada', email: 'ada@example.test' }],
    htmlBody: [{ ...nameless, partId: '1', blobId: 'b1', size: html.length, type }],
    attachments: [{ ...picture, partId: null, blobId: 'picture', size: 70, type: 'image/png' }],
    bodyValues: { '1': { value: html, isEncodingProblem: false, isTruncated: false } },
  };
}

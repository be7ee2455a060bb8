import { render } from 'preact';

import '../../../shared/style/tokens.css';
import '../../../shared/style/base.css';
import '../../../shared/style/controls.css';
import { followPreferences, theme } from '../../../shared/preferences.ts';
import type { EmailContent } from '../../../shared/jmap/mail-types.ts';
import { MessageHtml } from '../message-html.tsx';

declare global {
  interface Window {
    /** What tests ask this page for. */
    proof: typeof proof;
  }
}

const proof = {
  /** Shows mails beside each other; resolves when all are drawn, with the milliseconds it took. */
  show(mails: readonly string[], dark = false): Promise<number> {
    theme.value = dark ? 'dark' : 'light';
    const started = performance.now();
    return new Promise((resolve) => {
      let left = mails.length;
      const onShown = () => {
        left -= 1;
        if (left === 0) resolve(performance.now() - started);
      };
      const place = document.querySelector('#app');
      if (place === null) return;
      render(null, place);
      render(
        <main>
          {mails.map((html, index) => (
            <MessageHtml
              key={index}
              content={contentOf(html, index)}
              downloadUrl={(blobId) => `/part/${blobId}`}
              onShown={onShown}
            />
          ))}
        </main>,
        place,
      );
    });
  },
};

window.proof = proof;
followPreferences();

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
  return {
    ...silent,
    id: `e${index}`,
    blobId: `b${index}`,
    subject: `Mail ${index}`,
    from: [{ name: 'Ada', email: 'ada@example.test' }],
    htmlBody: [{ ...nameless, partId: '1', blobId: 'b1', size: html.length, type: 'text/html' }],
    attachments: [
      {
        partId: null,
        blobId: 'picture',
        size: 70,
        type: 'image/png',
        name: 'a.png',
        disposition: 'inline',
        cid: 'picture@mail.test',
      },
    ],
    bodyValues: { '1': { value: html, isEncodingProblem: false, isTruncated: false } },
  };
}

import type { ComponentType } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { Email, EmailContent } from '../../shared/jmap/mail-types.ts';
import { loadContents } from '../store/load-emails.ts';
import type { MessageHtmlProps } from '../message-html/message-html.tsx';
import { words } from '../words/words.ts';
import { PlainText } from './plain-text.tsx';
import { useStore } from './use-store.ts';

/** Fetched when the first HTML is shown: most of it is for making mail harmless. */
const loadHtml = () => import('../message-html/message-html.tsx');

type HtmlProps = { readonly email: Email; readonly content: EmailContent };

/** The text of a message: what was written as plain text, HTML where there is nothing else or it is wanted. */
export function MessageBody(props: {
  readonly email: Email;
  readonly content: EmailContent | undefined;
}) {
  const { email, content } = props;
  const wantsHtml = useSignal(false);
  if (content === undefined) return <LoadingBody id={email.id} />;
  const plain = textOf(content, content.textBody, 'text/plain');
  const html = textOf(content, content.htmlBody, 'text/html');
  if (html !== '' && (plain.trim() === '' || wantsHtml.value)) {
    return <HtmlBody email={email} content={content} />;
  }
  return (
    <div class="message-body">
      <PlainText text={plain} />
      {html !== '' && (
        <button type="button" class="button quiet" onClick={() => (wantsHtml.value = true)}>
          {words.value.showHtml}
        </button>
      )}
      {isTruncated(content) && <p class="notice">{words.value.truncated}</p>}
    </div>
  );
}

function HtmlBody({ email, content }: HtmlProps) {
  const store = useStore();
  const part = useSignal<ComponentType<MessageHtmlProps> | undefined>(undefined);
  const failed = useSignal(false);
  useEffect(() => {
    loadHtml().then(
      ({ MessageHtml }) => (part.value = MessageHtml),
      () => (failed.value = true),
    );
  }, [part, failed]);
  const Html = part.value;
  const junk = store.mailboxes.byRole('junk')?.id;
  if (Html !== undefined) {
    return (
      <div class="message-body">
        <Html
          content={content}
          downloadUrl={(blobId, name, type) => store.client.downloadUrl(blobId, name, type)}
          isDoubtful={junk !== undefined && junk in email.mailboxIds}
        />
      </div>
    );
  }
  if (!failed.value) return <TextSkeleton />;
  return (
    <div class="message-body">
      <PlainText text={wordsOfHtml(textOf(content, content.htmlBody, 'text/html'))} />
    </div>
  );
}

function TextSkeleton() {
  return (
    <div class="message-body" aria-busy="true">
      <div class="skeleton bar wide" />
      <div class="skeleton bar wide" />
      <div class="skeleton bar" />
    </div>
  );
}

function LoadingBody({ id }: { readonly id: string }) {
  const store = useStore();
  if (!store.online.value) {
    return (
      <div class="message-body" role="alert">
        <p>{words.value.openFailed}</p>
        <button type="button" class="button" onClick={() => void loadContents(store, [id])}>
          {words.value.retry}
        </button>
      </div>
    );
  }
  return <TextSkeleton />;
}

function textOf(
  { bodyValues }: EmailContent,
  parts: EmailContent['textBody'],
  type: string,
): string {
  return parts
    .filter((part) => part.type === type)
    .map(({ partId }) => bodyValues[partId ?? '']?.value ?? '')
    .join('\n');
}

function isTruncated({ bodyValues }: EmailContent): boolean {
  return Object.values(bodyValues).some((value) => value.isTruncated);
}

/** The words of an HTML text; nothing in such a document runs or is fetched. */
function wordsOfHtml(html: string): string {
  const document = new DOMParser().parseFromString(html, 'text/html');
  for (const element of document.querySelectorAll('style, script, title')) element.remove();
  for (const element of document.querySelectorAll('br, p, div, tr, li, h1, h2, h3')) {
    element.append('\n');
  }
  return (document.body.textContent ?? '').replaceAll(/\n\s*\n\s*/gu, '\n\n').trim();
}

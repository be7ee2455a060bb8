import { useSignal } from '@preact/signals';

import type { Email, EmailAddress } from '../../shared/jmap/mail-types.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { MenuButton } from '../../shared/ui/menu.tsx';
import { longDate, shortDate } from '../../shared/words/dates.ts';
import { compose } from '../store/compose-request.ts';
import { mark } from '../store/actions.ts';
import { messageToolRequest } from '../store/message-tool-request.ts';
import { words } from '../words/words.ts';
import { Attachments } from './attachments.tsx';
import { MessageBody } from './message-body.tsx';
import { nameOf } from './people.ts';
import { SpamReasonPart } from './parts.tsx';
import { PersonMark } from './person-mark.tsx';
import { Fields, Recipients } from './recipients.tsx';
import { useStore } from './use-store.ts';

const nobody: EmailAddress = { name: null, email: '' };

/** One message of a conversation: a line, or all of it. */
export function Message(props: {
  readonly email: Email;
  readonly expanded: boolean;
  readonly onToggle: (expanded: boolean) => void;
}) {
  const { email, expanded, onToggle } = props;
  return expanded ? (
    <ExpandedMessage email={email} onCollapse={() => onToggle(false)} />
  ) : (
    <CollapsedMessage email={email} onExpand={() => onToggle(true)} />
  );
}

function CollapsedMessage(props: { readonly email: Email; readonly onExpand: () => void }) {
  const { email } = props;
  const from = email.from?.[0] ?? nobody;
  return (
    <article class="message collapsed">
      <button type="button" class="message-line" aria-expanded="false" onClick={props.onExpand}>
        <PersonMark address={from} size="small" />
        <span class="message-who truncate">{nameOf(from)}</span>
        <span class="message-preview truncate">{email.preview}</span>
        <time dateTime={email.receivedAt}>{shortDate(email.receivedAt)}</time>
      </button>
    </article>
  );
}

function ExpandedMessage({
  email,
  onCollapse,
}: {
  readonly email: Email;
  readonly onCollapse: () => void;
}) {
  const store = useStore();
  const details = useSignal(false);
  const content = store.contents.of(email.id).value;
  const from = email.from?.[0] ?? nobody;
  const junk = store.mailboxes.byRole('junk')?.id;
  const say = words.value;
  return (
    <article class="message" aria-label={say.messageFrom(nameOf(from))}>
      <header class="message-head">
        <PersonMark address={from} />
        <div class="message-people">
          <h3 class="message-from">
            <span class="truncate">{from.email === '' ? say.nobody : nameOf(from)}</span>
            {from.name !== null && <span class="message-address truncate">{from.email}</span>}
          </h3>
          <Recipients email={email} content={content} details={details} />
        </div>
        <time class="message-date" dateTime={email.receivedAt} title={longDate(email.receivedAt)}>
          {shortDate(email.receivedAt)}
        </time>
        <MessageMenu email={email} onCollapse={onCollapse} />
      </header>
      {details.value && <Fields email={email} content={content} />}
      {'$draft' in email.keywords && <DraftNote id={email.id} />}
      {content !== undefined && junk !== undefined && junk in email.mailboxIds && (
        <SpamReasonPart emailId={email.id} />
      )}
      <MessageBody email={email} content={content} />
      {content !== undefined && <Attachments parts={content.attachments} />}
    </article>
  );
}

function DraftNote({ id }: { readonly id: string }) {
  return (
    <p class="message-note">
      <button
        type="button"
        class="button primary"
        onClick={() => compose({ kind: 'draft', emailId: id })}
      >
        <Icon name="compose" /> {words.value.continueDraft}
      </button>
    </p>
  );
}

function MessageMenu({
  email,
  onCollapse,
}: {
  readonly email: Email;
  readonly onCollapse: () => void;
}) {
  const store = useStore();
  const say = words.value;
  const { id, blobId } = email;
  const source = store.client.downloadUrl(blobId, `${id}.eml`, 'message/rfc822');
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={say.commands.reply}
        title={say.commands.reply}
        onClick={() => compose({ kind: 'reply', emailId: id })}
      >
        <Icon name="reply" />
      </button>
      <MenuButton
        label={say.messageMenu}
        icon="more"
        items={[
          {
            label: say.commands.replyAll,
            icon: 'replyAll',
            run: () => compose({ kind: 'reply-all', emailId: id }),
          },
          {
            label: say.commands.forward,
            icon: 'forward',
            run: () => compose({ kind: 'forward', emailId: id }),
          },
          { label: say.collapse, icon: 'collapse', run: onCollapse },
          {
            label: say.markUnread,
            icon: 'mail',
            run: () => {
              onCollapse();
              void mark(store, [id], { keyword: '$seen', set: false });
            },
          },
          {
            label: say.commands.why,
            icon: 'info',
            apart: true,
            run: () => (messageToolRequest.value = { tool: 'trace', emailId: id }),
          },
          {
            label: say.commands.source,
            icon: 'drafts',
            run: () => (messageToolRequest.value = { tool: 'source', emailId: id }),
          },
          { label: say.downloadSource, icon: 'download', run: () => window.open(source, '_self') },
        ]}
      />
    </>
  );
}

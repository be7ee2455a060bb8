import type { Email } from '../../shared/jmap/mail-types.ts';
import { shortDate } from '../../shared/words/dates.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import type { MailStore } from '../store/mail-store.ts';
import { toggleFlag } from '../store/mail-verbs.ts';
import { openRow } from '../store/navigation.ts';
import { snippetPieces } from '../store/search-snippets.ts';
import { extendTo, noSelection, toggleRow } from '../store/selection.ts';
import { targetsOf } from '../store/targets.ts';
import { subjectOf } from '../store/title.ts';
import { words } from '../words/words.ts';
import { dragRows } from './dragging.ts';
import { participants } from './people.ts';
import { useStore } from './use-store.ts';

type RowProps = {
  /** Undefined while it is being loaded. */
  readonly id: string | undefined;
  readonly at: number;
  readonly rowHeight: number;
};

/** One line of the list: a conversation, or a message where they are shown apart. */
export function EmailRow({ id, at, rowHeight }: RowProps) {
  const store = useStore();
  const email = id === undefined ? undefined : store.emails.of(id).value;
  const place = { transform: `translateY(${at * rowHeight}px)`, blockSize: `${rowHeight}px` };
  if (id === undefined || email === undefined) {
    return (
      <div class="row skeleton" role="row" aria-rowindex={at + 1} style={place}>
        <span role="gridcell" aria-label={words.value.loading} />
      </div>
    );
  }
  const conversation = conversationOf(store, email);
  const selected = store.selection.value.ids.has(id);
  const unread = conversation.some(({ keywords }) => !('$seen' in keywords));
  return (
    <div
      id={`row-${id}`}
      class="row"
      role="row"
      tabIndex={-1}
      aria-rowindex={at + 1}
      aria-selected={selected}
      data-active={store.active.value === id}
      data-unread={unread}
      style={place}
      draggable
      onDragStart={(event) => startDrag(store, id, event)}
      onClick={(event) => onClick(store, id, event)}
      onKeyDown={() => {
        // The list's own keys are those of the page (`store/keyboard.ts`).
      }}
    >
      <SelectCell id={id} selected={selected} unread={unread} />
      <RowText email={email} conversation={conversation} unread={unread} />
      <FlagCell id={id} flagged={conversation.some(({ keywords }) => '$flagged' in keywords)} />
    </div>
  );
}

/** The messages of a row that are there, the oldest first. */
function conversationOf(store: MailStore, head: Email): readonly Email[] {
  const query = store.list.value?.query;
  const thread = query?.collapse === true ? store.threads.of(head.threadId).value : undefined;
  if (thread === undefined) return [head];
  const members = thread.emailIds.map((id) => store.emails.of(id).value);
  const known = members.filter((email) => email !== undefined);
  return known.length === 0 ? [head] : known;
}

function SelectCell(props: {
  readonly id: string;
  readonly selected: boolean;
  readonly unread: boolean;
}) {
  const store = useStore();
  return (
    <span role="gridcell" class="row-select">
      {props.unread && <span class="unread-dot" aria-hidden="true" />}
      <input
        type="checkbox"
        tabIndex={-1}
        checked={props.selected}
        aria-label={words.value.selectRow}
        onClick={(event) => {
          event.stopPropagation();
          const { value } = store.selection;
          const rows = store.list.peek()?.rows.peek() ?? [];
          store.selection.value = event.shiftKey
            ? extendTo(value, props.id, rows)
            : toggleRow(value, props.id);
        }}
      />
    </span>
  );
}

function RowText(props: {
  readonly email: Email;
  readonly conversation: readonly Email[];
  readonly unread: boolean;
}) {
  const { email, conversation, unread } = props;
  const store = useStore();
  const say = words.value;
  const outgoing = isOutgoing(store, email);
  const snippet = store.snippets.of(email.id).value;
  const who = participants(conversation, {
    own: store.client.session.username,
    me: say.me,
    outgoing,
  });
  const answered = '$answered' in email.keywords;
  const forwarded = '$forwarded' in email.keywords;
  return (
    <span role="gridcell" class="row-text">
      {unread && <span class="visually-hidden">{say.unreadMark}</span>}
      <span class="row-first">
        <span class="row-who truncate">
          {outgoing ? say.toWhom(who) : who === '' ? say.nobody : who}
        </span>
        {conversation.length > 1 && (
          <span class="row-count" title={say.messages(conversation.length)}>
            {conversation.length}
          </span>
        )}
        <span class="row-marks">
          {answered && <Icon name="reply" size={14} />}
          {forwarded && <Icon name="forward" size={14} />}
          {conversation.some(({ hasAttachment }) => hasAttachment) && (
            <>
              <Icon name="attach" size={14} />
              <span class="visually-hidden">{say.withAttachment}</span>
            </>
          )}
        </span>
        <time class="row-date" dateTime={email.receivedAt}>
          {shortDate(email.receivedAt)}
        </time>
      </span>
      <span class="row-subject truncate">
        <Found text={snippet?.subject} otherwise={subjectOf(email.subject)} />
      </span>
      <span class="row-preview">
        <Found text={snippet?.preview} otherwise={email.preview} />
      </span>
    </span>
  );
}

/** A text with what was searched for in it or, where nothing was, the plain one. */
function Found(props: { readonly text: string | null | undefined; readonly otherwise: string }) {
  if (props.text === null || props.text === undefined) return <>{props.otherwise}</>;
  return (
    <>
      {snippetPieces(props.text).map(({ text, marked }, at) =>
        marked ? <mark key={at}>{text}</mark> : text,
      )}
    </>
  );
}

function FlagCell({ id, flagged }: { readonly id: string; readonly flagged: boolean }) {
  const store = useStore();
  return (
    <span role="gridcell" class="row-flag">
      <button
        type="button"
        tabIndex={-1}
        aria-label={words.value.commands.flag}
        aria-pressed={flagged}
        onClick={(event) => {
          event.stopPropagation();
          void toggleFlag(store, targetsOf(store, [id]));
        }}
      >
        <Icon name="flag" size={16} />
      </button>
    </span>
  );
}

/** Whether the row says to whom instead of from whom. */
function isOutgoing(store: MailStore, email: Email): boolean {
  const { mailboxes } = store;
  const own = [mailboxes.byRole('sent')?.id, mailboxes.byRole('drafts')?.id];
  const open = store.list.value?.query.mailboxId;
  return open === undefined ? '$draft' in email.keywords : own.includes(open);
}

function onClick(store: MailStore, id: string, event: MouseEvent): void {
  const { selection } = store;
  const rows = store.list.peek()?.rows.peek() ?? [];
  if (event.shiftKey) {
    const { ids, anchor } = selection.value;
    selection.value = extendTo({ ids, anchor: anchor ?? store.active.peek() }, id, rows);
  } else if (event.ctrlKey || event.metaKey) {
    selection.value = toggleRow(selection.value, id);
  } else {
    selection.value = noSelection;
    openRow(store, id);
  }
}

function startDrag(store: MailStore, id: string, event: DragEvent): void {
  const { ids } = store.selection.peek();
  dragRows(event.dataTransfer, ids.has(id) ? [...ids] : [id]);
}

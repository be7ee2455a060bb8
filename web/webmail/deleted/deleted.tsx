import { useEffect, useMemo, useRef } from 'preact/hooks';

import { Icon } from '../../shared/ui/icons.tsx';
import { toast } from '../../shared/ui/toasts.ts';
import { longDate, shortDate } from '../../shared/words/dates.ts';
import { attempt } from '../settings/parts/attempt.ts';
import { failureWords } from '../settings/parts/failure-words.ts';
import { goTo } from '../store/location.ts';
import { subjectOf } from '../store/title.ts';
import { nameOf } from '../views/people.ts';
import { words as common } from '../words/words.ts';
import { DeletedList, type DeletedMailbox, type DeletedMessage } from './deleted-list.ts';
import { words } from './words/words.ts';
import './deleted.css';

/** What was deleted lately, and the way back. */
export function Deleted() {
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useMemo(() => new DeletedList(), []);
  useEffect(() => {
    heading.current?.focus();
    void list.reload();
  }, [list]);
  const say = words.value;
  return (
    <div class="deleted">
      <header class="deleted-head">
        <button type="button" class="button quiet" onClick={back}>
          <Icon name="back" /> {common.value.roles['trash']}
        </button>
      </header>
      <main class="deleted-page">
        <h1 ref={heading} tabIndex={-1}>
          {common.value.deleted}
        </h1>
        <p class="hint">{say.text}</p>
        <Tools list={list} />
        <Messages list={list} />
      </main>
    </div>
  );
}

/** Back to the trash. */
function back(): void {
  goTo({ view: 'mail', mailbox: 'trash' });
}

function Tools({ list }: { readonly list: DeletedList }) {
  const say = words.value;
  const ids = [...list.selected.value];
  const all = list.messages.value?.map(({ id }) => id) ?? [];
  const isAll = all.length > 0 && ids.length === all.length;
  return (
    <div class="deleted-tools">
      <label class="choice">
        <input
          type="checkbox"
          checked={isAll}
          disabled={all.length === 0}
          onChange={() => (list.selected.value = new Set(isAll ? [] : all))}
        />
        {say.all}
      </label>
      <label class="choice">
        <input
          type="checkbox"
          checked={list.drafts.value}
          onChange={(event) => {
            list.drafts.value = event.currentTarget.checked;
            void list.reload();
          }}
        />
        {say.drafts}
      </label>
      <button
        type="button"
        class="button primary"
        disabled={ids.length === 0}
        onClick={() => void attempt(async () => await restore(list, ids))}
      >
        <Icon name="undo" /> {ids.length === 0 ? say.restore : say.restoreSome(ids.length)}
      </button>
    </div>
  );
}

function Messages({ list }: { readonly list: DeletedList }) {
  const say = words.value;
  const messages = list.messages.value;
  if (list.failure.value !== undefined) {
    return (
      <div class="notice bad" role="alert">
        <span>{failureWords(list.failure.value)}</span>
        <button type="button" class="button" onClick={() => void list.more()}>
          {common.value.retry}
        </button>
      </div>
    );
  }
  if (messages === undefined) {
    return (
      <div aria-busy="true">
        <span class="visually-hidden">{common.value.loading}</span>
        <div class="skeleton bar wide" />
        <div class="skeleton bar" />
      </div>
    );
  }
  if (messages.length === 0) return <p class="deleted-none">{say.none}</p>;
  return (
    <>
      <ul class="deleted-list">
        {messages.map((message) => (
          <Row key={message.id} list={list} message={message} />
        ))}
      </ul>
      {list.next.value !== null && (
        <button type="button" class="button" onClick={() => void list.more()}>
          {say.more}
        </button>
      )}
    </>
  );
}

function Row(props: { readonly list: DeletedList; readonly message: DeletedMessage }) {
  const { list, message } = props;
  const { id, from, date, mailbox, expiresAt } = message;
  const say = words.value;
  const subject = subjectOf(message.subject);
  const [sender] = from;
  const run = () => void attempt(async () => await restore(list, [id]));
  return (
    <li>
      <input
        type="checkbox"
        aria-label={say.select(subject)}
        checked={list.selected.value.has(id)}
        onChange={(event) => list.select(id, event.currentTarget.checked)}
      />
      <div class="deleted-item">
        <p class="deleted-line">
          <strong class="truncate">{sender ? nameOf(sender) : common.value.nobody}</strong>
          <time dateTime={date} title={longDate(date)}>
            {shortDate(date)}
          </time>
        </p>
        <p class="truncate">{subject}</p>
        <p class="hint">
          {mailbox !== null && say.wasIn(mailboxName(mailbox))}
          {say.until(shortDate(expiresAt))}
        </p>
      </div>
      <button type="button" class="button" aria-label={say.restoreNamed(subject)} onClick={run}>
        {say.restore}
      </button>
    </li>
  );
}

async function restore(list: DeletedList, ids: readonly string[]): Promise<void> {
  const restored = await list.restore(ids);
  const say = words.value;
  const [first] = restored;
  if (first === undefined) return void toast({ text: say.tooLate, bad: true });
  const { mailbox } = first;
  const together = restored.every((one) => one.mailbox?.id === mailbox?.id);
  if (mailbox === null || !together) return void toast({ text: say.restored(restored.length) });
  toast({
    text: say.restoredTo(restored.length, mailboxName(mailbox)),
    action: {
      label: say.show,
      run: () => goTo({ view: 'mail', mailbox: mailbox.role ?? mailbox.id }),
    },
  });
}

function mailboxName({ role, name }: DeletedMailbox): string {
  return common.value.roles[role ?? ''] ?? name;
}

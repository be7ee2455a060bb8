import { computed } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import type { Email } from '../../shared/jmap/mail-types.ts';
import { Icon, type IconName } from '../../shared/ui/icons.tsx';
import { compose, type ComposeRequest } from '../store/compose-request.ts';
import { route } from '../store/location.ts';
import type { MailStore } from '../store/mail-store.ts';
import { closeRow, step } from '../store/navigation.ts';
import { subjectOf } from '../store/title.ts';
import { wide } from '../store/ui.ts';
import { words } from '../words/words.ts';
import { Conversation } from './conversation.tsx';
import { MailToolbar } from './mail-toolbar.tsx';
import { useStore } from './use-store.ts';
import './reading-pane.css';

/** The conversation that is open, or what is selected. */
export function ReadingPane() {
  const store = useStore();
  const at = route.value;
  const id = at.view === 'mail' || at.view === 'search' ? at.email : undefined;
  const selected = store.selection.value.ids.size;
  if (selected > 1) return <Note text={words.value.selected(selected)} tools />;
  if (id === undefined) return <Note text={words.value.nothingOpen} />;
  return <OpenEmail id={id} />;
}

function Note({ text, tools = false }: { readonly text: string; readonly tools?: boolean }) {
  return (
    <section class="reading empty" aria-label={words.value.reading}>
      <div class="pane-note">
        <Icon name="mail" size={40} />
        <p>{text}</p>
        {tools && <MailToolbar label={words.value.selectionTools} />}
      </div>
    </section>
  );
}

function OpenEmail({ id }: { readonly id: string }) {
  const store = useStore();
  const email = store.emails.of(id).value;
  const emails = useMemo(() => computed(() => conversationAround(store, id)), [store, id]);
  const scroll = useRef<HTMLDivElement>(null);
  const there = email !== undefined;
  // Where the list is gone from sight, its focus would be lost.
  useEffect(() => {
    if (there && !wide.peek()) scroll.current?.focus();
  }, [there]);
  if (email === undefined) return <Opening id={id} />;
  const say = words.value;
  const newest = emails.value.at(-1) ?? email;
  return (
    <section class="reading" aria-label={say.reading}>
      <header class="pane-head">
        <button
          type="button"
          class="icon-button back-button"
          aria-label={say.back}
          onClick={closeRow}
        >
          <Icon name="back" />
        </button>
        <MailToolbar label={say.messageTools} />
        <span class="spacer" />
        <StepButtons />
      </header>
      <div ref={scroll} class="reading-scroll" key={email.threadId} tabIndex={-1}>
        <h2 class="reading-subject">{subjectOf(email.subject)}</h2>
        <Conversation emails={emails.value} />
        {!('$draft' in newest.keywords) && <AnswerButtons emailId={newest.id} />}
      </div>
    </section>
  );
}

/** What was thrown away or is spam is not shown among the rest, and the other way round. */
function conversationAround(store: MailStore, id: string): readonly Email[] {
  const email = store.emails.of(id).value;
  if (email === undefined) return [];
  const { mailboxes } = store;
  const apart = [mailboxes.byRole('trash')?.id, mailboxes.byRole('junk')?.id];
  const isApart = ({ mailboxIds }: Email) =>
    apart.some((mailbox) => mailbox !== undefined && mailbox in mailboxIds);
  const members = store.threads.of(email.threadId).value?.emailIds ?? [id];
  const known = members.map((member) => store.emails.of(member).value);
  const shown = known
    .filter((one) => one !== undefined)
    .filter((one) => isApart(one) === isApart(email));
  return shown.length === 0 ? [email] : shown;
}

function Opening({ id }: { readonly id: string }) {
  const store = useStore();
  if (!store.online.value) return <Note text={words.value.openFailed} />;
  return (
    <section class="reading" aria-busy="true" aria-label={words.value.reading} key={id}>
      <header class="pane-head">
        <button
          type="button"
          class="icon-button back-button"
          aria-label={words.value.back}
          onClick={closeRow}
        >
          <Icon name="back" />
        </button>
      </header>
      <div class="reading-scroll">
        <div class="skeleton bar wide" />
        <div class="skeleton bar" />
        <div class="skeleton block" />
      </div>
    </section>
  );
}

function StepButtons() {
  const store = useStore();
  const { commands } = words.value;
  return (
    <>
      <button
        type="button"
        class="icon-button step-up"
        aria-label={commands.previous}
        title={`${commands.previous} (K)`}
        onClick={() => step(store, -1)}
      >
        <Icon name="collapse" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={commands.next}
        title={`${commands.next} (J)`}
        onClick={() => step(store, 1)}
      >
        <Icon name="collapse" />
      </button>
    </>
  );
}

function AnswerButtons({ emailId }: { readonly emailId: string }) {
  const { commands } = words.value;
  return (
    <div class="answer-buttons">
      <AnswerButton icon="reply" label={commands.reply} request={{ kind: 'reply', emailId }} />
      <AnswerButton
        icon="replyAll"
        label={commands.replyAll}
        request={{ kind: 'reply-all', emailId }}
      />
      <AnswerButton
        icon="forward"
        label={commands.forward}
        request={{ kind: 'forward', emailId }}
      />
    </div>
  );
}

function AnswerButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly request: ComposeRequest;
}) {
  return (
    <button type="button" class="button" onClick={() => compose(props.request)}>
      <Icon name={props.icon} /> {props.label}
    </button>
  );
}

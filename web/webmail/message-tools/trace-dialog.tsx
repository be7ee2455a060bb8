import { useCallback } from 'preact/hooks';

import type { Email } from '../../shared/jmap/mail-types.ts';
import { language } from '../../shared/preferences.ts';
import { clockTime, longDate } from '../../shared/words/dates.ts';
import { WhenLoaded } from '../settings/parts/section.tsx';
import { useLoaded } from '../settings/parts/use-loaded.ts';
import { subjectOf } from '../store/title.ts';
import { useStore } from '../views/use-store.ts';
import { ToolDialog } from './tool-dialog.tsx';
import { loadTraces, type MessageTrace } from './traces.ts';
import { words } from './words/words.ts';

/** Why a message is where it is: each step that it took, with its time. */
export function TraceDialog(props: { readonly email: Email; readonly onClose: () => void }) {
  const { email, onClose } = props;
  const store = useStore();
  const { id, mailboxIds } = email;
  const load = useCallback(async () => await loadTraces(store, id), [store, id]);
  const loaded = useLoaded(load);
  const { trace: say } = words.value;
  const junk = store.mailboxes.byRole('junk')?.id;
  const isSpam = junk !== undefined && junk in mailboxIds;
  return (
    <ToolDialog title={say.title} about={subjectOf(email.subject)} onClose={onClose}>
      <WhenLoaded loaded={loaded}>
        {(traces) => (
          <div class="message-traces">
            {traces.length === 0 && <p>{say.none}</p>}
            {traces.map((one) => (
              <Trace key={one.id} trace={one} isSpam={isSpam} />
            ))}
          </div>
        )}
      </WhenLoaded>
    </ToolDialog>
  );
}

function Trace(props: { readonly trace: MessageTrace; readonly isSpam: boolean }) {
  const { at, sender, recipients, statusText, spamText, steps } = props.trace;
  const { trace: say } = words.value;
  return (
    <section>
      <h3>{longDate(at)}</h3>
      {props.isSpam && <p class="notice">{spamText}</p>}
      <dl>
        <dt>{say.sender}</dt>
        <dd>{sender === '' ? say.noSender : sender}</dd>
        <dt>{say.recipients}</dt>
        <dd>{recipients.join(', ')}</dd>
        <dt>{say.status}</dt>
        <dd>{statusText}</dd>
      </dl>
      <ol>
        {steps.map((step, number) => (
          <li key={`${number} ${step.at}`}>
            <time dateTime={step.at}>{clockTime(step.at)}</time>
            <span lang={language.value}>{step.text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

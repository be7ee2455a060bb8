import { useSignal } from '@preact/signals';

import type { SetAnswer } from '../../../shared/jmap/mail-types.ts';
import { assertSet } from '../../../shared/jmap/set-result.ts';
import { now } from '../../../shared/now.ts';
import { toast } from '../../../shared/ui/toasts.ts';
import { longDate } from '../../../shared/words/dates.ts';
import { useStore } from '../../views/use-store.ts';
import { TextArea, TextField } from '../parts/fields.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { fieldsOf } from '../parts/fields-of.ts';
import { words } from '../words/words.ts';
import { fromField, toField, type VacationResponse, vacationState } from './vacation-state.ts';

/** Characters of the subject and of the text of an answer: what the server takes. */
const subjectMax = 900;
const bodyMax = 100_000;

export function VacationForm(props: {
  readonly vacation: VacationResponse;
  readonly onSaved: () => Promise<void>;
}) {
  const store = useStore();
  const error = useSignal<string | undefined>(undefined);
  const busy = useSignal(false);
  const { vacation } = props;
  const { vacation: say, save, saved } = words.value;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const next = readForm(event);
    error.value = faultOf(next);
    if (error.value !== undefined || busy.value) return;
    busy.value = true;
    try {
      const call = await store.request((batch) =>
        // An answer in HTML that another program left would say something else than this form.
        batch.call<SetAnswer>('VacationResponse/set', {
          update: { singleton: { ...next, htmlBody: null } },
        }),
      );
      assertSet(call.answer);
      toast({ text: saved });
      await props.onSaved();
    } catch (failure) {
      error.value = failureWords(failure);
    }
    busy.value = false;
  };
  return (
    <form class="settings-form" onSubmit={(event) => void submit(event)} noValidate>
      <p class="notice" role="status">
        {stateWords(vacation)}
      </p>
      <label class="choice">
        <input type="checkbox" name="on" defaultChecked={vacation.isEnabled} /> {say.on}
      </label>
      <Fields vacation={vacation} />
      <p class="notice bad" role="alert" hidden={error.value === undefined}>
        {error.value}
      </p>
      <button type="submit" class="button primary" disabled={busy.value}>
        {save}
      </button>
    </form>
  );
}

function Fields({ vacation }: { readonly vacation: VacationResponse }) {
  const { fromDate, toDate, subject, textBody } = vacation;
  const { vacation: say } = words.value;
  const time = { type: 'datetime-local', hint: say.when } as const;
  return (
    <>
      <TextField
        id="vacation-from"
        name="from"
        label={say.from}
        value={toField(fromDate)}
        {...time}
      />
      <TextField id="vacation-to" name="to" label={say.to} value={toField(toDate)} {...time} />
      <TextField
        id="vacation-subject"
        name="subject"
        label={say.subject}
        value={subject ?? ''}
        hint={say.subjectHint}
        lengthMax={subjectMax}
      />
      <TextArea
        id="vacation-body"
        name="body"
        label={say.body}
        value={textBody ?? ''}
        lengthMax={bodyMax}
      />
    </>
  );
}

function readForm(event: SubmitEvent): VacationResponse {
  const { on, from = '', to = '', subject = '', body = '' } = fieldsOf(event);
  return {
    isEnabled: on !== undefined,
    fromDate: fromField(from),
    toDate: fromField(to),
    subject: subject.trim() === '' ? null : subject.trim(),
    textBody: body.trim() === '' ? null : body,
  };
}

function faultOf({ isEnabled, fromDate, toDate, textBody }: VacationResponse): string | undefined {
  const { vacation: say } = words.value;
  if (isEnabled && textBody === null) return say.bodyMissing;
  if (fromDate !== null && toDate !== null && toDate <= fromDate) return say.order;
  return undefined;
}

function stateWords(vacation: VacationResponse): string {
  const { state: say } = words.value.vacation;
  const state = vacationState(vacation, now());
  return 'at' in state ? say[state.kind](longDate(state.at)) : say[state.kind];
}

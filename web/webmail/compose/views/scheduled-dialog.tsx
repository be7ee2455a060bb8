import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { EmailAddress, GetAnswer } from '../../../shared/jmap/mail-types.ts';
import { toast } from '../../../shared/ui/toasts.ts';
import { longDate } from '../../../shared/words/dates.ts';
import type { Desk } from '../draft/desk.ts';
import { callBack, readScheduled, type Submission } from '../sending/submit.ts';
import { words } from '../words/words.ts';
import { type Pick, PickDialog } from './pick-dialog.tsx';

/** Messages that wait for their time, each of which can be called back. */
export function ScheduledDialog({ desk }: { readonly desk: Desk }) {
  const items = useSignal<readonly Pick[] | undefined>(undefined);
  const close = () => {
    desk.scheduledOpen.value = false;
  };
  useEffect(() => {
    readItems(desk, close).then(
      (read) => (items.value = read),
      (error: unknown) => {
        sayFailed(error);
        close();
      },
    );
  }, [desk]);
  const say = words.value.scheduled;
  return (
    <PickDialog
      title={say.title}
      none={items.value === undefined ? say.loading : say.none}
      items={items.value ?? []}
      onClose={close}
    />
  );
}

type Line = {
  readonly id: string;
  readonly subject: string | null;
  readonly to: readonly EmailAddress[] | null;
};

async function readItems(desk: Desk, close: () => void): Promise<readonly Pick[]> {
  const say = words.value.scheduled;
  const submissions = await readScheduled(desk.store);
  const got = await desk.store.request((batch) =>
    batch.call<GetAnswer<Line>>('Email/get', {
      ids: submissions.map(({ emailId }) => emailId),
      properties: ['id', 'subject', 'to'],
    }),
  );
  const emails = new Map(got.answer.list.map((email) => [email.id, email]));
  return submissions.map((submission) => {
    const email = emails.get(submission.emailId);
    const names = (email?.to ?? []).map(({ name, email: address }) => name ?? address).join(', ');
    const subject = email?.subject ?? '';
    return {
      id: submission.id,
      title: subject === '' ? say.noSubject : subject,
      detail: `${longDate(submission.sendAt)} · ${say.to(names)}`,
      action: say.cancel,
      run: () => void cancel(desk, submission, close),
    };
  });
}

async function cancel(desk: Desk, { id, emailId }: Submission, close: () => void): Promise<void> {
  try {
    await callBack(desk.store, id);
    close();
    await desk.open({ kind: 'draft', emailId });
  } catch (error) {
    sayFailed(error);
  }
}

function sayFailed(error: unknown): void {
  const detail = error instanceof Error ? error.message : String(error);
  toast({ text: words.value.templates.failed(detail), bad: true });
}

import { SetFailure } from '../../../shared/jmap/errors.ts';
import { confirm } from '../../../shared/ui/confirm.ts';
import { toast } from '../../../shared/ui/toasts.ts';
import { longDate } from '../../../shared/words/dates.ts';
import type { DraftContent } from '../draft/content.ts';
import type { Desk } from '../draft/desk.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import { holdSeconds } from '../draft/preferences.ts';
import { htmlToText } from '../message/html-text.ts';
import { words } from '../words/words.ts';
import type { Departure } from './envelope.ts';
import { callBack, delaySecondsMax, submit } from './submit.ts';
import { obstacleTo, type Warning, warningsOf } from './warnings.ts';

/** Sends a draft, now or at a time in milliseconds since 1970, after asking about what looks wrong. */
export async function send(desk: Desk, draft: OpenDraft, atMs?: number): Promise<void> {
  if (draft.sending.peek()) return;
  draft.problem.value = undefined;
  draft.finish();
  const content = draft.content.peek();
  if (!mayLeave(draft, content) || !(await isSure(desk, content))) return;
  draft.sending.value = true;
  try {
    if (draft.server === undefined) draft.touch();
    if (!(await desk.save(draft)) || draft.server === undefined) {
      draft.problem.value = words.value.send.notSaved;
      return;
    }
    await leave(desk, draft, atMs);
  } catch (error) {
    draft.problem.value = words.value.send.failed(detailOf(error));
  } finally {
    draft.sending.value = false;
  }
}

function mayLeave(draft: OpenDraft, content: DraftContent): boolean {
  const say = words.value.send;
  const obstacle = obstacleTo(content);
  const uploads = draft.uploads.peek();
  let text: string | undefined;
  if (obstacle?.kind === 'nobody') text = say.nobody;
  else if (obstacle?.kind === 'bad-address') text = say.badAddress(obstacle.email);
  else if (uploads.some(({ failed }) => failed.peek() !== undefined)) text = say.uploadFailed;
  else if (uploads.length > 0) text = say.uploading;
  draft.problem.value = text;
  return text === undefined;
}

async function isSure(desk: Desk, content: DraftContent): Promise<boolean> {
  const text = content.format === 'html' ? htmlToText(content.html) : content.text;
  const known = [
    ...desk.identities.peek().map(({ email }) => email),
    ...desk.book.contacts.map(({ email }) => email),
  ];
  const warnings = warningsOf(content, text, known);
  if (warnings.length === 0) return true;
  const { send } = words.value;
  return await confirm({
    title: send.sure,
    text: warnings.map(wordsOf).join(' '),
    yes: send.anyway,
    no: send.back,
  });
}

function wordsOf(warning: Warning): string {
  const { send } = words.value;
  if (warning.kind === 'no-subject') return send.noSubject;
  if (warning.kind === 'no-attachment') return send.noAttachment;
  return send.lookAlike(warning.email, warning.known);
}

/** Hands a saved draft to the server, with time to think better of it. */
async function leave(desk: Desk, draft: OpenDraft, atMs: number | undefined): Promise<void> {
  const canDelay = delaySecondsMax(desk.store) > 0;
  const seconds = holdSeconds.peek();
  if (atMs !== undefined) {
    await submitDraft(desk, draft, { kind: 'at', atMs });
  } else if (seconds === 0) {
    await submitDraft(desk, draft, { kind: 'now' });
  } else if (canDelay) {
    await submitDraft(desk, draft, { kind: 'hold', seconds });
  } else {
    await holdHere(desk, draft, seconds);
  }
}

async function submitDraft(desk: Desk, draft: OpenDraft, departure: Departure): Promise<void> {
  const content = draft.content.peek();
  const identity = await desk.identityOf(content);
  const emailId = draft.server?.emailId ?? '';
  const id = await submit(desk.store, emailId, { content, identity, departure });
  await desk.remove(draft);
  if (departure.kind === 'now') {
    toast({ text: words.value.send.sent });
    return;
  }
  const undo = () => void undoSubmission(desk, draft, id);
  const at = departure.kind === 'at' ? longDate(new Date(departure.atMs).toISOString()) : undefined;
  toast({
    text: at === undefined ? words.value.send.sent : words.value.send.scheduled(at),
    action: { label: words.value.undo, undo: true, run: undo },
    ...(departure.kind === 'hold' ? { ms: departure.seconds * 1_000 } : {}),
  });
}

async function undoSubmission(desk: Desk, draft: OpenDraft, id: string): Promise<void> {
  try {
    await callBack(desk.store, id, draft.content.peek());
    desk.reopen(draft);
    toast({ text: words.value.send.calledBack });
  } catch (error) {
    if (error instanceof SetFailure) toast({ text: words.value.send.tooLate, bad: true });
    else toast({ text: words.value.send.failed(detailOf(error)), bad: true });
  }
}

/** For a server that cannot wait: this page waits, and asks before it is closed meanwhile. */
async function holdHere(desk: Desk, draft: OpenDraft, seconds: number): Promise<void> {
  await desk.remove(draft);
  window.addEventListener('beforeunload', stay);
  const end = () => window.removeEventListener('beforeunload', stay);
  const timer = setTimeout(() => {
    end();
    submitDraft(desk, draft, { kind: 'now' }).catch((error: unknown) => {
      desk.reopen(draft).problem.value = words.value.send.failed(detailOf(error));
    });
  }, seconds * 1_000);
  toast({
    text: words.value.send.sending,
    ms: seconds * 1_000,
    action: {
      label: words.value.undo,
      undo: true,
      run: () => {
        clearTimeout(timer);
        end();
        desk.reopen(draft);
      },
    },
  });
}

/** Lets the browser ask before the page is left. */
function stay(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

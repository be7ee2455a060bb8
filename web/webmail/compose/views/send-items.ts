import { askText, confirm } from '../../../shared/ui/confirm.ts';
import type { MenuItem } from '../../../shared/ui/menu.tsx';
import { now } from '../../../shared/now.ts';
import { language } from '../../../shared/preferences.ts';
import { toast } from '../../../shared/ui/toasts.ts';
import { longDate } from '../../../shared/words/dates.ts';
import type { Desk } from '../draft/desk.ts';
import type { DraftContent } from '../draft/content.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import { holdChoices, holdSeconds, preferredFormat } from '../draft/preferences.ts';
import { saveTemplate } from '../draft/templates.ts';
import { htmlToText, losesFormatting } from '../message/html-text.ts';
import { textToHtml } from '../message/text-html.ts';
import { localInputValue, sendTimes } from '../sending/send-times.ts';
import { delaySecondsMax } from '../sending/submit.ts';
import { words } from '../words/words.ts';

/** When to send, and how long sending can be undone. */
export function sendItems(desk: Desk, onSend: (atMs?: number) => void): readonly MenuItem[] {
  const say = words.value.send;
  const tag = language.value === 'en' ? 'en-GB' : language.value;
  const format = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit' });
  const canWait = delaySecondsMax(desk.store) > 0;
  const times = canWait ? sendTimes(now()) : [];
  return [
    ...times.map(({ id, atMs }) => ({
      label: say[id](format.format(atMs)),
      icon: 'clock' as const,
      run: () => onSend(atMs),
    })),
    ...(canWait
      ? [{ label: say.own, icon: 'clock' as const, run: () => void askTime(desk, onSend) }]
      : []),
    ...holdChoices.map((seconds) => ({
      label: say.hold(seconds),
      checked: holdSeconds.value === seconds,
      run: () => (holdSeconds.value = seconds),
    })),
  ];
}

async function askTime(desk: Desk, onSend: (atMs: number) => void): Promise<void> {
  const say = words.value.send;
  const [first] = sendTimes(now());
  const value = await askText({
    title: say.ownTitle,
    yes: say.ownYes,
    no: words.value.cancel,
    input: {
      label: say.ownLabel,
      value: localInputValue(first?.atMs ?? now()),
      type: 'datetime-local',
    },
  });
  if (value === undefined) return;
  const atMs = new Date(value).getTime();
  const latestMs = now() + delaySecondsMax(desk.store) * 1_000;
  if (Number.isNaN(atMs) || atMs <= now()) toast({ text: say.past, bad: true });
  else if (atMs > latestMs) {
    toast({ text: say.tooFar(longDate(new Date(latestMs).toISOString())), bad: true });
  } else onSend(atMs);
}

/** What else can be done with a message that is being written. */
export function moreItems(
  desk: Desk,
  draft: OpenDraft,
  onTemplates: () => void,
): readonly MenuItem[] {
  const say = words.value.options;
  const content = draft.content.value;
  const { priority, readReceipt, deliveryReceipt, format } = content;
  const toggle = (label: string, checked: boolean, patch: Partial<DraftContent>): MenuItem => ({
    label,
    checked,
    run: () => draft.change(patch),
  });
  const set = (one: 'high' | 'low') => ({ priority: priority === one ? ('normal' as const) : one });
  return [
    { label: say.plain, checked: format === 'text', run: () => void switchFormat(draft) },
    {
      label: say.plainDefault,
      checked: preferredFormat.value === 'text',
      run: () => (preferredFormat.value = preferredFormat.peek() === 'text' ? 'html' : 'text'),
    },
    toggle(say.high, priority === 'high', set('high')),
    toggle(say.low, priority === 'low', set('low')),
    toggle(say.readReceipt, readReceipt, { readReceipt: !readReceipt }),
    toggle(say.deliveryReceipt, deliveryReceipt, { deliveryReceipt: !deliveryReceipt }),
    { label: say.signature, icon: 'user', run: () => void sign(desk, draft) },
    { label: say.template, icon: 'drafts', run: onTemplates },
    { label: say.saveTemplate, icon: 'drafts', run: () => void keepTemplate(desk, draft) },
    { label: say.scheduled, icon: 'clock', run: () => (desk.scheduledOpen.value = true) },
  ];
}

/** Changes between rich and plain text; asks first when something is lost. */
async function switchFormat(draft: OpenDraft): Promise<void> {
  draft.collect();
  const { format, html, text } = draft.content.peek();
  if (format === 'text') {
    draft.change({ format: 'html', html: textToHtml(text), text: '' });
    focusSoon(draft);
    return;
  }
  const say = words.value.toText;
  const asked = { title: say.title, text: say.text, yes: say.yes, no: words.value.cancel };
  if (losesFormatting(html) && !(await confirm(asked))) return;
  draft.change({ format: 'text', text: htmlToText(html), html: '' });
  focusSoon(draft);
}

/** The other editor is drawn first, and the menu or the question gives the focus back. */
function focusSoon(draft: OpenDraft): void {
  requestAnimationFrame(() => draft.editor?.focusStart());
}

async function sign(desk: Desk, draft: OpenDraft): Promise<void> {
  try {
    const identity = await desk.identityOf(draft.content.peek());
    draft.editor?.sign(identity, identity);
    draft.touch();
  } catch (error) {
    sayFailed(error);
  }
}

async function keepTemplate(desk: Desk, draft: OpenDraft): Promise<void> {
  draft.collect();
  const content = draft.content.peek();
  try {
    await saveTemplate(desk.store, content, await desk.identityOf(content));
    toast({ text: words.value.templates.saved });
  } catch (error) {
    sayFailed(error);
  }
}

function sayFailed(error: unknown): void {
  const detail = error instanceof Error ? error.message : String(error);
  toast({ text: words.value.templates.failed(detail), bad: true });
}

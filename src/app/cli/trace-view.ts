import { timeText } from '#app/cli/views.ts';
import type { ReportLanguage } from '#core/queue/failure-words.ts';
import { explainTrace, statusWords } from '#core/trace/explain.ts';
import type { Trace } from '#store/operations/trace/read-trace.ts';

/** What `--json` shows of a trace in a list. */
export function traceView(trace: Trace) {
  const { traceId, tenantId, at, sender, recipients, messageIdHeader, status } = trace;
  const messageId = messageIdHeader === '' ? null : messageIdHeader;
  return { id: traceId, tenantId, at: timeText(at), sender, recipients, messageId, status };
}

/** A trace with its steps and a sentence for each. */
export function timelineView(trace: Trace, language: ReportLanguage) {
  const texts = explainTrace(trace, language);
  const steps = trace.steps.map(({ at, step, detail }, number) => {
    return { at: timeText(at), step, detail, text: texts[number]?.text ?? '' };
  });
  return { ...traceView(trace), steps };
}

/** The timeline as facts: what the message was, then a line per step under its time. */
export function timelineFacts(
  trace: Trace,
  language: ReportLanguage,
): readonly (readonly [name: string, value: string])[] {
  const { id, at, sender, recipients, messageId } = traceView(trace);
  return [
    ['Trace', id],
    ['Date', at.slice(0, 10)],
    ['Sender', printable(sender) || '<>'],
    ...recipients.map((one): [string, string] => ['To', printable(one)]),
    ['Message-ID', printable(messageId ?? '-')],
    ['Status', statusWords(trace.status, language)],
    ...timelineLines(trace, language),
  ];
}

/** A line per step under its time; the day too when it is not that of the first one. */
export function timelineLines(
  trace: Trace,
  language: ReportLanguage,
): readonly (readonly [time: string, text: string])[] {
  const firstDay = timeText(trace.at).slice(0, 10);
  return timelineView(trace, language).steps.map(({ at, text }): [string, string] => {
    const day = at.slice(0, 10);
    const time = at.slice(11, 23);
    return [day === firstDay ? time : `${day} ${time}`, printable(text)];
  });
}

/** What strangers wrote, without anything that a terminal would obey. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

import { classifyFailure } from '#core/queue/failure-class.ts';
import { adviceOn, fill, reportFrame } from '#core/queue/failure-words.ts';
import { remoteWords, statusOf } from '#core/queue/status-fields.ts';
import type { ReportedRecipient, StatusReport } from '#core/queue/status-report.ts';
import { decodeWords } from '#proto/mime/encoded-word.ts';
import { parseFields } from '#proto/mime/fields.ts';

/** Characters of a line of text before it is broken. */
const lineCharactersMax = 76;

/** As much of a word as surely has a place in a line of 998 octets (RFC 5322 §2.1.1). */
const endlessWord = /\S{240}/gu;

/** Characters told of a subject. Our choice. */
const subjectCharactersMax = 120;

/** The part for people, with CRLF line ends. `whole`: the message itself goes back. */
export function reportText(report: StatusReport, whole: boolean): string {
  const { kind, message, recipients, language, retriesUntil, timeZone } = report;
  const frame = reportFrame(language);
  const date = dateIn(language, timeZone);
  const lines = [...broken(frame[kind])];
  if (kind === 'delayed') {
    const until = retriesUntil === undefined ? '' : date(retriesUntil);
    lines.push(...broken(fill(until === '' ? frame.untilSoon : frame.untilWhen, { date: until })));
  }
  lines.push('');
  const subject = subjectOf(message.header);
  if (subject !== '') lines.push(...broken(fill(frame.about, { subject }), '    '));
  lines.push(...broken(fill(frame.sent, { date: date(message.queuedAt) }), '    '), '');
  for (const recipient of recipients) lines.push(...recipientLines(recipient, report), '');
  lines.push(...broken(whole ? frame.attachedFull : frame.attachedHeader), '', report.hostName);
  return lines.map((line) => `${line}\r\n`).join('');
}

function recipientLines(recipient: ReportedRecipient, report: StatusReport): string[] {
  const { address, reply, expired, givenUp = false } = recipient;
  const { kind, language, timeZone, message } = report;
  const frame = reportFrame(language);
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const host = (recipient.remoteHost ?? domain).replaceAll(/[^!-~]/gu, '?');
  if (kind === 'relayed')
    return [address, ...broken(fill(frame[handedOver(recipient)], { host }), '  ')];
  const words = remoteWords(recipient);
  const facts = { code: reply?.code ?? 0, enhanced: statusOf(recipient), text: words };
  const failure = givenUp ? 'given-up' : classifyFailure(facts);
  const { says, todo } = adviceOn(failure, domain, language);
  const lines = [address, ...broken(says, '  ')];
  if (kind === 'failed') {
    if (expired) {
      const since = dateIn(language, timeZone)(message.queuedAt);
      lines.push(...broken(fill(frame.expired, { date: since }), '  '));
    }
    lines.push(...broken(fill(frame.todo, { todo }), '  '));
  }
  if (givenUp && words === '') return lines;
  if (givenUp) return [...lines, ...broken(frame.administrator, '  '), ...broken(words, '    ')];
  const intro = reply === undefined ? frame.noAnswer : fill(frame.answered, { host });
  return [...lines, ...broken(intro, '  '), ...broken(words, '    ')];
}

function handedOver({ time }: ReportedRecipient) {
  if (time === 'watched') return 'handedInTime';
  return time === 'lost' ? 'handedTimeless' : 'handedOver';
}

/** The subject of a message as people read it, in one line; empty when there is none. */
export function subjectOf(header: string): string {
  const field = parseFields(header).find(({ name }) => name.toLowerCase() === 'subject');
  const subject = decodeWords(field?.value ?? '')
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
  if (subject.length <= subjectCharactersMax) return subject;
  return `${subject.slice(0, subjectCharactersMax).toWellFormed()}…`;
}

function dateIn(language: string, timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  });
  return (at) => format.format(at);
}

/** Text in lines of bounded length, each behind `indent`; links stay whole, endless words do not. */
function broken(text: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replaceAll(endlessWord, '$& ').split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > lineCharactersMax) {
      lines.push(`${indent}${line}`);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, `${indent}${line}`];
}

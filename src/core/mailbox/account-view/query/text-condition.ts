import type { TextCondition, TextField } from '#core/mailbox/account-view/query/email-query.ts';
import type { JudgedCondition } from '#core/mailbox/account-view/query/text-verdicts.ts';
import { foldText, type ReadableText } from '#core/mailbox/account-view/query/readable-text.ts';
import { decodeWords } from '#proto/mime/encoded-word.ts';
import type { RecordReader } from '#proto/mime/record.ts';

/** Terms of one condition. Our choice; people type 5. */
const termsMax = 50;

const termForm = /"([^"]*)"|'([^']*)'(?=\s|$)|(\S+)/gu;

/**
 * What a client typed, as terms that must all be there: words, and phrases in quotes (RFC 8621
 * §4.4.1). In lower case, in NFC.
 */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const [, double, single, word] of foldText(text).matchAll(termForm)) {
    // A quote that is still open begins a phrase that is still typed.
    const term = (double ?? single ?? word?.replace(/^"/u, '') ?? '').trim();
    if (term !== '' && terms.length < termsMax) terms.push(term);
  }
  return terms;
}

/** Whether a message meets the condition; undefined when that takes its text and there is none. */
export function meets(
  condition: JudgedCondition,
  record: RecordReader,
  text: ReadableText | undefined,
): boolean | undefined {
  switch (condition.on) {
    case 'attachment':
      return record.hasAttachment === condition.has;
    case 'header':
      return text === undefined ? undefined : hasHeader(condition, text);
    case 'text':
      return hasTerms(condition, record, text);
    default:
      return condition satisfies never;
  }
}

function hasTerms(
  { field, terms }: Extract<TextCondition, { on: 'text' }>,
  record: RecordReader,
  text: ReadableText | undefined,
): boolean | undefined {
  const told = field === 'body' ? '' : fieldText(field, record);
  const rest = terms.filter((term) => !told.includes(term));
  if (rest.length === 0) return true;
  if (field !== 'text' && field !== 'body') return false;
  if (text === undefined) return undefined;
  const { body } = text;
  const names = field === 'text' ? text.fileNames : '';
  return rest.every((term) => body.includes(term) || names.includes(term));
}

/** The header fields that a condition looks at, from the record. */
function fieldText(field: Exclude<TextField, 'body'>, record: RecordReader): string {
  if (field === 'subject') return foldText(record.subject);
  const { people } = record;
  if (field !== 'text') return foldText(peopleText(people[field]));
  const all = [people.from, people.to, people.cc, people.bcc].map(peopleText);
  return foldText([...all, record.subject].join('\n'));
}

function peopleText(people: RecordReader['people']['from']): string {
  return people.map(({ name, address }) => `${name} <${address}>`).join('\n');
}

function hasHeader(
  { name, terms }: Extract<TextCondition, { on: 'header' }>,
  { root }: ReadableText,
): boolean {
  return root.fields.some((field) => {
    if (field.name.toLowerCase() !== name) return false;
    if (terms.length === 0) return true;
    const value = foldText(decodeWords(field.value));
    return terms.every((term) => value.includes(term));
  });
}

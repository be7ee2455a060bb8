import type {
  EmailComparator,
  EmailCondition,
  EmailQuery,
  TextField,
} from '#core/mailbox/account-view/query/email-query.ts';
import { termsOf } from '#core/mailbox/account-view/query/text-condition.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { type Comparator, parseSort } from '#proto/jmap/comparator.ts';
import { parseUtcDate } from '#proto/jmap/date.ts';
import { parseFilter } from '#proto/jmap/filter.ts';
import { parseId } from '#proto/jmap/ids.ts';
import { isJsonArray, type JsonValue, memberOf } from '#proto/jmap/json.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import { actualId, type MethodContext } from '#session/http/jmap/method-context.ts';
import type { Sorted } from '#session/http/jmap/query-method.ts';

/** What e-mails can be sorted by (RFC 8621 §4.4.2), as the session announces it. */
export const emailSortOptions = [
  'receivedAt',
  'sentAt',
  'size',
  'from',
  'to',
  'subject',
  'hasKeyword',
  'allInThreadHaveKeyword',
  'someInThreadHaveKeyword',
];

/** What ids stand for. */
type Context = Pick<MethodContext, 'createdIds'>;

/** Reads filter, sort and collapseThreads of Email/query and Email/queryChanges (RFC 8621 §4.4). */
export function readEmailQuery(
  context: Context,
  args: Arguments,
  { filter, sort }: Sorted,
): EmailQuery {
  return {
    filter: readEmailFilter(context, filter),
    sort: parseSort(sort, emailSortOptions).map(readComparator),
    collapseThreads: args.optionalBoolean('collapseThreads', false),
  };
}

/** Reads the filter of Email/query and SearchSnippet/get (RFC 8621 §4.4.1). */
export function readEmailFilter(
  context: Context,
  filter: JsonValue | undefined,
): EmailQuery['filter'] {
  if (filter === undefined) return undefined;
  return parseFilter(filter, (object) =>
    Object.entries(object).map(([name, value]) => readCondition(context, name, value)),
  );
}

/** One member of a FilterCondition (RFC 8621 §4.4.1). */
function readCondition(context: Context, name: string, value: JsonValue): EmailCondition {
  switch (name) {
    case 'inMailbox':
      return { on: 'mailbox', mailboxId: mailboxIdOf(context, name, value) };
    case 'inMailboxOtherThan': {
      if (!isJsonArray(value)) return refuseArguments(`${name} is not a list`);
      const mailboxIds = new Set(value.map((one) => mailboxIdOf(context, name, one)));
      return { on: 'otherMailbox', mailboxIds };
    }
    case 'before':
    case 'after': {
      const at = parseUtcDate(textOf(name, value));
      return at === undefined ? refuseArguments(`${name} is not a UTCDate`) : { on: name, at };
    }
    case 'minSize':
    case 'maxSize':
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
        return refuseArguments(`${name} is not an unsigned integer`);
      }
      return { on: name, octets: value };
    case 'allInThreadHaveKeyword':
      return { on: 'thread', which: 'all', keyword: keywordOf(name, value) };
    case 'someInThreadHaveKeyword':
      return { on: 'thread', which: 'some', keyword: keywordOf(name, value) };
    case 'noneInThreadHaveKeyword':
      return { on: 'thread', which: 'none', keyword: keywordOf(name, value) };
    case 'hasKeyword':
      return { on: 'keyword', keyword: keywordOf(name, value), has: true };
    case 'notKeyword':
      return { on: 'keyword', keyword: keywordOf(name, value), has: false };
    case 'hasAttachment':
      if (typeof value !== 'boolean') return refuseArguments(`${name} is not true or false`);
      return { on: 'attachment', has: value };
    case 'header':
      return readHeader(value);
    default: {
      const field = textFields.find((known) => known === name);
      if (field !== undefined) return { on: 'text', field, terms: termsOf(textOf(name, value)) };
      throw new MethodError('unsupportedFilter', `E-mails are not filtered by ${name}`);
    }
  }
}

const textFields: readonly TextField[] = ['text', 'from', 'to', 'cc', 'bcc', 'subject', 'body'];

/** The name of a field, and perhaps what is in it. */
function readHeader(value: JsonValue): EmailCondition {
  const [name, text, ...rest] = isJsonArray(value) ? value : [];
  if (typeof name !== 'string' || name === '' || rest.length > 0) {
    return refuseArguments('header is the name of a field, with a text or without');
  }
  const terms = text === undefined ? [] : termsOf(textOf('header', text));
  return { on: 'header', name: name.toLowerCase(), terms };
}

function readComparator({ property, isAscending, object }: Comparator): EmailComparator {
  const keyword = (): string => keywordOf('keyword', memberOf(object, 'keyword') ?? null);
  switch (property) {
    case 'hasKeyword':
      return { by: 'keyword', keyword: keyword(), isAscending };
    case 'allInThreadHaveKeyword':
      return { by: 'allInThread', keyword: keyword(), isAscending };
    case 'someInThreadHaveKeyword':
      return { by: 'someInThread', keyword: keyword(), isAscending };
    case 'receivedAt':
    case 'sentAt':
    case 'size':
    case 'from':
    case 'to':
    case 'subject':
      return { by: property, isAscending };
    default:
      throw new MethodError('unsupportedSort', `Nothing is sorted by ${property} here`);
  }
}

/** 0 for an id that nothing has. */
function mailboxIdOf(context: Context, name: string, value: JsonValue): number {
  return parseId('m', actualId(context, textOf(name, value)) ?? '') ?? 0;
}

function keywordOf(name: string, value: JsonValue): string {
  return textOf(name, value).toLowerCase();
}

function textOf(name: string, value: JsonValue): string {
  return typeof value === 'string' ? value : refuseArguments(`${name} is not a string`);
}

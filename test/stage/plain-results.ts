import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import type {
  EmailComparator,
  EmailCondition,
  EmailQuery,
} from '#core/mailbox/account-view/query/email-query.ts';
import { matchesFilter } from '#proto/jmap/filter.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import type { Store } from '#store/store.ts';

type Email = {
  readonly id: number;
  readonly threadId: number;
  readonly mailboxIds: readonly number[];
  readonly keywords: readonly string[];
  readonly receivedAt: number;
  readonly sentAt: number;
  readonly size: number;
  /** The header's fields by name and the body, in lower case; of bodies as `random-mail.ts` makes. */
  readonly header: ReadonlyMap<string, string>;
  readonly body: string;
};

/** The results of a query, found by looking at every message in the plainest way. */
export async function plainResults(
  store: Store,
  view: AccountView,
  { filter, sort, collapseThreads }: EmailQuery,
): Promise<number[]> {
  const emails = await readAll(store, view);
  const matching = emails.filter((email) => {
    const judge = (conditions: readonly EmailCondition[]): boolean =>
      conditions.every((condition) => meets(email, condition, emails));
    return matchesFilter(filter, judge);
  });
  const [first = { by: 'receivedAt', isAscending: false }, ...others] = sort;
  const ordered = matching.toSorted((left, right) => {
    for (const comparator of [first, ...others]) {
      const order = compare(keyOf(left, comparator, emails), keyOf(right, comparator, emails));
      if (order !== 0) return comparator.isAscending ? order : -order;
    }
    return first.isAscending ? left.id - right.id : right.id - left.id;
  });
  const seen = new Set<number>();
  return ordered
    .filter(({ threadId }) => !collapseThreads || (!seen.has(threadId) && seen.add(threadId)))
    .map(({ id }) => id);
}

async function readAll(store: Store, view: AccountView): Promise<Email[]> {
  const { columns, accountId } = view;
  const rows = Array.from({ length: columns.count }, (_, row) => row);
  const shown = rows.filter((row) => columns.visible[row] === 1);
  const messageIds = shown.map((row) => columns.messageId[row] ?? 0);
  const places = await store.read(messageBlobs, { accountId, messageIds });
  const emails: Email[] = [];
  for (const [index, row] of shown.entries()) {
    const [id, blobId, segment, offset, storedLength, length, sha256] = places[index] ?? [];
    if (id === undefined || blobId === undefined || segment === undefined) throw new Error('Gone');
    if (offset === undefined || storedLength === undefined) throw new Error('No place');
    if (length === undefined || sha256 === undefined) throw new Error('No place');
    const place = { blobId, segment, offset, storedLength, length, sha256 };
    const text = Buffer.from(await store.readBlob(place))
      .toString()
      .toLowerCase();
    const [head = '', body = ''] = text.split('\r\n\r\n');
    const fields = head.split('\r\n').map((line) => /^([^:]*): (.*)$/.exec(line)?.slice(1) ?? []);
    emails.push({
      id,
      threadId: columns.threadId[row] ?? 0,
      mailboxIds: view.mailboxesOf(row),
      keywords: view.keywordsOf(row),
      receivedAt: columns.receivedAt[row] ?? 0,
      sentAt: columns.sentAt[row] ?? 0,
      size: columns.size[row] ?? 0,
      header: new Map(fields.map(([name = '', value = '']) => [name, value])),
      body,
    });
  }
  return emails;
}

function meets(email: Email, condition: EmailCondition, all: readonly Email[]): boolean {
  const { header, body } = email;
  switch (condition.on) {
    case 'mailbox':
      return email.mailboxIds.includes(condition.mailboxId);
    case 'otherMailbox':
      return email.mailboxIds.some((id) => !condition.mailboxIds.has(id));
    case 'before':
      return email.receivedAt < condition.at;
    case 'after':
      return email.receivedAt >= condition.at;
    case 'minSize':
      return email.size >= condition.octets;
    case 'maxSize':
      return email.size < condition.octets;
    case 'keyword':
      return email.keywords.includes(condition.keyword) === condition.has;
    case 'thread': {
      const having = threadOf(email, all).map((one) => one.keywords.includes(condition.keyword));
      if (condition.which === 'all') return having.every(Boolean);
      return having.some(Boolean) === (condition.which === 'some');
    }
    case 'attachment':
      return header.has('content-disposition') === condition.has;
    case 'header': {
      const value = header.get(condition.name);
      return value !== undefined && condition.terms.every((term) => value.includes(term));
    }
    case 'text': {
      const readable = header.has('content-type') ? '' : body;
      const people = [header.get('from'), header.get('to')].join(' ');
      const everything = [people, header.get('subject'), readable].join(' ');
      const told =
        condition.field === 'body'
          ? readable
          : condition.field === 'text'
            ? everything
            : (header.get(condition.field) ?? '');
      return condition.terms.every((term) => told.includes(term));
    }
    default:
      return condition satisfies never;
  }
}

function threadOf(email: Email, all: readonly Email[]): readonly Email[] {
  return all.filter(({ threadId }) => threadId === email.threadId);
}

function keyOf(email: Email, comparator: EmailComparator, all: readonly Email[]): number | string {
  switch (comparator.by) {
    case 'keyword':
      return Number(email.keywords.includes(comparator.keyword));
    case 'allInThread':
    case 'someInThread': {
      const { keyword, by } = comparator;
      const having = threadOf(email, all).map((one) => one.keywords.includes(keyword));
      return Number(by === 'allInThread' ? having.every(Boolean) : having.some(Boolean));
    }
    case 'from':
    case 'to':
      return (
        /^"?([a-z]*)"? <|^(.*)$/
          .exec(email.header.get(comparator.by) ?? '')
          ?.slice(1)
          .join('') ?? ''
      );
    case 'subject':
      return (email.header.get('subject') ?? '').replace(/^(re:|\[list\]) /, '');
    case 'receivedAt':
    case 'sentAt':
    case 'size':
      return email[comparator.by];
    default:
      return comparator satisfies never;
  }
}

function compare(left: number | string, right: number | string): number {
  return left < right ? -1 : Number(left > right);
}

import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import type { ViewMailbox } from '#core/mailbox/account-view/view-mailbox.ts';
import { mailboxRoles } from '#core/mailbox/mailbox-roles.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { type Comparator, parseSort } from '#proto/jmap/comparator.ts';
import { type Filter, matchesFilter, parseFilter } from '#proto/jmap/filter.ts';
import { parseId } from '#proto/jmap/ids.ts';
import type { JsonObject, JsonValue } from '#proto/jmap/json.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import { actualId, type MethodContext } from '#session/http/jmap/method-context.ts';
import { mailboxName } from '#session/http/jmap/methods/mailbox/mailbox-object.ts';
import type { QueryCall } from '#session/http/jmap/query-method.ts';

type Condition = (mailbox: ViewMailbox) => boolean;

/** What mailboxes are asked for, and in which order (RFC 8621 §2.3). */
export type MailboxQuery = {
  readonly filter: Filter<Condition> | undefined;
  readonly sort: readonly Comparator[];
  readonly sortAsTree: boolean;
  readonly filterAsTree: boolean;
};

/** Reads filter and sort of Mailbox/query and Mailbox/queryChanges. */
export function readMailboxQuery(
  context: MethodContext,
  args: Arguments,
  { filter, sort }: QueryCall,
): MailboxQuery {
  return {
    filter:
      filter === undefined ? undefined : parseFilter(filter, (one) => conditionOf(context, one)),
    sort: parseSort(sort, ['sortOrder', 'name']),
    sortAsTree: args.optionalBoolean('sortAsTree', false),
    filterAsTree: args.optionalBoolean('filterAsTree', false),
  };
}

/** The ids of the mailboxes that match, in order. */
export function mailboxResults(view: AccountView, query: MailboxQuery): number[] {
  const { filter, sort, sortAsTree, filterAsTree } = query;
  const all = [...view.mailboxes.values()].toSorted((left, right) => compare(sort, left, right));
  const ordered = sortAsTree ? asTree(all) : all;
  const matching = new Set<number>();
  for (const mailbox of all) {
    const match = matchesFilter(filter, (condition) => condition(mailbox));
    if (match === true) matching.add(mailbox.row.mailboxId);
  }
  return ordered
    .map(({ row }) => row.mailboxId)
    .filter((id) => (filterAsTree ? ancestry(view, id) : [id]).every((one) => matching.has(one)));
}

/** A mailbox and those that it is inside of. */
export function ancestry(view: AccountView, mailboxId: number): readonly number[] {
  const path: number[] = [];
  for (let id = mailboxId; id !== 0 && !path.includes(id);) {
    path.push(id);
    id = view.mailboxes.get(id)?.row.parentId ?? 0;
  }
  return path;
}

function conditionOf(context: MethodContext, object: JsonObject): Condition {
  const tests = Object.entries(object).map(([name, value]) => testOf(context, name, value));
  return (mailbox) => tests.every((test) => test(mailbox));
}

function testOf(context: MethodContext, name: string, value: JsonValue): Condition {
  switch (name) {
    case 'parentId': {
      if (value !== null && typeof value !== 'string') return refuseArguments(`${name} is no id`);
      const parentId = value === null ? 0 : parseId('m', actualId(context, value) ?? '');
      return ({ row }) => row.parentId === parentId;
    }
    case 'name': {
      if (typeof value !== 'string') return refuseArguments(`${name} is not a string`);
      const wanted = folded(value);
      return (mailbox) => folded(mailboxName(mailbox)).includes(wanted);
    }
    case 'role': {
      if (value !== null && typeof value !== 'string') return refuseArguments(`${name} is no role`);
      const role = value === null ? 0 : mailboxRoles.get(value);
      return ({ row }) => row.role === role;
    }
    case 'hasAnyRole':
      if (typeof value !== 'boolean') return refuseArguments(`${name} is not true or false`);
      return ({ row }) => (row.role !== 0) === value;
    case 'isSubscribed':
      if (typeof value !== 'boolean') return refuseArguments(`${name} is not true or false`);
      return ({ row }) => (row.subscribed === 1) === value;
    default:
      throw new MethodError('unsupportedFilter', `Mailboxes are not filtered by ${name}`);
  }
}

function compare(sort: readonly Comparator[], left: ViewMailbox, right: ViewMailbox): number {
  for (const { property, isAscending } of sort) {
    const order =
      property === 'name'
        ? compareTexts(folded(mailboxName(left)), folded(mailboxName(right)))
        : left.row.sortOrder - right.row.sortOrder;
    if (order !== 0) return isAscending ? order : -order;
  }
  return left.row.mailboxId - right.row.mailboxId;
}

/** Each mailbox before those inside it, which stay together (RFC 8621 §2.3). */
function asTree(mailboxes: readonly ViewMailbox[]): ViewMailbox[] {
  const children = Map.groupBy(mailboxes, ({ row }) => row.parentId);
  const ordered: ViewMailbox[] = [];
  const rest = [...(children.get(0) ?? [])].toReversed();
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    ordered.push(next);
    rest.push(...(children.get(next.row.mailboxId) ?? []).toReversed());
  }
  return ordered;
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import type { EmailCondition, EmailFilter } from '#core/mailbox/account-view/query/email-query.ts';
import { judgeTexts } from '#core/mailbox/account-view/query/judge-texts.ts';
import { memoryOf } from '#core/mailbox/account-view/query/query-memory.ts';
import { type RowTest, rowTest } from '#core/mailbox/account-view/query/row-tests.ts';
import type { JudgedCondition } from '#core/mailbox/account-view/query/text-verdicts.ts';
import type { Breather } from '#core/mailbox/breather.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { conditionsOf, matchesFilter } from '#proto/jmap/filter.ts';
import { messageAttribute } from '#store/message-attribute.ts';

/** Rows judged between two looks at the clock. */
const rowsPerLook = 2_048;

/** Times that new messages are looked at before a query is answered; what comes later is not found. */
const roundsMax = 5;

/** What a query works with. */
export type QueryTools = {
  readonly mail: Mail;
  readonly breather: Breather;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
};

/** The whole filter as a test of visible rows; good until the next `await`. */
export function filterTest(view: AccountView, filter: EmailFilter | undefined): RowTest {
  if (filter === undefined) return () => true;
  const { verdicts } = memoryOf(view);
  const tests = new Map<EmailCondition, RowTest>();
  for (const conditions of conditionsOf(filter)) {
    for (const one of conditions) tests.set(one, rowTest(view, one, verdicts));
  }
  const [only] = tests.values();
  if ('condition' in filter && only !== undefined && tests.size === 1) return only;
  return (row) => matchesFilter(filter, (conditions) => meetsAll(conditions, tests, row));
}

function meetsAll(
  conditions: readonly EmailCondition[],
  tests: ReadonlyMap<EmailCondition, RowTest>,
  row: number,
): boolean | undefined {
  let result: boolean | undefined = true;
  for (const condition of conditions) {
    const match = tests.get(condition)?.(row);
    if (match === false) return false;
    if (match === undefined) result = undefined;
  }
  return result;
}

/** Looks at the messages of which the view alone cannot say whether they match. */
export async function prepareFilter(
  { mail, breather, signal }: QueryTools,
  view: AccountView,
  filter: EmailFilter | undefined,
): Promise<void> {
  const conditions = judgedConditions(view, filter);
  if (conditions.length === 0) return;
  const { verdicts } = memoryOf(view);
  for (let round = 0; round < roundsMax; round++) {
    const undecided = await undecidedMessages(view, filter, breather);
    if (undecided.length === 0) return;
    await judgeTexts(mail, { view, verdicts, conditions, breather, signal }, undecided);
  }
}

/** Conditions that may need a look at messages. */
export function judgedConditions(
  view: AccountView,
  filter: EmailFilter | undefined,
): JudgedCondition[] {
  const judged: JudgedCondition[] = [];
  for (const conditions of conditionsOf(filter)) {
    for (const one of conditions) {
      if (one.on === 'text' || one.on === 'header') judged.push(one);
      else if (one.on === 'attachment' && hasUnjudged(view)) judged.push(one);
    }
  }
  return judged;
}

/** Whether there are messages of old, of which nobody noted whether they have attachments. */
function hasUnjudged({ columns }: AccountView): boolean {
  const { attributes, count } = columns;
  for (let row = 0; row < count; row++) {
    if (((attributes[row] ?? 0) & messageAttribute.judged) === 0) return true;
  }
  return false;
}

async function undecidedMessages(
  view: AccountView,
  filter: EmailFilter | undefined,
  breather: Breather,
): Promise<number[]> {
  const { columns } = view;
  const undecided: number[] = [];
  let test = filterTest(view, filter);
  for (let row = 0; row < columns.count; row++) {
    if (columns.visible[row] === 1 && test(row) === undefined) {
      undecided.push(columns.messageId[row] ?? 0);
    }
    if (row % rowsPerLook === 0 && breather.due) {
      await breather.breathe();
      test = filterTest(view, filter);
    }
  }
  return undecided;
}

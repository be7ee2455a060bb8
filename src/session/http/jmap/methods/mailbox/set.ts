import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import { formatState, stateAt } from '#core/mailbox/account-view/state.ts';
import { addMailbox, removeMailbox, updateMailbox } from '#core/mailbox/change-mailboxes.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatId, parseId } from '#proto/jmap/ids.ts';
import type { JsonObject } from '#proto/jmap/json.ts';
import { MethodError } from '#proto/jmap/method-error.ts';
import { invalidProperties, SetError } from '#proto/jmap/set-error.ts';
import { maxObjectsInSet } from '#session/http/jmap/limits.ts';
import {
  actualId,
  type JmapAccount,
  type MethodContext,
  type ResponseArguments,
  writableAccountOf,
} from '#session/http/jmap/method-context.ts';
import { inWorkableOrder } from '#session/http/jmap/methods/mailbox/in-workable-order.ts';
import { mailboxObject } from '#session/http/jmap/methods/mailbox/mailbox-object.ts';
import { readMailbox } from '#session/http/jmap/methods/mailbox/read-mailbox.ts';
import { SetResults } from '#session/http/jmap/set-results.ts';

type Setting = {
  readonly context: MethodContext;
  readonly account: JmapAccount;
  readonly results: SetResults;
  /** Whether a mailbox with e-mails is destroyed along with them. */
  readonly removesEmails: boolean;
};

/**
 * Mailbox/set (RFC 8621 §2.5). What depends on something else of the same call, as a parent that is
 * made too, a name or role that becomes free, or a child that goes, waits for that.
 */
export async function mailboxSet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const account = writableAccountOf(context, args);
  const ifInState = args.optionalState('ifInState');
  const create = args.optionalObjects('create', maxObjectsInSet);
  const update = args.optionalObjects('update', maxObjectsInSet);
  const destroy = args.optionalIds('destroy', maxObjectsInSet) ?? [];
  const removesEmails = args.optionalBoolean('onDestroyRemoveEmails', false);
  args.done();
  if (create.size + update.size + destroy.length > maxObjectsInSet) {
    throw new MethodError('requestTooLarge', `More than ${maxObjectsInSet} objects`);
  }
  const view = await openView(context, account);
  const oldState = formatState(stateAt(view.modseq));
  if (ifInState !== undefined && ifInState !== oldState) throw new MethodError('stateMismatch');

  const results = new SetResults();
  const setting: Setting = { context, account, results, removesEmails };
  const { notCreated, notUpdated, notDestroyed } = results;
  await inWorkableOrder(create, notCreated, (id, object) => createOne(setting, id, object));
  const patches = new Map([...update].filter(([id]) => !willBeDestroyed(results, destroy, id)));
  await inWorkableOrder(patches, notUpdated, (id, patch) => updateOne(setting, id, patch));
  const going = new Map(destroy.map((id) => [id, id]));
  await inWorkableOrder(going, notDestroyed, (id) => destroyOne(setting, id));

  const { modseq } = await openView(context, account);
  const newState = formatState(stateAt(modseq));
  return { accountId: account.id, oldState, newState, ...results.toResponse() };
}

function openView({ services }: MethodContext, { accountId }: JmapAccount): Promise<AccountView> {
  return services.mail.accounts.open(accountId);
}

/** Of an object that is to be destroyed no update is tried (RFC 8620 §5.3). */
function willBeDestroyed(results: SetResults, destroy: readonly string[], id: string): boolean {
  if (!destroy.includes(id)) return false;
  results.notUpdated.set(id, new SetError('willDestroy'));
  return true;
}

async function createOne(setting: Setting, creation: string, object: JsonObject): Promise<void> {
  const { context, account, results } = setting;
  const given = readMailbox(context, object);
  if (given.name === undefined) throw invalidProperties(['name'], 'A mailbox has a name');
  const details = { parentId: 0, role: 0, sortOrder: 0, subscribed: false };
  const view = await openView(context, account);
  checkParent(view, given.parentId);
  const wanted = { ...details, ...given, name: given.name };
  const mailboxId = await addMailbox(context.services.mail, account.accountId, wanted);
  const id = formatId('m', mailboxId);
  context.createdIds.set(creation, id);
  const made = mailboxObject(await openView(context, account), account, mailboxId) ?? { id };
  results.created.set(creation, otherwise(made, object));
}

async function updateOne(setting: Setting, text: string, patch: JsonObject): Promise<void> {
  const { context, account, results } = setting;
  const view = await openView(context, account);
  const mailboxId = existing(setting, view, text);
  const now = mailboxObject(view, account, mailboxId) ?? {};
  const given = readMailbox(context, patch, now);
  if (given.name === now['name']) delete given.name;
  checkParent(view, given.parentId);
  checkLoop(view, mailboxId, given.parentId ?? 0);
  await updateMailbox(context.services.mail, account.accountId, { mailboxId, ...given });
  const changed = mailboxObject(await openView(context, account), account, mailboxId) ?? {};
  const asked = Object.entries(changed).filter(([property]) => Object.hasOwn(patch, property));
  const untold = otherwise(Object.fromEntries(asked), patch);
  results.updated.set(text, Object.keys(untold).length === 0 ? null : untold);
}

async function destroyOne(setting: Setting, text: string): Promise<void> {
  const { context, account, results, removesEmails } = setting;
  const mailboxId = existing(setting, await openView(context, account), text);
  const what = { mailboxId, onlyEmpty: !removesEmails };
  await removeMailbox(context.services.mail, account.accountId, what);
  results.destroyed.push(formatId('m', mailboxId));
}

/** What of an object is not just as the client wrote it (RFC 8620 §5.3). */
function otherwise(
  object: Readonly<Record<string, unknown>>,
  sent: JsonObject,
): Readonly<Record<string, unknown>> {
  const differs = ([property, value]: readonly [string, unknown]): boolean =>
    !Object.hasOwn(sent, property) || sent[property] !== value;
  return Object.fromEntries(Object.entries(object).filter(differs));
}

/** @throws {SetError} `notFound` */
function existing({ context }: Setting, view: AccountView, text: string): number {
  const mailboxId = parseId('m', actualId(context, text) ?? '');
  if (mailboxId !== undefined && view.mailboxes.has(mailboxId)) return mailboxId;
  throw new SetError('notFound');
}

function checkParent(view: AccountView, parentId: number | undefined): void {
  if (parentId === undefined || parentId === 0 || view.mailboxes.has(parentId)) return;
  throw invalidProperties(['parentId'], 'There is no such parent');
}

/** @throws {SetError} When the new parent is the mailbox itself or inside it (RFC 8621 §2). */
function checkLoop(view: AccountView, mailboxId: number, parentId: number): void {
  const seen = new Set<number>();
  for (let id = parentId; id !== 0 && !seen.has(id);) {
    if (id === mailboxId) throw invalidProperties(['parentId'], 'A mailbox is not inside itself');
    seen.add(id);
    id = view.mailboxes.get(id)?.row.parentId ?? 0;
  }
}

import { systemRandom } from '#base/random.ts';
import { type Identity, identityOf } from '#core/identities/identities.ts';
import { findEmail } from '#core/mailbox/find-email.ts';
import { sendMdn } from '#core/mdn/send-mdn.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatId, parseId } from '#proto/jmap/ids.ts';
import type { JsonObject } from '#proto/jmap/json.ts';
import { MethodError } from '#proto/jmap/method-error.ts';
import { SetError } from '#proto/jmap/set-error.ts';
import { maxObjectsInSet } from '#session/http/jmap/limits.ts';
import {
  actualId,
  type JmapAccount,
  type MethodContext,
  type NamedResponse,
  type ResponseArguments,
  writableAccountOf,
} from '#session/http/jmap/method-context.ts';
import { impliedEmailSet } from '#session/http/jmap/methods/email-submission/implied-email-set.ts';
import { submitting } from '#session/http/jmap/methods/email-submission/submit-error.ts';
import { readMdnObject } from '#session/http/jmap/methods/mdn/read-mdn-object.ts';
import { settled } from '#session/http/jmap/set-outcome.ts';

/** Set on a message of which was told (RFC 3503 §2). */
const toldKeyword = '$mdnsent';

/** MDN/send: tells who sent messages what became of them (RFC 9007 §2.1). */
export async function mdnSend(
  context: MethodContext,
  args: Arguments,
): Promise<readonly NamedResponse[]> {
  const account = writableAccountOf(context, args);
  const identityId = args.id('identityId');
  const wanted = args.optionalObjects('send', maxObjectsInSet);
  const updateEmail = args.optionalObjects('onSuccessUpdateEmail', maxObjectsInSet);
  args.done();
  const identity = await findIdentity(context, account, identityId);
  const sent = new Map<string, ResponseArguments>();
  const notSent = new Map<string, SetError>();
  const update = new Map<string, JsonObject>();
  const told = new Set<number>();
  for (const [creation, object] of wanted) {
    const done = await settled(
      () => send(context, { account, identity, told }, object),
      (error) => notSent.set(creation, error),
    );
    if (done === undefined) continue;
    sent.set(creation, done.told);
    told.add(done.messageId);
    const patch = updateEmail.get(`#${creation}`);
    if (patch !== undefined) update.set(formatId('e', done.messageId), patch);
  }
  const response = {
    accountId: account.id,
    sent: sent.size === 0 ? null : Object.fromEntries(sent),
    notSent: notSent.size === 0 ? null : Object.fromEntries(notSent),
  };
  return [
    { name: 'MDN/send', args: response },
    ...(await impliedEmailSet(context, account.id, { update, destroy: [] })),
  ];
}

/** @throws {MethodError} `invalidArguments`. */
async function findIdentity(
  context: MethodContext,
  { accountId }: JmapAccount,
  text: string,
): Promise<Identity> {
  const id = parseId('i', actualId(context, text) ?? '') ?? 0;
  const identity = await identityOf(context.services.mail.store, accountId, id);
  if (identity !== undefined) return identity;
  throw new MethodError('invalidArguments', `There is no identity "${text}"`);
}

/** @throws {SetError} */
async function send(
  context: MethodContext,
  by: {
    readonly account: JmapAccount;
    readonly identity: Identity;
    /** Messages of which this call has told already. */
    readonly told: ReadonlySet<number>;
  },
  object: JsonObject,
): Promise<{ readonly messageId: number; readonly told: ResponseArguments }> {
  const { services, login, peer } = context;
  const { accountId } = by.account;
  const { forEmailId, mdn } = readMdnObject(object);
  const messageId = parseId('e', actualId(context, forEmailId) ?? '') ?? 0;
  const view = await services.mail.accounts.open(accountId);
  const email = findEmail(view, messageId);
  if (email === undefined) throw new SetError('notFound', 'There is no such message');
  if (by.told.has(messageId) || email.place.keywords.includes(toldKeyword)) {
    throw new SetError('mdnAlreadySent', 'That was told already');
  }
  const { store } = services.mail;
  const submitter = { login, accountId, remoteAddress: peer.remote.address, secure: peer.secure };
  const { identity } = by;
  const told = await submitting(() =>
    sendMdn({ ...services, store, random: systemRandom }, submitter, { messageId, identity, mdn }),
  );
  const unsaid = Object.entries(told).filter(([name]) => (object[name] ?? null) === null);
  return { messageId, told: Object.fromEntries(unsaid) };
}

import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Login } from '#core/auth/login-context.ts';
import type { OpenLogins } from '#core/auth/open-logins.ts';
import type { MessageDelivery } from '#core/delivery/message-delivery.ts';
import type { Recipients } from '#core/directory/recipients.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import type { PushSubscriptions } from '#core/push/push-subscriptions.ts';
import type { StateWatches } from '#core/push/state-watches.ts';
import type { TraceIds } from '#core/trace/trace-ids.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { MethodError } from '#proto/jmap/method-error.ts';
import type { HttpPeer } from '#net/http-acceptor.ts';
import type { Gatekeepers } from '#session/http/authenticate.ts';

/** What methods work with; built by src/app/wiring/jmap.ts. */
export type JmapServices = Gatekeepers & {
  readonly clock: Clock;
  readonly log: Log;
  readonly mail: Mail;
  readonly delivery: MessageDelivery;
  readonly recipients: Recipients;
  /** Tells what changes in accounts. */
  readonly states: StateWatches;
  /** Where clients that sleep are woken; undefined where nothing goes out. */
  readonly push?:
    | { readonly subscriptions: PushSubscriptions; readonly applicationServerKey: string }
    | undefined;
  /** Ends streams whose login is no longer valid. */
  readonly openLogins?: Pick<OpenLogins, 'add'>;
  readonly ids: TraceIds;
  readonly hostName: string;
};

/** An account that a login may use (RFC 8620 §1.6.2). */
export type JmapAccount = {
  /** Its JMAP id, as `a12`. */
  readonly id: string;
  readonly accountId: number;
  readonly tenantId: number;
  /** Its address, shown to people. */
  readonly name: string;
  /** Whether it is the login's own. */
  readonly isPersonal: boolean;
  readonly isReadOnly: boolean;
};

/** What a method call can see. Calls of one request share it. */
export type MethodContext = {
  readonly login: Login;
  /** By JMAP id; the login's own is the first. */
  readonly accounts: ReadonlyMap<string, JmapAccount>;
  readonly services: JmapServices;
  /** Ids that creation ids of this request and of its `createdIds` stand for (RFC 8620 §5.3). */
  readonly createdIds: Map<string, string>;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** Where the request came from. */
  readonly peer: Pick<HttpPeer, 'remote' | 'secure'>;
};

/** The arguments of a response, to be written as JSON. */
export type ResponseArguments = Readonly<Record<string, unknown>>;

/** A response of a name of its own. */
export type NamedResponse = { readonly name: string; readonly args: ResponseArguments };

/**
 * A method. It reads its arguments, {@link Arguments.done} last, and answers with the arguments of
 * its response; with several, its own first, where it implies calls of others, as Email/set after
 * EmailSubmission/set (RFC 8620 §5.4, RFC 8621 §7.5).
 *
 * @throws {MethodError} What the client did wrong. A Refusal of core is translated by the dispatcher.
 */
export type JmapMethod = (
  context: MethodContext,
  args: Arguments,
) => Promise<ResponseArguments | readonly NamedResponse[]>;

/**
 * The account that an argument names.
 *
 * @throws {MethodError} `accountNotFound` (RFC 8620 §3.6.2), `fromAccountNotFound` (RFC 8620 §5.4).
 */
export function accountOf(
  context: Pick<MethodContext, 'accounts'>,
  args: Arguments,
  name = 'accountId',
): JmapAccount {
  const id = args.id(name);
  const account = context.accounts.get(id);
  if (account !== undefined) return account;
  const type = name === 'fromAccountId' ? 'fromAccountNotFound' : 'accountNotFound';
  throw new MethodError(type, `There is no account "${id}" for this login`);
}

/**
 * The same for a method that changes something.
 *
 * @throws {MethodError} `accountReadOnly` besides (RFC 8620 §5.3).
 */
export function writableAccountOf(
  context: Pick<MethodContext, 'accounts'>,
  args: Arguments,
): JmapAccount {
  const account = accountOf(context, args);
  if (!account.isReadOnly) return account;
  throw new MethodError('accountReadOnly', `"${account.name}" may only be read`);
}

/**
 * The id that a text of the client stands for: itself, or for `#x` what was created as `x`
 * (RFC 8620 §5.3); undefined when nothing was.
 */
export function actualId(
  context: Pick<MethodContext, 'createdIds'>,
  text: string,
): string | undefined {
  return text.startsWith('#') ? context.createdIds.get(text.slice(1)) : text;
}

import type { Clock } from '#base/clock.ts';
import type { Random } from '#base/random.ts';
import type { Login } from '#core/auth/login-context.ts';
import {
  addPushSubscription,
  ownPushSubscriptions,
  type PushOwner,
  removePushSubscription,
  updatePushSubscription,
} from '#store/operations/jmap/push-subscriptions.ts';
import { pushState, type PushSubscriptionRow } from '#store/push-subscription.ts';
import type { Store } from '#store/store.ts';

/** Milliseconds for which a subscription lives unless it is renewed: 30 days. Our choice. */
export const pushSubscriptionMs = 30 * 86_400_000;

/** Octets of a verification code: it cannot be guessed (RFC 8620 §7.2.2). */
const codeOctets = 24;

/** What a client says of a new subscription. Times are milliseconds since the epoch. */
export type PushDraft = Pick<
  PushSubscriptionRow,
  'deviceClientId' | 'url' | 'publicKey' | 'secret'
> & {
  /** Undefined for all. */
  readonly types: readonly string[] | undefined;
  /** Undefined for as long as possible. */
  readonly expiresAt: number | undefined;
};

/** A subscription as it is kept. */
export type PushSubscription = PushSubscriptionRow;

/** Whether the client has proved that it hears what is pushed there. */
export function isVerified({ state }: Pick<PushSubscription, 'state'>): boolean {
  return state === pushState.verified;
}

/** What a client may change of one. */
export type PushPatch = {
  /** The row as it is. */
  readonly row: PushSubscriptionRow;
  readonly verified: boolean;
  readonly types: readonly string[] | undefined;
  readonly expiresAt: number;
};

/** The push subscriptions of logins: where a client that sleeps is woken (RFC 8620 §7.2). */
export class PushSubscriptions {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(store: Store, { clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
  }

  /** The login's own: another login of the same account does not see them. */
  list(login: Login): Promise<readonly PushSubscriptionRow[]> {
    return this.#store.read(ownPushSubscriptions, ownerOf(login));
  }

  /** @throws {Refusal} `push.limit` */
  async add(
    login: Login,
    draft: PushDraft,
  ): Promise<{ readonly subscriptionId: number; readonly expiresAt: number }> {
    const { types, expiresAt, ...rest } = draft;
    const end = this.clipped(expiresAt);
    const { subscriptionId } = await this.#store.write(addPushSubscription, {
      ...rest,
      ...ownerOf(login),
      code: Buffer.from(this.#random.bytes(codeOctets)).toString('base64url'),
      types: JSON.stringify(types ?? null),
      expiresAt: end,
    });
    return { subscriptionId, expiresAt: end };
  }

  /** @throws {Refusal} `push.absent` */
  async update({ row, verified, types, expiresAt }: PushPatch): Promise<void> {
    const { accountId, subscriptionId } = row;
    await this.#store.write(updatePushSubscription, {
      accountId,
      subscriptionId,
      state: verified ? pushState.verified : row.state,
      types: JSON.stringify(types ?? null),
      expiresAt,
    });
  }

  async remove({ accountId, subscriptionId }: PushSubscriptionRow): Promise<void> {
    await this.#store.write(removePushSubscription, { accountId, subscriptionId });
  }

  /** The end that a subscription gets that is to end then. */
  clipped(expiresAt: number | undefined): number {
    const latest = this.#clock.now() + pushSubscriptionMs;
    return expiresAt === undefined ? latest : Math.min(expiresAt, latest);
  }
}

/** The types that a row names; undefined for all. */
export function typesOf({
  types,
}: Pick<PushSubscriptionRow, 'types'>): readonly string[] | undefined {
  const named: unknown = JSON.parse(types);
  return Array.isArray(named) ? named.map(String) : undefined;
}

function ownerOf({ accountId, credentialId, webSessionId = 0 }: Login): PushOwner {
  return { accountId, credentialId, webSessionId };
}

import {
  type Acquaintance,
  rememberRecipients,
  sortRecipients,
} from '#store/operations/limits/known-recipients.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import {
  emptyProfile,
  judgeSending,
  type SendProfile,
  sendState,
  type Unusual,
} from '#store/send-profile.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Who sends a message, and whom it writes to. */
export type WatchedSender = {
  readonly accountId: number;
  readonly tenantId: number;
  /** For the audit log. */
  readonly address: string;
  /** A 48-bit number of each recipient outside of the tenant. */
  readonly hashes: readonly number[];
  /** Their addresses, in the same order; without them nobody is known for having written first. */
  readonly addresses?: readonly string[];
  /** A number of the network that the message came from; 0 where it is not known. */
  readonly network: number;
};

/** What the watch knows before a message is filed. */
export type Watch = {
  readonly sender: WatchedSender;
  readonly acquaintance: Acquaintance;
  readonly row: SendProfileRow | undefined;
};

/** Whether mail of the account is held, and whether people were told. */
export type HeldSending = { readonly accountId: number; readonly told: boolean };

export type SendProfileRow = {
  readonly state: number;
  readonly since: number;
  readonly told: number;
  readonly seen: string;
  readonly profile: string;
  readonly known: number;
};

const selectProfile = statement<SendProfileRow>(`
  SELECT state AS "state", since AS "since", told AS "told", seen AS "seen",
    profile AS "profile", known AS "known"
  FROM send_profile WHERE account_id = ?1`);
const keepProfile = statement(`
  INSERT INTO send_profile (account_id, state, since, told, seen, profile, known)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
  ON CONFLICT (account_id) DO UPDATE SET state = excluded.state, since = excluded.since,
    told = excluded.told, seen = excluded.seen, profile = excluded.profile, known = excluded.known`);

/** Reads what the watch needs, before the first write. */
export function* beginWatch(tx: Tx, sender: WatchedSender): Work<Watch> {
  const row = yield* findSendProfile(tx, sender.accountId);
  const none = { strangers: [], due: [], met: [] };
  const acquaintance = sender.hashes.length === 0 ? none : yield* sortRecipients(tx, sender);
  return { sender, acquaintance, row };
}

/**
 * Judges one message, and learns from it. While mail of the account is held nothing is learnt.
 *
 * @returns Undefined where the message goes its way.
 */
export function* endWatch(
  tx: Tx,
  { sender, acquaintance, row }: Watch,
  recipients: number,
): Work<HeldSending | undefined> {
  const { accountId, tenantId, network } = sender;
  if (row !== undefined && row.state !== sendState.usual) {
    return { accountId, told: row.told === 1 };
  }
  const before = row === undefined ? emptyProfile : readProfile(row);
  const act = { recipients, strangers: acquaintance.strangers.length, network };
  const { profile, unusual } = judgeSending(before, act, tx.now);
  const count = row?.known ?? 0;
  const known = yield* rememberRecipients(tx, accountId, { ...acquaintance, count });
  if (unusual === undefined) {
    yield* saveProfile(tx, accountId, { ...usualState(tx), profile, known });
    return undefined;
  }
  const state = { state: sendState.held, since: tx.now, told: 0, seen: JSON.stringify(unusual) };
  yield* saveProfile(tx, accountId, { ...state, profile, known });
  const change = { tenantId, actor: 'server', action: 'limit.hold', target: sender.address };
  yield* recordChange(tx, { ...change, detail: unusual });
  return { accountId, told: false };
}

export function* findSendProfile(tx: Tx, accountId: number): Work<SendProfileRow | undefined> {
  return yield* tx.maybe(selectProfile, accountId);
}

/** Writes the row of an account. */
export function* saveProfile(
  tx: Tx,
  accountId: number,
  row: Omit<SendProfileRow, 'profile'> & { readonly profile: SendProfile },
): Work<void> {
  const { state, since, told, seen, profile, known } = row;
  const text = JSON.stringify(profile);
  yield* tx.run(keepProfile, accountId, state, since, told, seen, text, known);
}

export function readProfile({ profile }: SendProfileRow): SendProfile {
  return JSON.parse(profile) as SendProfile;
}

/** What was seen when the mail of the account was held first. */
export function readUnusual({ seen }: Pick<SendProfileRow, 'seen'>): Unusual | undefined {
  return seen === '' ? undefined : (JSON.parse(seen) as Unusual);
}

/** Nothing is held. */
export function usualState({ now }: Tx) {
  return { state: sendState.usual, since: now, told: 0, seen: '' };
}

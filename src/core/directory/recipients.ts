import { refuse } from '#base/refusal.ts';
import {
  type Address,
  detailSeparator,
  formatAddress,
  normalizeAddress,
  normalizeLocalPart,
  parseAddress,
} from '#core/directory/address.ts';
import type { Unwrapped } from '#core/policy/srs/sender-rewriting.ts';
import { isRoleLocalPart } from '#core/directory/role-address.ts';
import { applicationSender } from '#store/operations/application/application-gate.ts';
import {
  findAddress,
  findServerAdministrator,
  type FoundAddress,
  type RecipientAccount,
} from '#store/operations/directory/find-address.ts';
import type { Store } from '#store/store.ts';

/** Aliases that may lead to one another on the way to one mailbox. Our choice; real ones have 2-3. */
export const aliasDepthMax = 10;

/** Addresses looked at for one recipient: bounds what one RCPT can ask for. Our choice. */
export const aliasTargetsMax = 1_000;

export type RecipientRefusalCode =
  | 'recipient.unknown'
  | 'recipient.disabled'
  | 'recipient.full'
  | 'recipient.loop'
  /** The address of an application whose mail nobody reads. */
  | 'recipient.send-only';

/** One mailbox that a message goes to. */
export type LocalDelivery = {
  readonly tenantId: number;
  readonly accountId: number;
  /** The account's primary address. */
  readonly address: string;
  /** The detail of `user+detail`: a folder to prefer when it exists (RFC 5233 §1). */
  readonly folder?: string;
};

/** Where the mail of one recipient goes. */
export type Resolution =
  | {
      readonly kind: 'local';
      readonly deliveries: readonly LocalDelivery[];
      /** Addresses elsewhere that aliases lead to. */
      readonly forwards: readonly string[];
    }
  | { readonly kind: 'remote' };

/** {@link StoredRewriting}: what of it is needed here. */
type Rewritten = { unwrap(localPart: string): Promise<Unwrapped | undefined> };

/** A bounce of what we forwarded goes on to who sent it. @throws {Refusal} `recipient.unknown` */
function bounceTo(sender: Unwrapped): Resolution {
  if (sender.kind === 'sender') {
    return { kind: 'local', deliveries: [], forwards: [sender.address] };
  }
  const why = sender.kind === 'expired' ? 'is too old' : 'was not made here';
  return refuse('recipient.unknown', `This address for bounces ${why}`);
}

/** Answers who receives the mail of an address. Always asks the store: a look-up is a few µs. */
export class Recipients {
  readonly #store: Store;
  readonly #rewritten: Rewritten | undefined;

  /** @param rewritten Knows addresses that stand for senders elsewhere; without it there are none. */
  constructor(store: Store, rewritten?: Rewritten) {
    this.#store = store;
    this.#rewritten = rewritten;
  }

  /**
   * Resolves an envelope recipient, its quoting removed. An empty domain stands for this server:
   * `RCPT TO:<Postmaster>` (RFC 5321 §4.5.1).
   *
   * @throws {Refusal} {@link RecipientRefusalCode}
   */
  async resolve(address: Address): Promise<Resolution> {
    if (address.domain === '') return await this.#resolveBare(address.localPart);
    const normal = normalizeAddress(address);
    if (normal === undefined) return { kind: 'remote' };
    const found = await this.#find(normal);
    if (found.kind === 'remote') return { kind: 'remote' };
    const sender = await this.#rewritten?.unwrap(address.localPart);
    if (sender !== undefined) return bounceTo(sender);
    const expansion = new Expansion(formatAddress(normal));
    await this.#add(expansion, normal, found);
    return expansion.resolution();
  }

  /**
   * Whether the account may give the address as sender: its own, an alias or a catch-all that
   * leads to it directly, under every name of the domain. Groups speak for nobody, an application
   * for the addresses on its list alone.
   */
  async maySendAs(accountId: number, address: Address): Promise<boolean> {
    const normal = normalizeAddress(address);
    if (normal === undefined) return false;
    const allowed = await this.#store.read(applicationSender, { accountId, ...normal });
    if (allowed !== undefined) return allowed;
    const found = await this.#find(normal);
    if (found.kind === 'account') return found.account.accountId === accountId;
    if (found.kind !== 'alias' || found.group) return false;
    for (const target of found.targets.slice(0, aliasTargetsMax)) {
      const next = parseAddress(target);
      if (next === undefined) continue;
      const account = await this.#find(next);
      if (account.kind === 'account' && account.account.accountId === accountId) return true;
    }
    return false;
  }

  async #resolveBare(localPart: string): Promise<Resolution> {
    const name = normalizeLocalPart(localPart);
    const account =
      name !== undefined && isRoleLocalPart(name)
        ? await this.#store.read(findServerAdministrator, undefined)
        : undefined;
    if (account === undefined) refuse('recipient.unknown', `Nobody here is "${localPart}"`);
    const { tenantId, accountId, address } = account;
    return { kind: 'local', deliveries: [{ tenantId, accountId, address }], forwards: [] };
  }

  async #find({ localPart, domain }: Address): Promise<FoundAddress> {
    const localParts = [localPart];
    const separator = localPart.indexOf(detailSeparator);
    if (separator > 0) localParts.push(localPart.slice(0, separator));
    const fallback = isRoleLocalPart(localParts.at(-1) ?? '');
    return await this.#store.read(findAddress, { domain, localParts, fallback });
  }

  /** Follows aliases depth first, each alias once. */
  async #add(expansion: Expansion, address: Address, found: FoundAddress): Promise<void> {
    if (!expansion.enter(address, found)) return;
    if (found.kind === 'alias') {
      for (const target of found.targets) {
        const next = parseAddress(target);
        if (next !== undefined) await this.#add(expansion, next, await this.#find(next));
      }
    }
    expansion.leave(found);
  }
}

/** What one recipient has been expanded to so far. */
class Expansion {
  readonly #name: string;
  readonly #deliveries = new Map<number, LocalDelivery>();
  readonly #forwards = new Set<string>();
  readonly #path = new Set<number>();
  readonly #done = new Set<number>();
  #looked = 0;
  #disabled = false;
  #full = false;
  #looped = false;
  #sendOnly = false;

  constructor(name: string) {
    this.#name = name;
  }

  /** Takes a mailbox or an address elsewhere; true for an alias that is to be followed now. */
  enter(address: Address, found: FoundAddress): boolean {
    if (++this.#looked > aliasTargetsMax) {
      refuse('recipient.loop', `"${this.#name}" leads to more than ${aliasTargetsMax} addresses`);
    }
    if (found.kind === 'alias') return this.#descend(found.aliasId);
    if (found.kind === 'account') this.#deliver(address, found.account, found.matched);
    else if (found.kind === 'remote') this.#forwards.add(formatAddress(address));
    else if (found.kind === 'disabled') this.#disabled = true;
    else if (found.kind === 'send-only') this.#sendOnly = true;
    return false;
  }

  leave(found: FoundAddress): void {
    if (found.kind === 'alias') this.#path.delete(found.aliasId);
  }

  /**
   * One mailbox that takes it is enough to accept: what is disabled or full beside it, or a loop
   * that has a way out, is passed over.
   *
   * @throws {Refusal} When nobody is left.
   */
  resolution(): Resolution {
    const deliveries = [...this.#deliveries.values()];
    const forwards = [...this.#forwards];
    if (deliveries.length + forwards.length > 0) return { kind: 'local', deliveries, forwards };
    if (this.#full) refuse('recipient.full', `"${this.#name}" has reached its quota`);
    if (this.#sendOnly) refuse('recipient.send-only', `"${this.#name}" only sends`);
    if (this.#disabled) refuse('recipient.disabled', `"${this.#name}" is disabled`);
    if (this.#looped) refuse('recipient.loop', `"${this.#name}" leads back to itself`);
    return refuse('recipient.unknown', `There is no "${this.#name}" here`);
  }

  #deliver(asked: Address, account: RecipientAccount, matched: string): void {
    if (account.full) {
      this.#full = true;
      return;
    }
    if (this.#deliveries.has(account.accountId)) return;
    const { tenantId, accountId, address } = account;
    const folder = detailOf(asked.localPart, matched);
    this.#deliveries.set(accountId, {
      tenantId,
      accountId,
      address,
      ...(folder === undefined ? {} : { folder }),
    });
  }

  #descend(aliasId: number): boolean {
    if (this.#path.has(aliasId)) this.#looped = true;
    if (this.#done.has(aliasId)) return false;
    if (this.#path.size === aliasDepthMax) {
      refuse('recipient.loop', `"${this.#name}" goes through more than ${aliasDepthMax} aliases`);
    }
    this.#path.add(aliasId);
    this.#done.add(aliasId);
    return true;
  }
}

/** The detail when the found local part is what stands before the separator. */
function detailOf(asked: string, matched: string): string | undefined {
  if (!asked.startsWith(matched + detailSeparator)) return undefined;
  const detail = asked.slice(matched.length + detailSeparator.length);
  return detail === '' ? undefined : detail;
}

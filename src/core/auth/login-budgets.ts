import { createHash } from 'node:crypto';

import { Refusal } from '#base/refusal.ts';
import { networkOf } from '#core/auth/network-of.ts';
import { parseAddress } from '#core/directory/address.ts';
import {
  type Budget,
  settleLoginTry,
  takeLoginTry,
} from '#store/operations/sign-in/login-budget.ts';
import type { Store } from '#store/store.ts';

/** Wrong passwords of one name from one network without a delay. Our choice. */
export const freePerName = 5;

/** The longest delay of one name from one network, in milliseconds: a quarter of an hour. Ours. */
export const nameDelayMsMax = 15 * 60_000;

/** Wrong passwords from one network, whatever the name: a whole office may be behind it. Ours. */
export const freePerNetwork = 30;

/** The longest delay of a network, in milliseconds: its other people wait, too. Our choice. */
export const networkDelayMsMax = 60_000;

/** Wrong codes of one account from networks where nobody is signed in to it. Our choice. */
export const freeCodes = 10;

/** The longest delay of codes, in milliseconds. Our choice. */
export const codeDelayMsMax = 15 * 60_000;

/** Too many tries failed; says when the next one is looked at. */
export class LoginDelayed extends Refusal<'login.delayed'> {
  readonly waitMs: number;

  constructor(waitMs: number) {
    super('login.delayed', `The next try is looked at in ${Math.ceil(waitMs / 1_000)} s`);
    this.waitMs = waitMs;
  }
}

/** A try that was taken from its budgets. It has failed unless it is settled. */
export type LoginTry = {
  /** It was the right person: nothing is held against name and network any more. */
  readonly succeed: () => Promise<void>;
  /** It was not looked at, or leads nowhere: it does not count. */
  readonly giveBack: () => Promise<void>;
};

/**
 * How often passwords and codes may be tried, over all threads. Delays grow with each failure and
 * hold for a name from a network, never for a name alone: nobody locks a person out from elsewhere.
 */
export class LoginBudgets {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** One password. @param login As typed. @throws {LoginDelayed} */
  async takePassword(login: string, remoteAddress: string): Promise<LoginTry> {
    const network = networkOf(remoteAddress);
    const name = keyOf('name', nameOf(login), network);
    const whole = keyOf('network', network);
    return await this.#take(
      [
        { key: name, free: freePerName, delayMsMax: nameDelayMsMax },
        { key: whole, free: freePerNetwork, delayMsMax: networkDelayMsMax },
      ],
      { clear: [name], giveBack: [whole] },
    );
  }

  /**
   * One code of an account whose password was right.
   *
   * @param known Whether the network is one of the person's: there only passwords' budgets hold.
   * @throws {LoginDelayed}
   */
  async takeCode(accountId: number, known: boolean): Promise<LoginTry> {
    const key = keyOf('code', String(accountId));
    const budgets = known ? [] : [{ key, free: freeCodes, delayMsMax: codeDelayMsMax }];
    const keys = budgets.map((budget) => budget.key);
    return await this.#take(budgets, { clear: keys, giveBack: [] });
  }

  async #take(
    budgets: readonly Budget[],
    after: { readonly clear: readonly string[]; readonly giveBack: readonly string[] },
  ): Promise<LoginTry> {
    const { waitMs } = await this.#store.write(takeLoginTry, { budgets });
    if (waitMs > 0) throw new LoginDelayed(waitMs);
    const settle = async (input: typeof after) => await this.#store.write(settleLoginTry, input);
    return {
      succeed: async () => await settle(after),
      giveBack: async () => await settle({ clear: [], giveBack: budgets.map(({ key }) => key) }),
    };
  }
}

/** One spelling for all that lead to one account, where it can be told. */
function nameOf(login: string): string {
  const address = parseAddress(login);
  return address === undefined ? login.toLowerCase() : `${address.localPart}@${address.domain}`;
}

/** A hash: what people type into the wrong field is not kept. */
function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

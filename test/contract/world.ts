import { ManualClock } from '#base/manual-clock.ts';
import { Refusal } from '#base/refusal.ts';
import type { Store } from '#store/store.ts';
import type { Engine } from '#test/contract/engines.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';

/** A store with two tenants: Ada and Ben in one, Zoe in the other. */
export type World = {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly tenantId: number;
  readonly ada: number;
  readonly ben: number;
  readonly zoe: number;
  readonly close: () => Promise<void>;
};

/** When every world begins. */
const begin = Date.UTC(2026, 0, 1);

export async function makeWorld(engine: Engine): Promise<World> {
  const clock = new ManualClock(begin);
  const { store, close } = await engine.open(clock);
  const tenantId = await makeTenant(store, 'example.test');
  const other = await makeTenant(store, 'other.test');
  const ada = await makeAccount(store, tenantId, 'ada@example.test');
  const ben = await makeAccount(store, tenantId, 'ben@example.test');
  const zoe = await makeAccount(store, other, 'zoe@other.test');
  return { store, clock, tenantId, ada, ben, zoe, close };
}

/** What every message says of itself where a test does not care. */
export const facts = { receivedAt: begin, sentAt: begin, references: [], attributes: 0 };

/** The output, or the code of the refusal: what two engines must agree on. */
export async function outcome(work: Promise<unknown>): Promise<unknown> {
  try {
    return structuredClone(await work); // Plain data: SQLite gives its rows no prototype.
  } catch (error) {
    if (error instanceof Refusal) return `refused: ${error.code}`;
    throw error;
  }
}

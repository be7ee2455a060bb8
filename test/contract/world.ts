import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import { ManualClock } from '#base/manual-clock.ts';
import { Refusal } from '#base/refusal.ts';
import type { BlobDraft } from '#store/blob.ts';
import { createAccount } from '#store/operations/directory/create-account.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { createTenant } from '#store/operations/directory/create-tenant.ts';
import type { Store } from '#store/store.ts';
import type { Engine } from '#test/contract/engines.ts';

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

const actor = 'contract';

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

export async function makeTenant(store: Store, domain: string): Promise<number> {
  const tenant = { actor, name: domain, bytesMax: 0, accountsMax: 0 };
  const { tenantId } = await store.write(createTenant, tenant);
  await store.write(createDomain, { actor, tenantId, name: domain });
  return tenantId;
}

export async function makeAccount(
  store: Store,
  tenantId: number,
  text: string,
  bytesMax = 0,
): Promise<number> {
  const [localPart = '', domain = ''] = text.split('@');
  const account = { displayName: localPart, language: 'en', admin: 0, countMax: 0 } as const;
  const address = { localPart, domain };
  const input = { actor, tenantId, address, ...account, bytesMax };
  return (await store.write(createAccount, input)).accountId;
}

/** What every message says of itself where a test does not care. */
export const facts = { receivedAt: begin, sentAt: begin, references: [], attributes: 0 };

export function draft(text: string): BlobDraft {
  const bytes = Uint8Array.from(Buffer.from(text));
  const sha256 = createHash('sha256').update(bytes).digest();
  return {
    source: { bytes },
    length: bytes.length,
    crc32: crc32(bytes),
    sha256: Uint8Array.from(sha256),
    record: undefined,
  };
}

/** The output, or the code of the refusal: what two engines must agree on. */
export async function outcome(work: Promise<unknown>): Promise<unknown> {
  try {
    return structuredClone(await work); // Plain data: SQLite gives its rows no prototype.
  } catch (error) {
    if (error instanceof Refusal) return `refused: ${error.code}`;
    throw error;
  }
}

import { Mail } from '#core/mailbox/mail.ts';
import { Appending } from '#core/mailbox/appending.ts';
import { findMailbox } from '#core/mailbox/find-mailbox.ts';
import { hashPassword } from '#core/auth/password-hash.ts';
import { setPassword } from '#core/auth/set-password.ts';
import { deriveScram, formatScram, scramSaltOctets } from '#core/auth/scram-verifier.ts';
import type { Clock } from '#base/clock.ts';
import { systemRandom } from '#base/random.ts';
import { createAccount } from '#store/operations/directory/create-account.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { createTenant } from '#store/operations/directory/create-tenant.ts';
import { listTenants } from '#store/operations/directory/list-tenants.ts';
import { setCredential } from '#store/operations/directory/set-credential.ts';
import type { Store } from '#store/store.ts';
import { benchDomain, benchPassword, demoAdmin, demoDomain, demoPeople } from '#app/demo/people.ts';
import { type SampleMail, sampleMail } from '#app/demo/sample-mail.ts';

/** Who the audit log names for what the demo makes. */
const actor = 'demo';

const unlimited = { bytesMax: 0, accountsMax: 0, countMax: 0 };

/** System flags of the sample mail as the store keeps them. */
const flagBits = { '\\Seen': 1, '\\Answered': 2, '\\Flagged': 4, '\\Draft': 16 } as const;

/** Makes the demo's tenant, people and mail unless an earlier start did. */
export async function seedDemo(store: Store, clock: Clock): Promise<void> {
  if (await hasTenant(store, demoDomain)) return;
  const tenantId = await makeTenant(store, demoDomain);
  const accounts = new Map<string, number>();
  for (const person of [demoAdmin, ...demoPeople]) {
    const { accountId } = await store.write(createAccount, {
      actor,
      tenantId,
      address: { localPart: person.localPart, domain: demoDomain },
      displayName: person.name,
      language: person.language,
      admin: person === demoAdmin ? 2 : 0,
      ...unlimited,
    });
    await setPassword(store, { actor, accountId, password: person.password });
    accounts.set(person.localPart, accountId);
  }
  const mail = new Mail(store, clock);
  for (const sample of sampleMail(clock.now())) {
    await append(mail, accounts.get(sample.to) ?? 0, sample);
  }
}

/** Makes accounts for measurements, `u0@bench.test` and so on, those that are not there yet. */
export async function seedBench(store: Store, count: number): Promise<void> {
  if (count === 0 || (await hasTenant(store, benchDomain))) return;
  const tenantId = await makeTenant(store, benchDomain);
  const credential = await credentialOf(benchPassword);
  const make = async (index: number): Promise<void> => {
    const { accountId } = await store.write(createAccount, {
      actor,
      tenantId,
      address: { localPart: `u${index}`, domain: benchDomain },
      displayName: `Account ${index}`,
      language: 'en',
      admin: 0,
      ...unlimited,
    });
    await store.write(setCredential, { actor, accountId, ...credential });
  };
  await Promise.all(Array.from({ length: count }, (_, index) => make(index)));
}

async function hasTenant(store: Store, name: string): Promise<boolean> {
  const tenants = await store.read(listTenants, {});
  return tenants.some((tenant) => tenant.name === name);
}

async function makeTenant(store: Store, domain: string): Promise<number> {
  const { tenantId } = await store.write(createTenant, { actor, name: domain, ...unlimited });
  await store.write(createDomain, { actor, tenantId, name: domain });
  return tenantId;
}

/** Many accounts share one: hashing takes 30 ms. */
async function credentialOf(password: string) {
  const verifier = await deriveScram(password, systemRandom.bytes(scramSaltOctets));
  return { hash: await hashPassword(password, systemRandom), scram: formatScram(verifier) };
}

async function append(mail: Mail, accountId: number, sample: SampleMail): Promise<void> {
  const receivedAt = mail.clock.now() - sample.hoursAgo * 3_600_000;
  const text = sample.text
    .replace('{date}', new Date(receivedAt).toUTCString().replace('GMT', '+0000'))
    .replaceAll('\n', '\r\n');
  const mailbox = await findMailbox(mail, accountId, sample.mailbox ?? 'INBOX');
  using appending = new Appending(mail, accountId, mailbox);
  await appending.push(Buffer.from(text));
  const flags = (sample.flags ?? []).reduce((bits, flag) => bits | flagBits[flag], 0);
  await appending.end({ flags, keywords: [], receivedAt });
  await appending.commit();
}

import { applicationOf } from '#app/cli/application/application-of.ts';
import type { CommonOptions } from '#app/cli/cli.ts';
import { CliError } from '#app/cli/cli-error.ts';
import { domainOf } from '#app/cli/look-up.ts';
import { Refusal, refuse } from '#base/refusal.ts';
import { dkimKeyState } from '#store/dkim-key-state.ts';
import type { ApplicationRow } from '#store/operations/application/application-row.ts';
import {
  type DkimKey,
  type DkimRefusalCode,
  listDkimKeys,
} from '#store/operations/dkim/dkim-keys.ts';
import type { Store } from '#store/store.ts';

export type DkimOptions = CommonOptions & { readonly application?: string };

type KeyOwner = Pick<DkimKey, 'tenantId' | 'domain' | 'stream'>;

/**
 * Whose keys a command is about. Those of an application that is gone are still found by its name.
 *
 * @throws {Refusal} `domain.absent`, `domain.malformed`.
 * @throws {CliError} `application.absent`.
 */
export async function keyOwner(
  store: Store,
  text: string,
  { application = '' }: DkimOptions,
): Promise<KeyOwner> {
  const { tenantId, tenant, name: domain } = await domainOf(store, text);
  if (application === '') return { tenantId, domain, stream: '' };
  const found = await maybeApplication(store, application, tenant);
  if (found !== undefined) return { tenantId, domain, stream: found.dkimStream || found.name };
  const keys = await store.read(listDkimKeys, { domain });
  if (!keys.some(({ stream }) => stream === application)) throw absent(application, domain, tenant);
  return { tenantId, domain, stream: application };
}

/**
 * The application for which keys are to be made: one of the domain's tenant that sends as an address
 * of the domain.
 *
 * @throws {Refusal} `domain.absent`, `domain.malformed`.
 * @throws {CliError} `application.absent`, `application.from`.
 */
export async function signedApplication(
  store: Store,
  text: string,
  name: string,
): Promise<ApplicationRow> {
  const { tenant, name: domain } = await domainOf(store, text);
  const found = await maybeApplication(store, name, tenant);
  if (found === undefined) throw absent(name, domain, tenant);
  if (found.fromAddresses.some((address) => address.endsWith(`@${domain}`))) return found;
  const update = `postamt application update "${found.name}" --from ADDRESS`;
  throw new CliError(`Cannot make keys for "${domain}"`, {
    why: `The application "${found.name}" sends as ${found.fromAddresses.join(', ')}`,
    advice: `Name the domain of one of these; or let it send from ${domain} first: "${update}"`,
    code: 'application.from',
  });
}

/** Of the tenant that the domain belongs to, by its name or its login. */
async function maybeApplication(
  store: Store,
  name: string,
  tenant: string,
): Promise<ApplicationRow | undefined> {
  try {
    return await applicationOf(store, name, tenant);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'application.absent') return undefined;
    throw error;
  }
}

function absent(name: string, domain: string, tenant: string): CliError {
  return new CliError(`Cannot find keys of "${name}" for "${domain}"`, {
    why: `The tenant of ${domain}, "${tenant}", has no application "${name}"`,
    advice: '"postamt application list" shows them; "postamt application create" makes one',
    code: 'application.absent',
  });
}

/** The keys of an owner that are not removed. @throws {Refusal} `dkim-key.absent` without any. */
export async function keysInUse(
  store: Store,
  { domain, stream }: Pick<DkimKey, 'domain' | 'stream'>,
): Promise<readonly DkimKey[]> {
  const keys = (await store.read(listDkimKeys, { domain })).filter(
    (key) => key.stream === stream && key.state !== dkimKeyState.removed,
  );
  if (keys.length === 0) {
    refuse<DkimRefusalCode>('dkim-key.absent', `"${domain}" has no keys`);
  }
  return keys;
}

import { findSmartHost, type SmartHost } from '#store/operations/relay/smart-host.ts';
import { findSourceAddress } from '#store/operations/relay/source-address.ts';
import type { Store } from '#store/store.ts';

/** A server that takes mail for others from us. */
export type SmartHostLine = Pick<SmartHost, 'host' | 'port' | 'tls'> & {
  /** Undefined where it asks for none. */
  readonly login: { readonly username: string; readonly password: string } | undefined;
};

/** Where mail comes from; empty texts where the server's own is used. */
export type SourceLine = {
  readonly ipv4: string;
  readonly ipv6: string;
  readonly hostName: string;
};

/** Ways out that somebody has set: what the relay asks before it dials. */
export interface WaysOut {
  /** Undefined for a smart host that is no more. */
  smartHost(id: number): Promise<SmartHostLine | undefined>;
  /** Undefined for a domain without addresses of its own. */
  source(domain: string): Promise<SourceLine | undefined>;
}

type Secrets = { open(sealed: Uint8Array, name: string): Uint8Array };

/** What the password of a smart host is sealed under. */
export function smartHostSecretName({
  tenantId,
  senderDomain,
  recipientDomain,
}: Pick<SmartHost, 'tenantId' | 'senderDomain' | 'recipientDomain'>): string {
  return `smart-host ${tenantId} ${senderDomain} ${recipientDomain}`;
}

/** The ways out that the store keeps. */
export function storedWaysOut(store: Store, secrets: Secrets): WaysOut {
  return {
    smartHost: async (id) => {
      const found = await store.read(findSmartHost, id);
      if (found === undefined) return undefined;
      const { host, port, tls, username, password } = found;
      if (username === '') return { host, port, tls, login: undefined };
      const opened = secrets.open(password, smartHostSecretName(found));
      const login = { username, password: Buffer.from(opened).toString() };
      return { host, port, tls, login };
    },
    source: (domain) => store.read(findSourceAddress, domain),
  };
}

import type { Log } from '#base/log.ts';
import type { Random } from '#base/random.ts';
import type { TlsResult } from '#core/reports/tls-result.ts';
import { ConnectionEnd } from '#net/connection.ts';
import type { Dialer } from '#net/dial.ts';
import { ipVersion } from '#net/networks.ts';
import { ParseError } from '#proto/cursor.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import { ServerRefused, SmtpClient } from '#relay/smtp-client.ts';

/** The port on which servers take mail from one another (RFC 5321 §4.5.4.2). */
const smtpPort = 25;

export type DestinationWorld = {
  readonly resolver: Pick<Resolver, 'mx' | 'a' | 'aaaa'>;
  readonly dial: Dialer;
  readonly random: Random;
  readonly log: Log;
  /** Ours, as in EHLO. */
  readonly hostName: string;
  /** Names a connection in logs and traces. */
  readonly nextId: () => string;
  /** For tests; 25 otherwise. */
  readonly port?: number;
  /** Ours to come from, at most one of each kind; the system chooses where one lacks. */
  readonly addresses?: readonly string[];
  /** PEM certificates that are trusted instead of the system's. */
  readonly authorities?: string;
  /** Hears how each connection's TLS went, for reports. */
  readonly tally?: (result: TlsResult) => void;
};

/** One address of one mail server of a domain. */
export type Server = {
  /** The recipients'. */
  readonly domain: string;
  readonly host: string;
  readonly address: string;
  /** The MX records that named it were validated (RFC 7672 §2.2.1). */
  readonly authenticated: boolean;
};

/** A server that takes commands, and how far the line to it can be trusted. */
export type OpenedConnection = {
  readonly client: SmtpClient;
  /** For the trace: `none`, or as `TLSv1.3, not verified`. */
  readonly tls: string;
};

/** Connects, and begins TLS where it is offered; without it when the handshake fails (RFC 7435). */
export async function openConnection(
  world: DestinationWorld,
  server: Server,
): Promise<OpenedConnection> {
  const client = await connect(world, server);
  if (!client.offers.startTls) return { client, tls: 'none' };
  try {
    await client.startTls();
    return { client, tls: 'not verified' };
  } catch (error) {
    if (!isServersFault(error)) throw error;
    world.log.info('smtp client without tls', { server: server.host, error });
    await client.quit();
    return { client: await connect(world, server), tls: 'none' };
  }
}

async function connect(world: DestinationWorld, { host, address }: Server): Promise<SmtpClient> {
  const trust = { serverName: host, certificate: 'any' } as const;
  const localAddress = world.addresses?.find((own) => ipVersion(own) === ipVersion(address));
  const { port = smtpPort } = world;
  const target = { address, port, localAddress, trust, id: world.nextId() };
  return await SmtpClient.open(await world.dial(target), world.hostName);
}

/** Whether it was the server, or the way to it, that failed: then another one may do. */
export function isServersFault(error: unknown): boolean {
  return (
    error instanceof ConnectionEnd ||
    error instanceof ParseError ||
    error instanceof ServerRefused ||
    (error instanceof Error && 'code' in error)
  );
}

import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Random } from '#base/random.ts';
import { type TlsVerdict, tlsVerdictText } from '#core/queue/tls-verdict.ts';
import type { TlsFailureType, TlsResult } from '#core/reports/tls-result.ts';
import type { SmartHostLine, SourceLine, WaysOut } from '#core/queue/ways-out.ts';
import { type Connection, ConnectionEnd } from '#net/connection.ts';
import type { Dialer } from '#net/dial.ts';
import { ipVersion } from '#net/networks.ts';
import { ParseError } from '#proto/cursor.ts';
import type { DaneResolver } from '#relay/dane-records.ts';
import { logIn } from '#relay/log-in.ts';
import { ServerRefused, SmtpClient } from '#relay/smtp-client.ts';
import type { StsFinding, StsPolicySource } from '#relay/sts-policies.ts';
import { distrustFailure, handshakeFailure, type TlsFailure } from '#relay/tls-failure.ts';
import { decideTls, passedBy, type TlsPolicy, UntrustedServer } from '#relay/tls-policy.ts';

/** The port on which servers take mail from one another (RFC 5321 §4.5.4.2). */
const smtpPort = 25;

export type DestinationWorld = {
  readonly resolver: DaneResolver;
  /** Smart hosts and addresses of domains; without it there are none. */
  readonly waysOut?: WaysOut;
  /** MTA-STS policies of domains; without it none has one. */
  readonly stsPolicies?: StsPolicySource;
  readonly dial: Dialer;
  readonly clock: Pick<Clock, 'now' | 'elapsed'>;
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
  /** For messages that rather arrive than wait for TLS; not told in reports (RFC 8689 §4.2.2). */
  readonly passesPolicies?: boolean;
};

/** One address of one mail server of a domain. */
export type Server = {
  /** The recipients'. */
  readonly domain: string;
  readonly host: string;
  readonly address: string;
  /** The MX records that named it were validated (RFC 7672 §2.2.1). */
  readonly authenticated: boolean;
  /** Another one than the usual. */
  readonly port?: number | undefined;
  /** TLS with the first octet (RFC 8314 §3.3). */
  readonly implicitTls?: boolean;
  /** For a server that takes mail from those it knows. */
  readonly login?: SmartHostLine['login'];
  /** Addresses and name of the sender's domain. */
  readonly source?: SourceLine;
  /** Said by somebody, as for a smart host: nothing is looked up then. */
  readonly policy?: TlsPolicy;
};

/** A server that takes commands, and how far the line to it can be trusted. */
export type OpenedConnection = {
  readonly client: SmtpClient;
  /** For the trace, as `TLSv1.3, verified by DANE`. */
  readonly tls: string;
  readonly verdict: TlsVerdict;
};

/**
 * Connects, and begins TLS as the domain or the server asks for it: by DANE (RFC 7672), by MTA-STS
 * (RFC 8461), or wherever it is offered, and then without it when the handshake fails (RFC 7435).
 *
 * @throws {UntrustedServer} When the server must not be used now.
 */
export async function openConnection(
  world: DestinationWorld,
  server: Server,
): Promise<OpenedConnection> {
  const { policy, sts } = await policyFor(world, server);
  const attempt: Attempt = { world, server, policy };
  tallyPolicy(attempt, sts);
  if (policy.refused !== undefined) {
    tally(attempt, { ...policy.refused, reason: '' });
    throw new UntrustedServer(policy.refused.why);
  }
  if (server.implicitTls === true) return await withLogin(attempt, await secureFirst(attempt));
  return await withLogin(attempt, await openPlainFirst(attempt));
}

async function policyFor(world: DestinationWorld, server: Server) {
  if (server.policy !== undefined) return { policy: server.policy, sts: undefined };
  if (world.passesPolicies === true) return { policy: passedBy(world, server), sts: undefined };
  return await decideTls(world, server);
}

/** Logs in where the server asks for it. @throws {ServerRefused} */
async function withLogin({ server }: Attempt, opened: OpenedConnection): Promise<OpenedConnection> {
  if (server.login === undefined) return opened;
  try {
    await logIn(opened.client, server.login);
    return opened;
  } catch (error) {
    await opened.client.quit();
    throw error;
  }
}

/** TLS, then the greeting. */
async function secureFirst(attempt: Attempt): Promise<OpenedConnection> {
  const { world } = attempt;
  const connection = await dialFor(attempt);
  try {
    await connection.startTls();
  } catch (error) {
    const failure = handshakeFailure(error);
    tally(attempt, failure);
    throw new UntrustedServer(`${attempt.server.host}: ${failure.why}`);
  }
  return withTls(attempt, await SmtpClient.open(connection, nameFor(attempt, world), world.clock));
}

async function openPlainFirst(attempt: Attempt): Promise<OpenedConnection> {
  const { server } = attempt;
  const client = await connect(attempt);
  try {
    if (!client.offers.startTls) return withoutTls(attempt, client, notOffered(server));
    const failure = await secure(client);
    if (failure === undefined) return withTls(attempt, client);
    await client.quit();
    const plain = { ...attempt, failure };
    return withoutTls(plain, await connectPlain(plain), failure);
  } catch (error) {
    if (error instanceof UntrustedServer) await client.quit();
    throw error;
  }
}

type Attempt = {
  readonly world: DestinationWorld;
  readonly server: Server;
  readonly policy: TlsPolicy;
};

async function connect(attempt: Attempt): Promise<SmtpClient> {
  const { world } = attempt;
  return await SmtpClient.open(await dialFor(attempt), nameFor(attempt, world), world.clock);
}

/** Ours, as in EHLO. */
function nameFor({ server }: Attempt, { hostName }: DestinationWorld): string {
  const own = server.source?.hostName ?? '';
  return own === '' ? hostName : own;
}

async function dialFor({ world, server, policy }: Attempt): Promise<Connection> {
  const { address, source } = server;
  const version = ipVersion(address);
  const own = version === 6 ? source?.ipv6 : source?.ipv4;
  const usual = world.addresses?.find((one) => ipVersion(one) === version);
  const port = server.port ?? world.port ?? smtpPort;
  const localAddress = own === undefined || own === '' ? usual : own;
  return await world.dial({ address, port, localAddress, trust: policy.trust, id: world.nextId() });
}

/** Once more without TLS, where that is allowed. */
async function connectPlain(attempt: Attempt & { readonly failure: TlsFailure }) {
  const { world, server, policy, failure } = attempt;
  if (policy.demand !== 'any') {
    tally(attempt, failure);
    throw new UntrustedServer(`${server.host}: ${failure.why}`);
  }
  world.log.info('smtp client without tls', { server: server.host, why: failure.why });
  return await connect(attempt);
}

/** Why TLS did not come about; undefined when it did. */
async function secure(client: SmtpClient): Promise<TlsFailure | undefined> {
  try {
    await client.startTls();
    return undefined;
  } catch (error) {
    if (!isServersFault(error)) throw error;
    return handshakeFailure(error);
  }
}

function withTls(attempt: Attempt, client: SmtpClient): OpenedConnection {
  const { server, policy } = attempt;
  const { protocol, cipher, peer } = client.connection.tls ?? {};
  const distrust = peer?.distrust;
  const verifiedBy = verifierOf(policy, distrust === undefined);
  const blamed = policy.blamed === undefined ? undefined : { ...policy.blamed, reason: '' };
  const tested = policy.kind === 'mta-sts-testing' && distrust !== undefined;
  tally(attempt, blamed ?? (tested ? distrustFailure(distrust) : undefined), client);
  const asked = verifiedBy === 'dane' || verifiedBy === 'mta-sts';
  const proven = asked || (verifiedBy === 'authority' && server.authenticated);
  const why = asked ? '' : (policy.blamed?.why ?? distrust?.why ?? '');
  const verdict: TlsVerdict = { policy: policy.kind, protocol, cipher, verifiedBy, why, proven };
  return { client, tls: tlsVerdictText(verdict), verdict };
}

function verifierOf({ kind, demand }: TlsPolicy, vouchedFor: boolean): TlsVerdict['verifiedBy'] {
  if (demand === 'verified' && kind === 'dane') return 'dane';
  if (demand === 'verified' && kind === 'mta-sts') return 'mta-sts';
  return vouchedFor ? 'authority' : 'none';
}

function withoutTls(attempt: Attempt, client: SmtpClient, failure: TlsFailure): OpenedConnection {
  const { server, policy } = attempt;
  tally(attempt, failure, client);
  if (policy.demand !== 'any') throw new UntrustedServer(`${server.host}: ${failure.why}`);
  const verdict: TlsVerdict = {
    policy: policy.kind,
    protocol: undefined,
    cipher: undefined,
    verifiedBy: 'none',
    why: failure.why,
    proven: false,
  };
  return { client, tls: tlsVerdictText(verdict), verdict };
}

function notOffered({ host }: Server): TlsFailure {
  const result: TlsFailureType = 'starttls-not-supported';
  return { result, why: `${host} does not offer STARTTLS`, reason: '' };
}

/** A policy that could not be had is a result of its own (RFC 8460 §4.3.2.2). */
function tallyPolicy({ world, server }: Attempt, sts: StsFinding | undefined): void {
  const failure = sts?.failure;
  if (failure === undefined) return;
  const { domain } = server;
  const policy = { type: 'sts', strings: [], domain, mxPatterns: [] } as const;
  const nobody = { mxHost: '', receivingIp: '', sendingIp: '' };
  const { result, why: reason } = failure;
  world.tally?.({ domain, policy, ...nobody, result, reason });
}

function tally(
  { world, server, policy }: Attempt,
  failure: TlsFailure | undefined,
  client?: SmtpClient,
): void {
  const { domain, host: mxHost, address: receivingIp } = server;
  // An address has nobody who asks for reports; what passes a policy by was tallied before.
  if (domain.startsWith('[') || world.passesPolicies === true) return;
  world.tally?.({
    domain,
    policy: policy.report,
    mxHost,
    receivingIp,
    sendingIp: client?.connection.local.address ?? '',
    result: failure?.result ?? 'success',
    reason: failure === undefined ? '' : failure.reason,
  });
}

/** Whether it was the server, or the way to it, that failed: then another one may do. */
export function isServersFault(error: unknown): boolean {
  return (
    error instanceof ConnectionEnd ||
    error instanceof ParseError ||
    error instanceof ServerRefused ||
    error instanceof UntrustedServer ||
    (error instanceof Error && 'code' in error)
  );
}

import type { Clock } from '#base/clock.ts';
import type { TlsDetails } from '#net/connection.ts';
import { type PeerCertificate, PeerDistrusted } from '#net/peer-verdict.ts';
import { ParseError } from '#proto/cursor.ts';
import { replyText } from '#proto/smtp/reply-reader.ts';
import { type DestinationWorld, isServersFault, type Server } from '#relay/open-connection.ts';
import type { RehearsalStep } from '#relay/rehearsal/step.ts';
import { ServerRefused, SmtpClient } from '#relay/smtp-client.ts';
import { handshakeFailure } from '#relay/tls-failure.ts';
import type { TlsPolicy } from '#relay/tls-policy.ts';

/** Certificates that end within this time are worth a word, in milliseconds: two weeks. Our choice. */
const soonMs = 1_209_600_000;

const smtpPort = 25;

export type ServerRehearsal = {
  readonly world: DestinationWorld;
  readonly clock: Clock;
  readonly server: Server;
  readonly policy: TlsPolicy;
  /** Asked of the server, where given. */
  readonly envelope: { readonly from: string; readonly to: string } | undefined;
  readonly add: (step: RehearsalStep) => void;
  /** Hears from which of our addresses we call. */
  readonly called: (address: string) => Promise<void>;
};

/**
 * Talks to one address up to RSET. @returns Whether mail would be offered to it as its policy asks.
 */
export async function rehearseServer(rehearsal: ServerRehearsal): Promise<boolean> {
  const client = await connect(rehearsal);
  if (client === undefined) return false;
  try {
    if (!(await rehearseTls(rehearsal, client))) return false;
    return await rehearseEnvelope(rehearsal, client);
  } catch (error) {
    if (!isServersFault(error)) throw error;
    add(rehearsal, {
      step: 'ehlo',
      verdict: 'bad',
      text: `The server broke off: ${wordsOf(error)}`,
    });
    return false;
  } finally {
    await client.quit();
  }
}

async function connect(rehearsal: ServerRehearsal): Promise<SmtpClient | undefined> {
  const { world, clock, server, policy } = rehearsal;
  const { port = smtpPort } = world;
  const start = clock.elapsed();
  try {
    const target = { address: server.address, port, trust: policy.trust, id: world.nextId() };
    const connection = await world.dial(target);
    const ms = Math.round(clock.elapsed() - start);
    add(rehearsal, { step: 'connect', verdict: 'good', text: `Port ${port} answers`, ms });
    const client = await SmtpClient.open(connection, world.hostName);
    await rehearsal.called(connection.local.address);
    const greeting = replyText(client.greeting);
    const { auth, ...offers } = client.offers;
    const names = Object.entries({ ...offers, auth: auth.length > 0 })
      .filter(([, value]) => value === true)
      .map(([name]) => name);
    const text = `The server greets: ${greeting}`;
    const facts = { greeting, offers: client.offers };
    add(rehearsal, {
      step: 'ehlo',
      verdict: 'good',
      text: `${text}; offers ${names.join(', ')}`,
      facts,
    });
    return client;
  } catch (error) {
    if (!isServersFault(error) && !(error instanceof Error)) throw error;
    const ms = Math.round(clock.elapsed() - start);
    const refused = error instanceof ServerRefused;
    add(rehearsal, {
      step: refused ? 'ehlo' : 'connect',
      verdict: 'bad',
      text: refused ? `The server does not want to talk: ${wordsOf(error)}` : wordsOf(error),
      remedy: refused ? refusalRemedy : connectRemedy(error),
      ms,
    });
    return undefined;
  }
}

const refusalRemedy =
  'See whether the address of this server is on a block list, and whether its reverse name fits';

function connectRemedy(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ECONNREFUSED':
      return 'Nothing listens there, or a firewall says no: the other side has to look';
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'EADDRNOTAVAIL':
      return 'There is no way to this address from here: without IPv6 its addresses do not matter';
    default:
      return 'When all servers are silent, your provider may block port 25: ask for it to be opened, or use a smart host';
  }
}

async function rehearseTls(rehearsal: ServerRehearsal, client: SmtpClient): Promise<boolean> {
  const { policy, server } = rehearsal;
  const must = policy.demand !== 'any';
  const worse = must ? 'bad' : 'note';
  if (!client.offers.startTls) {
    const text = `${server.host} does not offer STARTTLS${must ? '' : ': mail goes in plain text'}`;
    add(rehearsal, { step: 'starttls', verdict: worse, text });
    return !must;
  }
  try {
    await client.startTls();
  } catch (error) {
    if (!isServersFault(error)) throw error;
    const { why } = handshakeFailure(error);
    const cause = error instanceof Error ? error.cause : undefined;
    const certificate = cause instanceof PeerDistrusted ? cause.certificate : undefined;
    const remedy = tlsRemedy(policy);
    add(rehearsal, { step: 'starttls', verdict: worse, text: why, remedy, facts: { certificate } });
    return !must;
  }
  sayTls(rehearsal, client.connection.tls);
  return true;
}

function sayTls(rehearsal: ServerRehearsal, tls: TlsDetails | undefined): void {
  const { policy, clock } = rehearsal;
  const { protocol = '', cipher = '', peer } = tls ?? {};
  const { certificate, distrust, tlsa } = peer ?? {};
  const by = policy.kind === 'dane' && tlsa !== undefined ? `, DANE: fits ${tlsa}` : '';
  const text = `${protocol} with ${cipher}${by}`;
  add(rehearsal, { step: 'starttls', verdict: 'good', text, facts: { protocol, cipher, tlsa } });
  if (certificate === undefined) return;
  const facts = { ...certificate, why: distrust?.why };
  const about = describe(certificate);
  const soon = certificate.validTo - clock.now() < soonMs;
  if (distrust !== undefined && tlsa === undefined) {
    const why = `${distrust.why}. Senders that do not ask for more go on. ${about}`;
    add(rehearsal, {
      step: 'certificate',
      verdict: 'note',
      text: why,
      remedy: remedies[distrust.reason],
      facts,
    });
  } else if (soon) {
    add(rehearsal, {
      step: 'certificate',
      verdict: 'note',
      text: about,
      remedy: remedies.expired,
      facts,
    });
  } else {
    add(rehearsal, { step: 'certificate', verdict: 'good', text: about, facts });
  }
}

const remedies = {
  'host-mismatch': 'The server needs a certificate for the name in its MX record',
  expired: 'The certificate has to be renewed',
  'not-trusted': 'The server needs a certificate of an authority that everybody knows',
  tlsa: 'The TLSA records have to be those of the certificate',
} as const;

function tlsRemedy(policy: TlsPolicy): string {
  if (policy.kind === 'dane') return remedies.tlsa;
  return 'The other side has to mend its certificate, or its TLS; until then mail waits';
}

function describe({ names, issuer, validTo }: PeerCertificate): string {
  const until = new Date(validTo).toISOString().slice(0, 10);
  return `Certificate for ${names.join(', ')} by ${issuer}, until ${until}`;
}

async function rehearseEnvelope(rehearsal: ServerRehearsal, client: SmtpClient): Promise<boolean> {
  const { envelope } = rehearsal;
  if (envelope === undefined) return true;
  try {
    const answers = await client.rehearse(envelope.from, envelope.to);
    const last = answers.at(-1);
    const taken = answers.length === 2 && answers.every(({ code }) => code >= 200 && code < 300);
    const said = last === undefined ? '' : replyText(last);
    const text = `${answers.length === 1 ? 'MAIL' : 'RCPT'} was answered: ${said}`;
    add(rehearsal, { step: 'envelope', verdict: taken ? 'good' : 'bad', text, facts: { answers } });
    return taken;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    add(rehearsal, { step: 'envelope', verdict: 'bad', text: `No address: ${error.message}` });
    return false;
  }
}

function add({ add: put, server }: ServerRehearsal, step: RehearsalStep): void {
  put({ ...step, host: server.host, address: server.address });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

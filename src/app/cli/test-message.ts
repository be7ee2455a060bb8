import type { Services } from '#app/wiring/services.ts';
import type { Settings } from '#app/settings.ts';
import { usageError } from '#app/cli/cli-error.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import { isAscii } from '#core/delivery/report-parts.ts';
import { parseAddress } from '#core/directory/address.ts';
import { normalizeDomain } from '#core/directory/domain-name.ts';
import { buildMessage } from '#proto/mime/builder.ts';
import { formatDate } from '#proto/smtp/received.ts';

export type TestSender = {
  readonly tenantId: number;
  readonly accountId: number;
  readonly address: string;
};

/** The envelope of a message that an account submits to one recipient. @throws {CliError} */
export async function testEnvelope(
  { recipients, traceIds }: Pick<Services, 'recipients' | 'traceIds'>,
  sender: TestSender,
  to: string,
): Promise<Envelope> {
  const address = parseAddress(to);
  const domain = address === undefined ? undefined : normalizeDomain(address.domain);
  if (address === undefined || domain === undefined) {
    throw usageError(`Cannot send to "${to}"`, 'It is no mail address', 'Write it as name@domain');
  }
  const { tenantId, accountId, address: own } = sender;
  const resolution = await recipients.resolve(address);
  const login = { tenantId, accountId, address: own, credentialId: 0 };
  return {
    id: traceIds.next(),
    origin: {
      face: 'submission',
      helo: 'postamt',
      remoteAddress: '127.0.0.1',
      tls: undefined,
      protocol: 'local',
      login,
    },
    sender: own,
    recipients: [
      { address: to, domain, resolution, notify: undefined, originalRecipient: undefined },
    ],
    body: '8bitmime',
    smtpUtf8: !isAscii(`${own}${to}`),
    requireTls: false,
    returnContent: undefined,
    envelopeId: undefined,
  };
}

/** A short message that says what it is, in English and German. */
export function testMessage(about: {
  readonly from: string;
  readonly to: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly settings: Pick<Settings, 'hostname'>;
}): Uint8Array {
  const { from, to, id, at, settings } = about;
  const { hostname } = settings;
  const text = [
    `This is a test message from the mail server ${hostname}. If you can read it, mail from there arrives.`,
    '',
    `Dies ist eine Testnachricht des Mailservers ${hostname}. Wenn Sie sie lesen, kommt Mail von dort an.`,
    '',
  ].join('\r\n');
  return buildMessage(
    [
      { name: 'From', text: `<${from}>` },
      { name: 'To', text: `<${to}>` },
      { name: 'Subject', text: `Test message from ${hostname}` },
      { name: 'Date', text: formatDate(at) },
      { name: 'Message-ID', text: `<${id}@${hostname}>` },
    ],
    { contentType: 'text/plain; charset=utf-8', content: text, encoding: '8bit' },
  );
}

import type { Random } from '#base/random.ts';
import { openBlob } from '#core/mailbox/blobs/open-blob.ts';
import { readWholeBlob } from '#core/mailbox/import-email.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import type { Identity } from '#core/identities/identities.ts';
import { mayWriteAs } from '#core/identities/may-write-as.ts';
import type { Mdn } from '#core/mdn/mdn.ts';
import { type Submitter, submitOctets, type SubmitWorld } from '#core/submission/submit-email.ts';
import { SubmitRefusal } from '#core/submission/submit-refusal.ts';
import { messageIdsForm, textForm } from '#proto/jmap/email/header-form.ts';
import { formatBlobId } from '#proto/jmap/ids.ts';
import { formatNotification } from '#proto/mdn/format-notification.ts';
import { mailboxesOf, parseAddressList } from '#proto/mime/address.ts';
import { ComposeError } from '#proto/mime/compose/compose-error.ts';
import { composeMessage } from '#proto/mime/compose/compose-message.ts';
import type { ComposedField, ComposedPart } from '#proto/mime/compose/composed-part.ts';
import { parseFields } from '#proto/mime/fields.ts';
import type { RawField } from '#proto/mime/structure.ts';

/** Addresses that one message may want to be told at. Our choice; programs write one. */
const toldMax = 10;

/** Octets that boundaries are made of. */
const boundarySeedOctets = 12;

export type MdnWorld = SubmitWorld & {
  readonly mail: Pick<Mail, 'store'>;
  readonly random: Random;
  /** Ours. */
  readonly hostName: string;
};

/** What somebody wants told of a message. */
export type MdnRequest = {
  readonly messageId: number;
  readonly identity: Identity;
  readonly mdn: Mdn;
};

/** What of a notification the server has said. */
export type SentMdn = Pick<
  Mdn,
  'subject' | 'textBody' | 'originalRecipient' | 'finalRecipient' | 'originalMessageId'
>;

/**
 * Tells who asked for it what became of a message (RFC 9007 §2.1, RFC 8098 §3), from nobody in the
 * envelope, with policies and limits as of any mail.
 *
 * @throws {SubmitRefusal} Nothing was sent.
 */
export async function sendMdn(
  world: MdnWorld,
  by: Submitter,
  { messageId, identity, mdn }: MdnRequest,
): Promise<SentMdn> {
  const blobId = formatBlobId({ kind: 'message', messageId });
  const blob = await openBlob(world.mail, by.accountId, blobId);
  if (blob === undefined) throw new SubmitRefusal('submission.absent', 'There is no such message');
  const original = Buffer.from(await readWholeBlob(world.mail, blob));
  const fields = parseFields(headerOf(original));
  const told = await checkPeople(world, by, { fields, identity, mdn });
  const said = saidBy(fields, identity, mdn);
  const octets = compose(world, { mdn, said, told, identity, fields, original });
  await submitOctets(world, by, {
    octets,
    envelope: {
      mailFrom: { email: '', parameters: null }, // RFC 8098 §3
      rcptTo: told.map((email) => ({ email, parameters: { NOTIFY: 'NEVER' } })),
    },
  });
  return said;
}

/** @returns Whom to tell. @throws {SubmitRefusal} `submission.not-asked`, `submission.from`. */
async function checkPeople(
  { recipients }: MdnWorld,
  { accountId }: Submitter,
  asked: { readonly fields: readonly RawField[] } & Omit<MdnRequest, 'messageId'>,
): Promise<readonly string[]> {
  const { fields, identity, mdn } = asked;
  const told = mailboxesOf(
    parseAddressList(valueOf(fields, 'disposition-notification-to') ?? ''),
  ).flatMap(({ localPart, domain }) =>
    domain === '' ? [] : [Buffer.from(`${localPart}@${domain}`, 'latin1').toString()],
  );
  if (told.length === 0 || told.length > toldMax) {
    throw new SubmitRefusal('submission.not-asked', 'The message does not ask for a notification');
  }
  const final = mdn.finalRecipient ?? identity.email;
  for (const email of [identity.email, final.slice(final.indexOf(';') + 1).trim()]) {
    if (await mayWriteAs(recipients, accountId, email)) continue;
    throw new SubmitRefusal('submission.from', `This account may not speak for "${email}"`);
  }
  return told;
}

function saidBy(fields: readonly RawField[], { email }: Identity, mdn: Mdn): SentMdn {
  const [id] = messageIdsForm(valueOf(fields, 'message-id') ?? '') ?? [];
  const subject = textForm(valueOf(fields, 'subject') ?? '').trim();
  return {
    subject: mdn.subject ?? (subject === '' ? 'Disposition notification' : `Re: ${subject}`),
    textBody: mdn.textBody ?? usualText(mdn, subject),
    originalRecipient:
      mdn.originalRecipient ?? valueOf(fields, 'original-recipient')?.trim() ?? null,
    finalRecipient: mdn.finalRecipient ?? `rfc822; ${email}`,
    originalMessageId: id === undefined ? null : `<${id}>`,
  };
}

/** What people read where nothing else is said. It does not say more than it knows (RFC 8098 §2.1). */
function usualText({ disposition }: Mdn, subject: string): string {
  const what = {
    displayed: 'was displayed. That is no guarantee that it was read or understood',
    deleted: 'was deleted',
    dispatched: 'was sent on or printed',
    processed: 'was processed',
  }[disposition.type];
  return `Your message${subject === '' ? '' : ` "${subject}"`} ${what}.\n`;
}

/** @throws {SubmitRefusal} `submission.envelope` for what cannot stand in a notification. */
function compose(
  { clock, random, ids, hostName }: MdnWorld,
  parts: {
    readonly mdn: Mdn;
    readonly said: SentMdn;
    readonly told: readonly string[];
    readonly identity: Identity;
    readonly fields: readonly RawField[];
    readonly original: Buffer;
  },
): Buffer {
  const { mdn, said, told, identity, original } = parts;
  const answered = said.originalMessageId?.slice(1, -1);
  const thread = answered === undefined ? [] : [answered];
  const head: ComposedField[] = [
    { name: 'From', addresses: [{ name: identity.name, address: identity.email }] },
    { name: 'To', addresses: told.map((address) => ({ address })) },
    { name: 'Subject', text: said.subject ?? '' },
    { name: 'Date', date: clock.now() },
    { name: 'Message-ID', messageIds: [`${ids.next()}@${hostName}`] },
    ...['In-Reply-To', 'References'].flatMap((name) =>
      thread.length === 0 ? [] : [{ name, messageIds: thread }],
    ),
    { name: 'Auto-Submitted', text: 'auto-replied' }, // RFC 3834 §5
  ];
  try {
    const notification = formatNotification({
      reportingUa: mdn.reportingUA ?? undefined,
      gateway: undefined,
      originalRecipient: said.originalRecipient ?? undefined,
      finalRecipient: said.finalRecipient ?? undefined,
      originalMessageId: said.originalMessageId ?? undefined,
      disposition: mdn.disposition,
      errors: [],
      extensions: Object.entries(mdn.extensionFields ?? {}),
    });
    const readings: ComposedPart[] = [
      { type: 'text/plain', content: said.textBody ?? '' },
      { type: 'message/disposition-notification', content: notification },
      ...(mdn.includeOriginalMessage ? [{ type: 'message/rfc822', content: original }] : []),
    ];
    const report: ComposedPart = {
      type: 'multipart/report',
      parameters: [['report-type', 'disposition-notification']],
      parts: readings,
    };
    const seed = Buffer.from(random.bytes(boundarySeedOctets)).toString('hex');
    return composeMessage(head, report, seed).octets;
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error;
    throw new SubmitRefusal('submission.envelope', error.message, { properties: [] });
  }
}

function headerOf(octets: Buffer): string {
  const end = octets.indexOf('\r\n\r\n');
  return octets.toString('latin1', 0, end < 0 ? octets.length : end + 4);
}

function valueOf(fields: readonly RawField[], name: string): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name)?.value;
}

import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import type { MessageDelivery, PreparedDelivery } from '#core/delivery/message-delivery.ts';
import { reportEnvelopeTo } from '#core/delivery/report-parts.ts';
import { parseAddress } from '#core/directory/address.ts';
import type { Recipients } from '#core/directory/recipients.ts';
import type { TraceIds } from '#core/trace/trace-ids.ts';
import { buildMessage } from '#proto/mime/builder.ts';
import { formatDate } from '#proto/smtp/received.ts';

export type NoticeWorld = {
  readonly clock: Clock;
  readonly log: Log;
  readonly delivery: Pick<MessageDelivery, 'prepare'>;
  readonly recipients: Pick<Recipients, 'resolve'>;
  readonly ids: Pick<TraceIds, 'next'>;
  /** Ours. */
  readonly hostName: string;
};

/** What is told, its lines ended by CRLF. */
export type NoticeWords = { readonly subject: string; readonly text: string };

/** A notice to one person of ours, ready to be filed; none where they get no mail, as most applications. */
export async function prepareNotice(
  world: NoticeWorld,
  to: string,
  words: NoticeWords,
): Promise<readonly PreparedDelivery[]> {
  const { delivery, recipients, ids, log, clock, hostName } = world;
  const address = parseAddress(to);
  if (address === undefined) return [];
  const { domain } = address;
  const reportId = ids.next();
  const octets = buildMessage(
    [
      { name: 'From', text: `Postamt <postmaster@${domain}>` },
      { name: 'To', text: `<${to}>` },
      { name: 'Subject', text: words.subject },
      { name: 'Date', text: formatDate(clock.now()) },
      { name: 'Message-ID', text: `<${reportId}@${hostName}>` },
      { name: 'Auto-Submitted', text: 'auto-generated' }, // RFC 3834 §5
    ],
    { contentType: 'text/plain; charset=utf-8', content: words.text, encoding: '8bit' },
  );
  try {
    const resolution = await recipients.resolve(address);
    const addressing = { reportId, sender: to, domain, requireTls: false };
    const envelope = reportEnvelopeTo(addressing, resolution);
    return await delivery.prepare(envelope, Uint8Array.from(octets));
  } catch (error) {
    if (!(error instanceof Refusal) || error.code.startsWith('store.')) throw error;
    log.info('Notice refused', { to, code: error.code });
    return [];
  }
}

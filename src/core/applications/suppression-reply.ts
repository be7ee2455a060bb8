import type { Reply } from '#proto/smtp/reply.ts';
import type { Suppression } from '#store/operations/suppression/list-suppressions.ts';

/** Characters of the evidence that a reply repeats: a reply line has 512 octets (RFC 5321 §4.5.3.1.5). */
const saidLengthMax = 120;

const reasons: Readonly<Record<Suppression['reason'], string>> = {
  'hard-bounce': 'it bounced',
  complaint: 'its owner complained',
  manual: 'an administrator put it there',
};

/** What an application is told about an address on its list: why, and how to take it off. */
export function suppressionReply(found: Suppression, application: string): Reply {
  const { accountId, address, reason, evidence, createdAt } = found;
  const day = new Date(createdAt).toISOString().slice(0, 10);
  const said = printable(evidence).slice(0, saidLengthMax);
  const list = accountId === 0 ? '' : ` --application "${printable(application)}"`;
  return [
    550,
    '5.7.1',
    `${printable(address)} is on the suppression list: ${reasons[reason]} on ${day}`,
    ...(said === '' ? [] : [`Evidence: ${said}`]),
    `To write to it again: postamt suppression remove ${printable(address)}${list}`,
  ];
}

/** Replies are printable US-ASCII here (RFC 5321 §4.2). */
function printable(text: string): string {
  return text.replace(/[^ -~]+/gu, ' ').trim();
}

import type { Recipients } from '#core/directory/recipients.ts';
import type { Policy, Verdict } from '#core/policy/policy.ts';
import { mailboxesOf, parseAddressList } from '#proto/mime/address.ts';

/** Authors looked at; a message with more is refused. Our choice, real mail has one. */
export const authorsMax = 10;

const accept: Verdict = { kind: 'accept' };

/**
 * On submission every author must be an address of the login (RFC 6409 §6.1): people see the From
 * field, not the envelope. A message without one gets it when it is filed (RFC 6409 §8.2).
 */
export function headerFrom(recipients: Pick<Recipients, 'maySendAs'>): Policy {
  return {
    name: 'from',
    check: async ({ envelope, fields }) => {
      const { login } = envelope.origin;
      if (login === undefined) return accept;
      const [from, second] = fields.filter(({ name }) => name.toLowerCase() === 'from');
      if (from === undefined) return accept;
      if (second !== undefined) {
        return refuse('5.6.0', 'The message has several From fields; send it with one');
      }
      const authors = mailboxesOf(parseAddressList(from.value));
      if (authors.length === 0 || authors.length > authorsMax) {
        return refuse('5.6.0', 'The From field names no author or too many');
      }
      for (const { localPart, domain } of authors) {
        const address = { localPart: decoded(localPart), domain: decoded(domain) };
        if (await recipients.maySendAs(login.accountId, address)) continue;
        return refuse(
          '5.7.1',
          'The From field names an address that this login may not send as; use one of its own',
        );
      }
      return accept;
    },
  };
}

function refuse(enhanced: string, text: string): Verdict {
  return { kind: 'refuse', reply: [550, enhanced, text] };
}

/** Fields come one character per octet; addresses beyond ASCII are UTF-8 (RFC 6532 §3.2). */
function decoded(text: string): string {
  return Buffer.from(text, 'latin1').toString();
}

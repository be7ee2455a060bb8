import type { SendLimits } from '#store/send-limits.ts';

/**
 * What the account of a person may send while nothing is set; unit: messages, recipients, and
 * recipients elsewhere never written to before. Exchange Online lets 30 messages a minute and 10,000 recipients a
 * day pass, Google Workspace 2,000 messages, 10,000 recipients and 3,000 people outside a day. A
 * minute is wider here, since a form letter of a mail program must not stop half-way.
 */
export const usualAccountLimits: SendLimits = {
  minute: { messages: 100, recipients: 1_000 },
  hour: { messages: 1_000, recipients: 3_000, strangers: 1_000 },
  day: { messages: 2_000, recipients: 10_000, strangers: 2_000 },
};

/**
 * What all accounts of a domain or a tenant may send together while nothing is set: as much as
 * their accounts may; 0 is unlimited. What is right depends on their number, which we do not guess.
 */
export const usualGroupLimits: SendLimits = {};

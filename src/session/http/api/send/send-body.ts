import { z } from '@hono/zod-openapi';

import {
  sendKeyCharactersMax,
  sentFieldsMax,
  sentFilesMax,
  sentRecipientsMax,
} from '#core/sending/send-request.ts';

/** Characters of an address with its name. Our choice. */
const mailboxCharactersMax = 1_000;

/** Characters of a subject (RFC 5322 §2.1.1). */
const subjectCharactersMax = 998;

/** Messages of one batch. Our choice. */
export const batchMessagesMax = 100;

const mailbox = z
  .union([
    z.string().min(3).max(mailboxCharactersMax),
    z
      .object({
        address: z.string().min(3).max(mailboxCharactersMax),
        name: z.string().max(mailboxCharactersMax).optional(),
      })
      .strict(),
  ])
  .openapi('Mailbox', {
    description: 'An address, alone, with a name, or as an object',
    example: 'Käthe Larsen <kaethe@example.com>',
  });

const mailboxes = z
  .union([mailbox, z.array(mailbox).max(sentRecipientsMax)])
  .openapi({ description: 'One address or a list of them' });

const attachment = z
  .object({
    name: z.string().max(255).optional().openapi({ example: 'Rechnung März.pdf' }),
    type: z.string().max(255).default('application/octet-stream').openapi({
      example: 'application/pdf',
    }),
    content: z
      .string()
      .regex(/^[A-Za-z0-9+/=\s]*$/, 'is not base64')
      .openapi({ description: 'The file in base64', example: 'JVBERi0xLjQK' }),
    cid: z.string().max(200).optional().openapi({
      description: 'Set for an image that the HTML shows as src="cid:…"',
    }),
  })
  .strict()
  .openapi('Attachment');

const instant = z.iso
  .datetime({ offset: true })
  .openapi({ example: '2027-01-31T08:00:00+01:00', format: 'date-time' });

const template = z
  .object({
    name: z.string().min(1).max(64).openapi({ example: 'invoice' }),
    locale: z.string().max(40).default('en').openapi({ example: 'de' }),
    values: z
      .record(z.string().max(64), z.unknown())
      .default({})
      .openapi({ example: { name: 'Käthe', total: '12,50 €' } }),
  })
  .strict();

const parts = {
  from: mailbox,
  to: mailboxes.optional(),
  cc: mailboxes.optional(),
  bcc: mailboxes
    .optional()
    .openapi({ description: 'They get the message, and no reader sees them' }),
  replyTo: mailboxes.optional(),
  subject: z.string().max(subjectCharactersMax).optional().openapi({ example: 'Ihre Rechnung' }),
  text: z.string().optional().openapi({ example: 'Guten Tag, …' }),
  html: z.string().optional().openapi({ example: '<p>Guten Tag, …</p>' }),
  template: template.optional().openapi({
    description: 'A template to fill, in place of subject, text and html',
  }),
  attachments: z.array(attachment).max(sentFilesMax).default([]),
  headers: z
    .record(z.string().max(76), z.string().max(10_000))
    .default({})
    .refine((fields) => Object.keys(fields).length <= sentFieldsMax, 'has too many fields')
    .openapi({ example: { 'List-Unsubscribe': '<https://shop.example/u/1>' } }),
  sendAt: instant.optional().openapi({ description: 'Waits until then, for a year at most' }),
  deliverBy: z
    .object({ at: instant, mode: z.enum(['return', 'notify']).default('return') })
    .strict()
    .optional()
    .openapi({ description: 'Comes back, or its sender is told, if it is not delivered by then' }),
  priority: z.number().int().min(-9).max(9).optional().openapi({
    description: '9 goes first, -9 last (RFC 6710)',
  }),
};

/** A message as a program asks for it. */
export const sendBody = z
  .object(parts)
  .strict()
  .refine(
    ({ template: filled, subject, text, html }) =>
      filled === undefined
        ? subject !== undefined
        : subject === undefined && text === undefined && html === undefined,
    'needs a subject, or a template in place of subject, text and html',
  )
  .openapi('Message');

export type SendBody = z.output<typeof sendBody>;

/** Up to a hundred messages, each with a result of its own. */
export const batchBody = z
  .object({ messages: z.array(z.unknown()).min(1).max(batchMessagesMax) })
  .strict()
  .openapi('Batch', {
    description: `Up to ${batchMessagesMax} messages, each as POST /send takes it`,
  });

/** Printable ASCII, as the field Idempotency-Key has it, in quotes or not. */
export const keyShape = new RegExp(`^[!-~ ]{1,${sendKeyCharactersMax}}$`);

const recipient = z.object({
  address: z.string(),
  status: z.enum(['accepted', 'suppressed', 'refused']),
  reason: z.string().optional(),
});

/** What was sent. */
export const sendAnswer = z
  .object({
    id: z.string().openapi({ example: '5f2c81d0a3b40001' }),
    messageId: z.string().openapi({ example: '<5f2c81d0a3b40001@example.org>' }),
    recipients: z.array(recipient),
  })
  .openapi('Sent');

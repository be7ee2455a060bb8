import { z } from '@hono/zod-openapi';

import {
  type DeletedMailbox,
  type DeletedMessage,
  deletedPageMax,
} from '#core/mailbox/deleted-messages.ts';
import { formatId, parseId } from '#proto/jmap/ids.ts';
import {
  type OwnServices,
  ownOctetsMax,
  ownRoute,
  timeText,
} from '#session/http/api/me/own-route.ts';
import type { Described } from '#session/http/api/send/described.ts';
import { readJson } from '#session/http/api/send/read-message.ts';

/** Messages restored at once: as many as a method of JMAP changes. Our choice. */
const restoredMax = 500;

/** A cursor: when the last message of a page expires, and its number. */
const placeForm = /^(\d{1,15})_(\d{1,15})$/u;

/** `/me/deleted`: messages that were deleted for good, while they can be restored. */
export function addDeleted(described: Described, { deleted }: OwnServices): void {
  ownRoute(described, list, async ({ accountId }, context) => {
    const [, expiresAt, messageId] = placeForm.exec(context.req.query('after') ?? '') ?? [];
    const after =
      expiresAt === undefined
        ? undefined
        : { expiresAt: Number(expiresAt), messageId: Number(messageId) };
    const drafts = context.req.query('drafts') === 'true';
    const { messages, next } = await deleted.list(accountId, { after, drafts });
    return context.json({
      messages: messages.map(messageTold),
      next: next === undefined ? null : `${next.expiresAt}_${next.messageId}`,
    });
  });
  ownRoute(described, restore, async ({ accountId }, context) => {
    const { ids } = await readJson(context.req.raw, restoreBody, ownOctetsMax);
    const numbers = ids.map((id) => parseId('e', id)).filter((id) => id !== undefined);
    const restored = await deleted.restore(accountId, [...new Set(numbers)]);
    return context.json({
      restored: restored.map(({ messageId, mailbox: where }) => ({
        id: formatId('e', messageId),
        mailbox: mailboxTold(where),
      })),
    });
  });
}

function messageTold(message: DeletedMessage) {
  return {
    id: formatId('e', message.messageId),
    subject: message.subject,
    from: message.from.map(({ name, address }) => ({ name: name || null, email: address })),
    date: timeText(message.date),
    size: message.size,
    mailbox: mailboxTold(message.mailbox),
    expiresAt: timeText(message.expiresAt),
  };
}

function mailboxTold(told: DeletedMailbox | undefined) {
  if (told === undefined) return null;
  return { id: formatId('m', told.mailboxId), name: told.name, role: told.role ?? null };
}

const mailbox = z
  .object({
    id: z.string().openapi({ example: 'm1' }),
    name: z.string(),
    role: z.string().nullable().openapi({ example: 'trash' }),
  })
  .openapi('MailboxOfDeleted');

const deletedMessage = z
  .object({
    id: z.string().openapi({ description: 'As JMAP has it', example: 'e17' }),
    subject: z.string(),
    from: z.array(z.object({ name: z.string().nullable(), email: z.string() })),
    date: z.iso.datetime(),
    size: z.int().openapi({ description: 'Octets' }),
    mailbox: mailbox
      .nullable()
      .openapi({ description: 'Where it was; null: that is deleted, too' }),
    expiresAt: z.iso.datetime().openapi({ description: 'Until when it can be restored' }),
  })
  .openapi('DeletedMessage');

const restoreBody = z
  .strictObject({ ids: z.array(z.string().max(20)).min(1).max(restoredMax) })
  .openapi('MessagesToRestore');

const list = {
  method: 'get',
  path: '/deleted',
  summary: 'Messages that were deleted and can be restored, the last deleted first',
  query: {
    after: 'Goes on where a page ended: its next',
    drafts: 'true: drafts, too, whose every new version deletes the one before',
  },
  answer: {
    says: `Up to ${deletedPageMax}; next is null at the end`,
    form: z.object({ messages: z.array(deletedMessage), next: z.string().nullable() }),
  },
} as const;

const restore = {
  method: 'post',
  path: '/deleted/restore',
  summary: 'Bring deleted messages back to where they were; out of the trash, to the inbox',
  body: restoreBody,
  answer: {
    says: 'Where each is now; what cannot be restored any more is left out',
    form: z.object({
      restored: z.array(z.object({ id: z.string(), mailbox: mailbox.nullable() })),
    }),
  },
} as const;

import { hasAttachment } from '#proto/mime/attachment.ts';
import { fieldValue, type MessageStructure } from '#proto/mime/structure.ts';
import { messageAttribute } from '#store/message-attribute.ts';
import type { MessageFacts } from '#store/operations/message/file-message.ts';

/** Message-IDs kept of References and In-Reply-To; the last ones are the nearest. Our choice. */
const referencesMax = 50;

/** Octets of a Message-ID that is worth keeping. Our choice; real ones have below 250. */
const messageId = /<[^<>\s]{1,500}>/g;

/** What the store keeps of a message's header beside its octets. */
export function messageFacts(
  { root, holdsNul }: MessageStructure,
  receivedAt: number,
): MessageFacts {
  const parents = `${fieldValue(root, 'references') ?? ''} ${fieldValue(root, 'in-reply-to') ?? ''}`;
  const sentAt = Date.parse(fieldValue(root, 'date') ?? '');
  return {
    receivedAt,
    sentAt: Number.isNaN(sentAt) ? receivedAt : sentAt,
    messageIdHeader: fieldValue(root, 'message-id')?.match(messageId)?.[0],
    references: (parents.match(messageId) ?? []).slice(-referencesMax),
    attributes:
      messageAttribute.judged |
      (hasAttachment(root) ? messageAttribute.attachment : 0) |
      (holdsNul ? messageAttribute.nul : 0),
  };
}

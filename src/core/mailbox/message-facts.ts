import { hasAttachment } from '#proto/mime/attachment.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import { fieldValue } from '#proto/mime/structure.ts';
import { messageAttribute } from '#store/message-attribute.ts';

/** Message-IDs kept of References and In-Reply-To; the last ones are the nearest. */
const referencesMax = 50;

/** What the store keeps of a message's header beside its octets. */
export function messageFacts(
  octets: Uint8Array,
  receivedAt: number,
): {
  readonly sentAt: number;
  readonly messageIdHeader: string | undefined;
  readonly references: readonly string[];
  readonly attributes: number;
} {
  const { root, holdsNul } = scanMessage(octets);
  const parents = `${fieldValue(root, 'references') ?? ''} ${fieldValue(root, 'in-reply-to') ?? ''}`;
  const sentAt = Date.parse(fieldValue(root, 'date') ?? '');
  return {
    sentAt: Number.isNaN(sentAt) ? receivedAt : sentAt,
    messageIdHeader: messageIds(fieldValue(root, 'message-id') ?? '')[0],
    references: messageIds(parents).slice(-referencesMax),
    attributes:
      messageAttribute.judged |
      (hasAttachment(root) ? messageAttribute.attachment : 0) |
      (holdsNul ? messageAttribute.nul : 0),
  };
}

function messageIds(text: string): string[] {
  return text.match(/<[^<>\s]{1,500}>/g) ?? [];
}

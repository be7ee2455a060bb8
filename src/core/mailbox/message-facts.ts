import { hasAttachment } from '#proto/mime/attachment.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import { fieldValue, type MessageStructure } from '#proto/mime/structure.ts';
import { messageAttribute } from '#store/message-attribute.ts';

/** Message-IDs kept of References and In-Reply-To; the last ones are the nearest. */
const referencesMax = 50;

/** What the store keeps of a message's header beside its octets. */
export type HeaderFacts = {
  readonly sentAt: number;
  readonly messageIdHeader: string | undefined;
  readonly references: readonly string[];
  readonly attributes: number;
};

/** The facts of a message. @param receivedAt Stands for a Date that is missing. */
export function messageFacts(octets: Uint8Array, receivedAt: number): HeaderFacts {
  return factsOf(scanMessage(octets), receivedAt);
}

/** The same of a message that was scanned already. */
export function factsOf({ root, holdsNul }: MessageStructure, receivedAt: number): HeaderFacts {
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

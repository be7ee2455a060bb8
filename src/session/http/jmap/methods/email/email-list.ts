import type { FoundEmail } from '#core/mailbox/find-email.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { readEmails } from '#core/mailbox/read-emails.ts';
import type { EmailContent } from '#proto/jmap/email/email-content.ts';
import { emailObject } from '#proto/jmap/email/email-object.ts';
import { encodingLetter } from '#proto/jmap/email/email-part.ts';
import { type EmailRequest, needsRecord } from '#proto/jmap/email/email-request.ts';
import { formatBlobId } from '#proto/jmap/ids.ts';
import type { JsonObject } from '#proto/jmap/json.ts';
import { MethodError } from '#proto/jmap/method-error.ts';

/** Characters of all texts that one answer tells: the largest message twice. Our choice. */
const valueCharactersMax = 100_000_000;

/**
 * Tells messages of one account, in their order; those that have gone meanwhile are left out.
 *
 * @throws {MethodError} `requestTooLarge` when there is too much text.
 */
export async function emailList(
  mail: Mail,
  accountId: number,
  { emails, request }: { readonly emails: readonly FoundEmail[]; readonly request: EmailRequest },
): Promise<readonly JsonObject[]> {
  if (!needsRecord(request)) return emails.map((email) => tell(email, request, undefined));
  const told = new Map<number, JsonObject>();
  const byId = new Map(emails.map((email) => [email.messageId, email]));
  let characters = 0;
  await readEmails(mail, accountId, {
    messages: emails,
    request,
    each: (messageId, content) => {
      const email = byId.get(messageId);
      if (email === undefined) return;
      told.set(messageId, tell(email, request, content));
      characters += content.charactersTold;
      if (characters > valueCharactersMax) {
        throw new MethodError('requestTooLarge', 'The texts of these messages are too long');
      }
    },
  });
  return emails
    .map(({ messageId }) => told.get(messageId))
    .filter((object) => object !== undefined);
}

function tell(
  { messageId, size, place }: FoundEmail,
  request: EmailRequest,
  content: EmailContent | undefined,
): JsonObject {
  const blobId = formatBlobId({ kind: 'message', messageId });
  const object = emailObject(
    {
      place,
      blobId,
      size,
      content,
      blobIdOf: ({ part }) => {
        const { bodyStart: start, bodyEnd: end } = part;
        const encoding = encodingLetter(part);
        return formatBlobId({ kind: 'part', messageId, start, end, encoding });
      },
    },
    request,
  );
  // Always there, asked for or not (RFC 8620 §5.1).
  return { id: place.id, ...object };
}

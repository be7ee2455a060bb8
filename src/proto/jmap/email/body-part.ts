import type { EmailContent } from '#proto/jmap/email/email-content.ts';
import { type EmailPart, typeOf } from '#proto/jmap/email/email-part.ts';
import type { NamedHeader, PartPropertyName } from '#proto/jmap/email/email-request.ts';
import { headerPropertyValue, rawForm } from '#proto/jmap/email/header-form.ts';
import type { JsonObject, JsonValue } from '#proto/jmap/json.ts';
import type { HeaderLine } from '#proto/jmap/email/header-lines.ts';

/** Language tags told of one part. Our choice, no RFC's. */
const languagesMax = 50;

/** How a message's parts are to be told. */
export type PartTelling = {
  readonly content: EmailContent;
  readonly properties: readonly (PartPropertyName | NamedHeader)[];
  /** The blob id of a part that is no multipart. */
  readonly blobIdOf: (part: EmailPart) => string | null;
};

/** An EmailBodyPart object (RFC 8621 §4.1.4). `subParts` comes only with the whole structure. */
export function bodyPart(part: EmailPart, telling: PartTelling, withSubParts: boolean): JsonObject {
  const told: Record<string, JsonValue> = {};
  for (const property of telling.properties) {
    if (typeof property === 'string') {
      if (property !== 'subParts') told[property] = partValue(part, property, telling);
    } else {
      told[property.name] = headerPropertyValue(telling.content.header(part.part), property.header);
    }
  }
  if (withSubParts && part.subParts !== undefined) {
    told['subParts'] = part.subParts.map((child) => bodyPart(child, telling, true));
  }
  return told;
}

/** An EmailHeader object for each field (RFC 8621 §4.1.3). */
export function headerObjects(lines: readonly HeaderLine[]): readonly HeaderLine[] {
  return lines.map(({ name, value }) => ({ name, value: rawForm(value) }));
}

function partValue(
  part: EmailPart,
  property: Exclude<PartPropertyName, 'subParts'>,
  { content, blobIdOf }: PartTelling,
): JsonValue {
  const { part: own, partId } = part;
  switch (property) {
    case 'partId':
      return partId;
    case 'blobId':
      return partId === null ? null : blobIdOf(part);
    case 'size':
      return partId === null ? 0 : content.decodedSize(own);
    case 'name':
      return own.fileName || null;
    case 'type':
      return typeOf(part);
    case 'charset':
      return own.charset || (own.type === 'text' ? 'us-ascii' : null);
    case 'disposition':
      return own.disposition || null;
    case 'cid':
      return own.contentId || null;
    case 'language':
      return languages(lastValue(content.header(own), 'content-language'));
    case 'location':
      return location(lastValue(content.header(own), 'content-location'));
    case 'headers':
      break;
  }
  return headerObjects(content.header(own));
}

function lastValue(lines: readonly HeaderLine[], field: string): string | undefined {
  return lines.findLast(({ name }) => name.toLowerCase() === field)?.value;
}

/** RFC 3282 §2: tags with commas between them. */
function languages(value: string | undefined): readonly string[] | null {
  const tags = (value ?? '').replace(/\([^()]*\)/g, '').match(/[a-z0-9-]{1,100}/gi) ?? [];
  return tags.length === 0 ? null : tags.slice(0, languagesMax);
}

/** A URI, folded maybe (RFC 2557 §4.2). */
function location(value: string | undefined): string | null {
  return rawForm((value ?? '').replace(/\s+/g, '')) || null;
}

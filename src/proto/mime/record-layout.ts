/**
 * Where things are in a derived record (docs/internals/mime-record.md): a version, flags, the sent
 * date, the ends of the sections, then the sections one behind the other.
 */

/** The first octet; it changes with the layout or the meaning of any octet behind it. */
export const recordVersion = 2;

/** Bit of the second octet: the message has an attachment. */
export const attachmentFlag = 1;

/** Eight octets, a double, little-endian: milliseconds since the epoch, NaN for none. */
export const sentAtOffset = 2;

/** Where the ends of the sections are: four octets each, little-endian. */
export const sectionEndsOffset = 10;

/** Sections in the order in which they are stored. */
export const section = {
  envelope: 0,
  body: 1,
  bodyStructure: 2,
  parts: 3,
  preview: 4,
  subject: 5,
  people: 6,
  ids: 7,
} as const;

export type Section = (typeof section)[keyof typeof section];

export const sectionCount = 8;

/** Where the first section begins. */
export const sectionsOffset = sectionEndsOffset + 4 * sectionCount;

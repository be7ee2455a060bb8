import { mailboxesOf, type Address } from '#proto/mime/address.ts';
import { decodeWords } from '#proto/mime/encoded-word.ts';
import type { RecordCursor } from '#proto/mime/record-cursor.ts';
import type { RecordWriter } from '#proto/mime/record-writer.ts';

/** A sender or recipient for people and for search, decoded. */
export type Person = {
  /** Empty where the sender gave none. */
  readonly name: string;
  /** `local@domain`, or what stood in its place. */
  readonly address: string;
};

/** Appends the mailboxes of a list, those of groups included, decoded. */
export function writePeople(writer: RecordWriter, addresses: readonly Address[]): void {
  const mailboxes = mailboxesOf(addresses);
  writer.varint(mailboxes.length);
  for (const { name, localPart, domain } of mailboxes) {
    writer.string(decodeWords(name));
    writer.string(decodeWords(domain === '' ? localPart : `${localPart}@${domain}`));
  }
}

/** Reads back what {@link writePeople} wrote. */
export function readPeople(cursor: RecordCursor): Person[] {
  const people: Person[] = [];
  let count = cursor.varint();
  while (count-- > 0 && !cursor.atEnd) {
    people.push({ name: cursor.string(), address: cursor.string() });
  }
  return people;
}

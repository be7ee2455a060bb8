import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';

/** Characters of one level of a name: fits a screen and, in UTF-8, every client's buffer. Ours. */
const nameCharactersMax = 200;

/** Levels of a path: bounds every walk along parents. Ours. */
export const pathLevelsMax = 20;

/**
 * A path as it is stored: INBOX in capitals at the top (RFC 9051 §5.1), each level checked.
 *
 * @throws {Refusal} `mailbox.name`
 */
export function storedPath(path: readonly string[]): string[] {
  if (path.length === 0 || path.length > pathLevelsMax) {
    refuse<MailRefusalCode>('mailbox.name', `A path has 1 to ${pathLevelsMax} levels`);
  }
  return path.map((name, level) => storedName(name, level === 0));
}

/** One level as it is stored. @throws {Refusal} `mailbox.name` */
export function storedName(name: string, top: boolean): string {
  if (
    name === '' ||
    name.length > nameCharactersMax ||
    /[\p{Cc}\p{Cs}\u2028\u2029/]/u.test(name) ||
    name.normalize('NFC') !== name
  ) {
    refuse<MailRefusalCode>(
      'mailbox.name',
      `Name ${JSON.stringify(name.slice(0, nameCharactersMax))} cannot be a mailbox: use 1 to ` +
        `${nameCharactersMax} characters in NFC, without "/" and control characters`,
    );
  }
  return top && name.toUpperCase() === 'INBOX' ? 'INBOX' : name;
}

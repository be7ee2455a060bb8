import { keyRecordName, keyRecordText } from '#core/signing-keys/key-record-text.ts';
import type { NoticeWords } from '#core/notices/prepare-notice.ts';
import type { DkimKey } from '#store/operations/dkim/dkim-keys.ts';

/** A key whose record is gone, and what is done about it. */
export type LostKey = {
  readonly key: DkimKey;
  /** `absent`: no record; `another`: one that does not fit. */
  readonly publication: 'absent' | 'another';
  /**
   * `signs`: it goes on, as no other key of the domain is published. `suspended`: others sign
   * instead, `by` their selectors.
   */
  readonly outcome: 'signs' | 'suspended';
  readonly by: readonly string[];
};

export type KeyLanguage = 'de' | 'en';

/** What administrators are told of keys whose records are gone; all of one domain. */
export function lostKeyWords(
  language: KeyLanguage,
  domain: string,
  lost: readonly LostKey[],
): NoticeWords {
  const words = language === 'de' ? german : english;
  const lines = lost.flatMap((one) => [
    `- ${keyRecordName(one.key)}`,
    `  ${one.publication === 'absent' ? words.absent : words.another}`,
    `  ${one.outcome === 'signs' ? words.signs : words.suspended(one.by.join(', '))}`,
  ]);
  return {
    subject: words.lostSubject(domain),
    text: text([words.lostHead(domain), ...lines, '', words.records, ...records(lost), '']).concat(
      text([words.lostTodo(domain)]),
    ),
  };
}

/** What administrators are told of new keys whose records are to be published. */
export function newKeyWords(
  language: KeyLanguage,
  domain: string,
  keys: readonly DkimKey[],
): NoticeWords {
  const words = language === 'de' ? german : english;
  const lines = records(keys.map((key) => ({ key })));
  return {
    subject: words.newSubject(domain),
    text: text([words.newHead(domain), '', words.records, ...lines, '', words.newTodo(domain)]),
  };
}

function records(keys: readonly Pick<LostKey, 'key'>[]): readonly string[] {
  return keys.flatMap(({ key }) => ['', keyRecordName(key), keyRecordText(key)]);
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`.replaceAll('\n', '\r\n');
}

type Words = typeof english;

const english = {
  lostSubject: (domain: string) => `DKIM records of ${domain} are missing`,
  lostHead: (domain: string) =>
    `Mail of ${domain} is signed with keys whose records the DNS does not have any\nmore, as this server sees it:\n`,
  absent: 'There is no record of this name.',
  another: 'Its record is another one, or there are several.',
  signs:
    'It goes on signing: no other key of the domain is published, receivers take a\n  signature without a record for none, and it counts again once the record is back.',
  suspended: (by: string) => `It does not sign any more; instead of it: ${by}.`,
  records: 'Publish these TXT records, name and value:',
  lostTodo: (domain: string) =>
    `Once they are there, the keys are used again by themselves. Check it by\n\n  postamt dkim check ${domain}\n\nor make new keys by\n\n  postamt dkim rotate ${domain}`,
  newSubject: (domain: string) => `New DKIM keys of ${domain} wait for their records`,
  newHead: (domain: string) =>
    `The keys that sign mail of ${domain} are half a year old. New ones have been made;\nthe old ones sign until the records of the new ones are in the DNS.`,
  newTodo: (domain: string) =>
    `Leave the old records where they are until "postamt dkim list" says that their\nkeys are removed. Check the new ones by\n\n  postamt dkim check ${domain}`,
};

const german: Words = {
  lostSubject: (domain) => `DKIM-Einträge von ${domain} fehlen`,
  lostHead: (domain) =>
    `Post von ${domain} wird mit Schlüsseln signiert, deren Einträge im DNS fehlen, wie\ndieser Server es sieht:\n`,
  absent: 'Es gibt keinen Eintrag dieses Namens.',
  another: 'Der Eintrag ist ein anderer, oder es gibt mehrere.',
  signs:
    'Er signiert weiter: kein anderer Schlüssel der Domain ist veröffentlicht, eine\n  Signatur ohne Eintrag gilt Empfängern als keine, und sie zählt wieder, sobald der\n  Eintrag wieder da ist.',
  suspended: (by) => `Er signiert nicht mehr; statt seiner: ${by}.`,
  records: 'Veröffentlichen Sie diese TXT-Einträge, Name und Wert:',
  lostTodo: (domain) =>
    `Sobald sie da sind, werden die Schlüssel von selbst wieder benutzt. Prüfen Sie es mit\n\n  postamt dkim check ${domain}\n\noder machen Sie neue Schlüssel mit\n\n  postamt dkim rotate ${domain}`,
  newSubject: (domain) => `Neue DKIM-Schlüssel von ${domain} warten auf ihre Einträge`,
  newHead: (domain) =>
    `Die Schlüssel, die Post von ${domain} signieren, sind ein halbes Jahr alt. Neue sind\ngemacht; die alten signieren, bis die Einträge der neuen im DNS stehen.`,
  newTodo: (domain) =>
    `Lassen Sie die alten Einträge stehen, bis "postamt dkim list" die Schlüssel als\nentfernt zeigt. Prüfen Sie die neuen mit\n\n  postamt dkim check ${domain}`,
};

import type { Needs } from '#core/mailbox/message-batch.ts';
import type { FetchArguments } from '#proto/imap/fetch.ts';
import { type FetchItem, fetchItemLabel } from '#proto/imap/fetch-item.ts';
import type { Section } from '#proto/imap/section.ts';

/** What one FETCH command does for each message. */
export type FetchPlan = {
  readonly items: readonly PlannedItem[];
  /** Some item needs the derived record: envelope, structure, part offsets. */
  readonly needsRecord: boolean;
  /** Which octets of the message some item needs. */
  readonly body: Needs['body'];
  /** Some item sets \Seen (RFC 9051 §6.4.5). */
  readonly setsSeen: boolean;
  readonly changedSince: number | undefined;
};

/** An item with its name as told. */
export type PlannedItem = { readonly item: FetchItem; readonly label: string };

const uidItem: FetchItem = { kind: 'plain', name: 'UID' };
const flagsItem: FetchItem = { kind: 'plain', name: 'FLAGS' };
const modseqItem: FetchItem = { kind: 'plain', name: 'MODSEQ' };

/**
 * Plans a FETCH. UID comes with every UID FETCH (RFC 9051 §6.4.9), MODSEQ with CHANGEDSINCE
 * (RFC 7162 §3.1.4.1), FLAGS where reading sets \Seen.
 */
export function planFetch(request: FetchArguments, byUid: boolean): FetchPlan {
  const asked = request.items;
  const setsSeen = asked.some(
    (item) => (item.kind === 'section' || item.kind === 'binary') && !item.peek,
  );
  const items = [...asked];
  if (byUid && !names(asked, 'UID')) items.unshift(uidItem);
  if (request.changedSince !== undefined && !names(asked, 'MODSEQ')) items.push(modseqItem);
  if (setsSeen && !names(asked, 'FLAGS')) items.push(flagsItem);
  return {
    items: items.map((item) => ({ item, label: fetchItemLabel(item) })),
    needsRecord: items.some(needsRecord),
    body: neededOctets(items),
    setsSeen,
    changedSince: request.changedSince,
  };
}

function names(items: readonly FetchItem[], name: string): boolean {
  return items.some((item) => item.kind === 'plain' && item.name === name);
}

function needsRecord(item: FetchItem): boolean {
  if (item.kind === 'plain') {
    return item.name === 'ENVELOPE' || item.name === 'BODY' || item.name === 'BODYSTRUCTURE';
  }
  if (item.kind === 'section') return item.section.part.length > 0 || item.section.text !== 'whole';
  return true;
}

function neededOctets(items: readonly FetchItem[]): Needs['body'] {
  let needed: Needs['body'] = 'none';
  for (const item of items) {
    if (item.kind === 'plain' || item.kind === 'preview') continue;
    if (item.kind !== 'section' || !headerOnly(item.section)) return 'whole';
    needed = 'header';
  }
  return needed;
}

function headerOnly({ part, text }: Section): boolean {
  return part.length === 0 && text.startsWith('HEADER');
}

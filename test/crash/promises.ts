/** What one account was promised: every positive answer that its clients have read. */
export class Promises {
  /** Message-IDs that were accepted, by SMTP or APPEND. */
  readonly accepted = new Set<string>();
  /** UID of a message whose APPEND told it. */
  readonly uids = new Map<string, number>();
  /** Message-IDs whose \Flagged was confirmed. */
  readonly flagged = new Set<string>();
  /** Message-IDs that were asked to go; whether they have is known of {@link expunged} only. */
  readonly doomed = new Set<string>();
  readonly expunged = new Set<string>();
  /** Every UID that was ever seen, with its message. */
  readonly seen = new Map<number, string>();
  uidValidity = 0;

  /** Compares the mailbox with what was promised; returns what was broken. */
  check(found: Mailbox): string[] {
    const broken: string[] = [];
    if (this.uidValidity === 0) this.uidValidity = found.uidValidity;
    if (found.uidValidity !== this.uidValidity) broken.push('UIDVALIDITY changed');
    // First: a UID told before the kill must not be another message's after it.
    for (const [id, uid] of this.uids) {
      const earlier = this.seen.get(uid) ?? id;
      if (earlier !== id) broken.push(`UID ${uid} of ${earlier} was given to ${id}`);
      this.seen.set(uid, id);
    }
    const present = new Map<string, Entry>();
    for (const entry of found.entries) {
      if (present.has(entry.id)) broken.push(`${entry.id} is there twice`);
      present.set(entry.id, entry);
      const earlier = this.seen.get(entry.uid) ?? entry.id;
      if (earlier !== entry.id) broken.push(`UID ${entry.uid} of ${earlier} became ${entry.id}`);
      this.seen.set(entry.uid, entry.id);
    }
    for (const id of this.accepted) {
      if (!present.has(id) && !this.doomed.has(id)) broken.push(`${id} was accepted and is lost`);
    }
    for (const [id, uid] of this.uids) {
      const entry = present.get(id);
      if (entry !== undefined && entry.uid !== uid) broken.push(`${id} had UID ${uid}`);
    }
    for (const id of this.flagged) {
      if (present.get(id)?.flagged === false) broken.push(`${id} lost its flag`);
    }
    for (const id of this.expunged) if (present.has(id)) broken.push(`${id} came back`);
    return broken;
  }
}

export type Entry = { readonly uid: number; readonly id: string; readonly flagged: boolean };

/** A mailbox as IMAP shows it. */
export type Mailbox = { readonly uidValidity: number; readonly entries: readonly Entry[] };

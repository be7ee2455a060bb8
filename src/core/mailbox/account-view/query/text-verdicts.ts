import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import type {
  EmailCondition,
  TextCondition,
} from '#core/mailbox/account-view/query/email-query.ts';

/** Conditions whose verdicts are kept for one view, an octet for each message. Our choice. */
const conditionsMax = 16;

/** What is found out by a look at the message. */
export type JudgedCondition = TextCondition | Extract<EmailCondition, { on: 'attachment' }>;

const no = 1;
const yes = 2;

type Kept = {
  readonly condition: JudgedCondition;
  verdicts: Uint8Array;
  readonly arrangement: number;
};

/**
 * What was found out of messages, by condition: a message never changes, so that paging and asking
 * for changes does not look again.
 */
export class TextVerdicts {
  /** Least recently asked first. */
  readonly #kept = new Map<string, Kept>();

  /** The verdicts by row; good until the next `await`. */
  of(view: AccountView, condition: JudgedCondition): Uint8Array {
    const key = JSON.stringify(condition);
    const { arrangement, columns } = view;
    let kept = this.#kept.get(key);
    if (kept === undefined || kept.arrangement !== arrangement) {
      const verdicts = new Uint8Array(columns.messageId.length);
      this.#denyKnown(condition, arrangement, verdicts);
      kept = { condition, verdicts, arrangement };
    } else if (kept.verdicts.length < columns.count) {
      const verdicts = new Uint8Array(columns.messageId.length);
      verdicts.set(kept.verdicts);
      kept.verdicts = verdicts;
    }
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > conditionsMax && oldest !== undefined) this.#kept.delete(oldest);
    return kept.verdicts;
  }

  /** What lacks fewer or shorter terms lacks these, too: who goes on typing waits no longer. */
  #denyKnown(condition: JudgedCondition, arrangement: number, verdicts: Uint8Array): void {
    for (const kept of this.#kept.values()) {
      if (kept.arrangement !== arrangement || !follows(condition, kept.condition)) continue;
      const known = kept.verdicts;
      for (let row = 0; row < known.length; row++) if (known[row] === no) verdicts[row] = no;
    }
  }
}

/** Whether what meets a condition surely meets the other one. */
function follows(condition: JudgedCondition, other: JudgedCondition): boolean {
  if (condition.on === 'attachment' || other.on === 'attachment') return false;
  const sameField =
    condition.on === 'text'
      ? other.on === 'text' && (other.field === condition.field || other.field === 'text')
      : other.on === 'header' && other.name === condition.name;
  if (!sameField) return false;
  return other.terms.every((term) => condition.terms.some((longer) => longer.includes(term)));
}

/** What is known of a row; undefined for nothing yet. */
export function verdictOf(verdicts: Uint8Array, row: number): boolean | undefined {
  const verdict = verdicts[row] ?? 0;
  return verdict === 0 ? undefined : verdict === yes;
}

export function setVerdict(verdicts: Uint8Array, row: number, matches: boolean): void {
  verdicts[row] = matches ? yes : no;
}

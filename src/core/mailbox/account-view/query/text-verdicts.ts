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

type Kept = { verdicts: Uint8Array; arrangement: number };

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
      kept = { verdicts: new Uint8Array(columns.messageId.length), arrangement };
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
}

/** What is known of a row; undefined for nothing yet. */
export function verdictOf(verdicts: Uint8Array, row: number): boolean | undefined {
  const verdict = verdicts[row] ?? 0;
  return verdict === 0 ? undefined : verdict === yes;
}

export function setVerdict(verdicts: Uint8Array, row: number, matches: boolean): void {
  verdicts[row] = matches ? yes : no;
}

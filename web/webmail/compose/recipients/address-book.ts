import type { EmailAddress, GetAnswer, QueryAnswer } from '../../../shared/jmap/mail-types.ts';
import { now } from '../../../shared/now.ts';
import type { MailStore } from '../../store/mail-store.ts';
import { keepLocally, readLocally } from '../draft/local-store.ts';
import { addressKey, isAddress } from './addresses.ts';
import { collectContacts, type Contact, type Use } from './suggest.ts';

/** Messages read for suggestions: what was written counts more than what came. Our choice. */
const sentMax = 500;
const receivedMax = 300;

/** Age from which what is kept is read anew, in milliseconds. */
const freshMs = 10 * 60_000;

/** Messages asked for when nobody known fits. */
const searchMax = 20;

type Row = {
  readonly id: string;
  readonly from: readonly EmailAddress[] | null;
  readonly to: readonly EmailAddress[] | null;
  readonly cc: readonly EmailAddress[] | null;
  readonly bcc: readonly EmailAddress[] | null;
  readonly receivedAt: string;
};

const rowProperties = ['id', 'from', 'to', 'cc', 'bcc', 'receivedAt'];

/** Whom this account has written with, from its mail. */
export class AddressBook {
  readonly #store: MailStore;
  #contacts: readonly Contact[] = [];
  #readAtMs = 0;
  #loading: Promise<void> | undefined;
  readonly #searched = new Set<string>();

  constructor(store: MailStore) {
    this.#store = store;
  }

  get contacts(): readonly Contact[] {
    return this.#contacts;
  }

  /** Reads what this browser keeps and, when that is old, the mail itself. */
  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Looks among all mail for somebody; true: there is somebody new. */
  async search(typed: string): Promise<boolean> {
    const text = typed.trim().toLowerCase();
    if (text.length < 3 || this.#searched.has(text)) return false;
    this.#searched.add(text);
    const found = await this.#read(
      { operator: 'OR', conditions: [{ to: text }, { cc: text }, { from: text }] },
      searchMax,
    );
    const known = new Set(this.#contacts.map(({ email }) => addressKey(email)));
    const uses = found.flatMap((row) => [...usesOf(row, true), ...usesOf(row, false)]);
    const fresh = uses.filter(({ address }) => !known.has(addressKey(address.email)));
    this.#contacts = [...this.#contacts, ...collectContacts(fresh, now())];
    return fresh.length > 0;
  }

  async #load(): Promise<void> {
    const { accountId } = this.#store.client;
    if (this.#contacts.length === 0) {
      const kept = await readLocally('contacts', accountId);
      if (isKept(kept)) {
        this.#contacts = kept.contacts;
        this.#readAtMs = kept.atMs;
      }
    }
    if (now() - this.#readAtMs < freshMs) return;
    const mailboxes = this.#store.mailboxes;
    const [sent, inbox] = [mailboxes.byRole('sent')?.id, mailboxes.byRole('inbox')?.id];
    const written = sent === undefined ? [] : await this.#read({ inMailbox: sent }, sentMax);
    const came = inbox === undefined ? [] : await this.#read({ inMailbox: inbox }, receivedMax);
    this.#contacts = collectContacts(
      [
        ...written.flatMap((row) => usesOf(row, true)),
        ...came.flatMap((row) => usesOf(row, false)),
      ],
      now(),
    );
    this.#readAtMs = now();
    await keepLocally('contacts', accountId, { contacts: this.#contacts, atMs: this.#readAtMs });
  }

  async #read(filter: Readonly<Record<string, unknown>>, limit: number): Promise<readonly Row[]> {
    const got = await this.#store.request((batch) => {
      const query = batch.call<QueryAnswer>('Email/query', {
        filter,
        sort: [{ property: 'receivedAt', isAscending: false }],
        limit,
      });
      return batch.call<GetAnswer<Row>>('Email/get', {
        '#ids': query.ref('/ids'),
        properties: rowProperties,
      });
    });
    return got.failure === undefined ? got.answer.list : [];
  }
}

function usesOf(row: Row, sent: boolean): readonly Use[] {
  const addresses = sent
    ? [row.to, row.cc, row.bcc].flatMap((list) => list ?? [])
    : (row.from ?? []);
  const atMs = new Date(row.receivedAt).getTime();
  return addresses
    .filter(({ email }) => isAddress(email) && !/^(?:no-?reply|mailer-daemon)@/iu.test(email))
    .map((address) => ({ address, sent, atMs }));
}

type Kept = { readonly contacts: readonly Contact[]; readonly atMs: number };

function isKept(value: unknown): value is Kept {
  return (
    typeof value === 'object' && value !== null && Array.isArray(Reflect.get(value, 'contacts'))
  );
}

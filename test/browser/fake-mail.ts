import type { Page, Route } from 'playwright-core';

type Arguments = Readonly<Record<string, unknown>>;
type Invocation = readonly [string, Arguments, string];
type Marks = Record<string, true>;
type FakeEmail = Record<string, unknown> & { id: string; mailboxIds: Marks; keywords: Marks };

/** When the newest message came, in milliseconds since 1970. */
const newest = Date.UTC(2026, 4, 4, 9, 30);

const minuteMs = 60_000;

/** A mailbox in the test's own memory that answers JMAP in place of the server. */
export class FakeMail {
  readonly #emails = new Map<string, FakeEmail>();
  /** Every method that was called, in order. */
  readonly calls: string[] = [];
  /** Refuse changes from now on. */
  refusing = false;
  /** Answer nothing from now on, as without a network. */
  offline = false;

  constructor(count: number) {
    for (let at = 0; at < count; at++) {
      const email = fakeEmail(at);
      this.#emails.set(email.id, email);
    }
  }

  /** Answers for the server on this page from now on. */
  async serve(page: Page): Promise<void> {
    const json = (route: Route, body: unknown) =>
      this.offline
        ? route.abort('internetdisconnected')
        : route.fulfill({ contentType: 'application/json', body: JSON.stringify(body) });
    await page.route('**/jmap/session', (route) => json(route, session));
    await page.route('**/jmap/eventsource**', (route) => route.abort());
    await page.route('**/jmap/api', async (route) => {
      const { methodCalls } = route.request().postDataJSON() as {
        readonly methodCalls: readonly Invocation[];
      };
      await json(route, { methodResponses: this.#answer(methodCalls), sessionState: '1' });
    });
  }

  #answer(calls: readonly Invocation[]): readonly Invocation[] {
    const answers: Invocation[] = [];
    for (const [name, given, id] of calls) {
      this.calls.push(name);
      const args = resolved(given, answers);
      answers.push([...this.#run(name, args), id]);
    }
    return answers;
  }

  #run(name: string, args: Arguments): readonly [string, Arguments] {
    const ids = Array.isArray(args['ids']) ? args['ids'].map(String) : [];
    switch (name) {
      case 'Mailbox/get':
        return [name, { state: '1', list: mailboxes, notFound: [] }];
      case 'Email/query':
        return [name, this.#query(args)];
      case 'Email/get':
        return [name, { state: '1', list: ids.map((id) => this.#emails.get(id)), notFound: [] }];
      case 'Thread/get': {
        const list = ids.map((id) => ({ id, emailIds: [`e${id.slice(1)}`] }));
        return [name, { state: '1', list, notFound: [] }];
      }
      case 'Email/set':
        return [name, this.#set(args['update'] as Record<string, Arguments>)];
      default:
        return ['error', { type: 'cannotCalculateChanges' }];
    }
  }

  #query({ filter, position, limit }: Arguments): Arguments {
    const mailbox = String((filter as Arguments | null)?.['inMailbox']);
    const all = [...this.#emails.values()].filter(({ mailboxIds }) => mailbox in mailboxIds);
    const from = Number(position);
    const ids = all.slice(from, from + Number(limit)).map(({ id }) => id);
    return { queryState: '1', position: from, ids, total: all.length };
  }

  #set(update: Record<string, Arguments>): Arguments {
    if (this.refusing) {
      const refused = { type: 'forbidden', description: 'Not today' };
      return { notUpdated: Object.fromEntries(Object.keys(update).map((id) => [id, refused])) };
    }
    for (const [id, patch] of Object.entries(update)) {
      const email = this.#emails.get(id);
      for (const [path, value] of Object.entries(patch)) {
        const [kind = '', name = ''] = path.split('/');
        const marks = email?.[kind] as Marks;
        if (value === true) marks[name] = true;
        else delete marks[name];
      }
    }
    return { newState: '2', updated: {} };
  }
}

/** Puts the answers in the place of the references to them (RFC 8620 §3.7). */
function resolved(args: Arguments, answers: readonly Invocation[]): Arguments {
  const entries = Object.entries(args).map(([name, value]) => {
    if (!name.startsWith('#')) return [name, value];
    const { resultOf, path } = value as { readonly resultOf: string; readonly path: string };
    const [, answer] = answers.find(([, , id]) => id === resultOf) ?? [];
    const [, first = '', , inner = ''] = path.split('/');
    const found = answer?.[first];
    const list = Array.isArray(found) ? found : [];
    return [name.slice(1), inner === '' ? list : list.map((one) => one?.[inner])];
  });
  return Object.fromEntries(entries);
}

function fakeEmail(at: number): FakeEmail {
  const text = `This is the text of message ${at}.`;
  return {
    id: `e${at}`,
    blobId: `b${at}`,
    threadId: `t${at}`,
    mailboxIds: { m1: true },
    keywords: at % 3 === 0 ? {} : { $seen: true },
    size: 2_000,
    receivedAt: new Date(newest - at * 17 * minuteMs).toISOString(),
    sentAt: new Date(newest - at * 17 * minuteMs).toISOString(),
    subject: `Message number ${at}`,
    from: [{ name: `Person ${at % 50}`, email: `person${at % 50}@example.test` }],
    to: [{ name: 'Ada', email: 'ada@example.test' }],
    preview: text,
    hasAttachment: false,
    textBody: [{ partId: '1', blobId: `p${at}`, size: 10, name: null, type: 'text/plain' }],
    htmlBody: [],
    attachments: [],
    bodyValues: { 1: { value: text, isEncodingProblem: false, isTruncated: false } },
  };
}

const mailboxes = [
  ['m1', 'INBOX', 'inbox'],
  ['m2', 'Archive', 'archive'],
  ['m3', 'Trash', 'trash'],
  ['m4', 'Junk', 'junk'],
].map(([id, name, role]) => ({
  id,
  name,
  role,
  parentId: null,
  sortOrder: 0,
  totalEmails: 0,
  unreadEmails: 0,
  totalThreads: 0,
  unreadThreads: 0,
  myRights: {},
  isSubscribed: true,
}));

const session = {
  capabilities: { 'urn:ietf:params:jmap:core': {}, 'urn:ietf:params:jmap:mail': {} },
  accounts: { a1: { name: 'ada', isPersonal: true, isReadOnly: false } },
  primaryAccounts: { 'urn:ietf:params:jmap:mail': 'a1' },
  username: 'ada@example.test',
  apiUrl: '/jmap/api',
  downloadUrl: '/jmap/download/{accountId}/{blobId}/{name}?type={type}',
  uploadUrl: '/jmap/upload/{accountId}/',
  eventSourceUrl: '/jmap/eventsource?types={types}&closeafter={closeafter}&ping={ping}',
  state: '1',
};

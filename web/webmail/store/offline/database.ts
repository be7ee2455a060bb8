import { allowKeeping, mayKeep } from './consent.ts';
import type { KeptAccount, KeptMail, KeptMessage } from './kept-mail.ts';
import { surplus, type Weight } from './limits.ts';

const databaseName = 'postamt-mail';

/** Raised whenever what is kept changes its shape: older shapes are thrown away. */
const databaseVersion = 1;

/** The account's only record has this key. */
const accountKey = 'account';

let opening: Promise<IDBDatabase | undefined> | undefined;

/** What this device has kept; undefined: nothing, or it may not. */
export async function readKept(): Promise<KeptMail | undefined> {
  if (!mayKeep()) return undefined;
  return await within('readonly', async ({ account, messages }) => {
    const kept = await answer<KeptAccount | undefined>(account.get(accountKey));
    if (kept === undefined) return undefined;
    return { ...kept, messages: await answer<KeptMessage[]>(messages.getAll()) };
  });
}

export type Changes = {
  readonly account: KeptAccount;
  readonly messages: readonly KeptMessage[];
  readonly gone: readonly string[];
};

/** Writes all or nothing, and takes out what is beyond the bounds. */
export async function writeKept({ account: kept, messages: put, gone }: Changes): Promise<void> {
  await within('readwrite', async ({ account, messages }) => {
    if (!mayKeep()) return;
    account.put(kept, accountKey);
    for (const message of put) messages.put(await withTexts(messages, message));
    for (const id of gone) messages.delete(id);
    for (const id of surplus(await weights(messages))) messages.delete(id);
  });
}

/** Forgets everything, and keeps nothing more until somebody stays signed in again. */
export async function eraseKept(): Promise<void> {
  allowKeeping(false);
  await emptyKept();
}

/** Forgets everything, as when somebody else signs in. */
export async function emptyKept(): Promise<void> {
  await within('readwrite', async ({ account, messages }) => {
    account.clear();
    await answer(messages.clear());
  });
}

type Shelves = { readonly account: IDBObjectStore; readonly messages: IDBObjectStore };

/** Runs `action` in a transaction, until it is written. A browser without memory does nothing. */
async function within<T>(
  mode: IDBTransactionMode,
  action: (shelves: Shelves) => Promise<T>,
): Promise<T | undefined> {
  opening ??= openDatabase();
  const database = await opening;
  if (database === undefined) return undefined;
  const transaction = database.transaction(['account', 'messages'], mode);
  const ended = new Promise<boolean>((resolve) => {
    transaction.addEventListener('complete', () => resolve(true));
    transaction.addEventListener('abort', () => resolve(false));
  });
  try {
    const result = await action({
      account: transaction.objectStore('account'),
      messages: transaction.objectStore('messages'),
    });
    return (await ended) ? result : undefined;
  } catch {
    abort(transaction);
    return undefined; // The disk is full, or the browser has thrown the database away.
  }
}

/** Takes back what a transaction has written; one that has ended already has nothing more to do. */
function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It ended by itself.
  }
}

function answer<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('Not read')));
  });
}

/** Texts never change: those that were kept stay where the page has not read them again. */
async function withTexts(messages: IDBObjectStore, message: KeptMessage): Promise<KeptMessage> {
  if (message.content !== undefined) return message;
  const before = await answer<KeptMessage | undefined>(messages.get(message.id));
  if (before?.content === undefined) return message;
  return { ...message, content: before.content, octets: before.octets };
}

/** Walks the index, which holds no texts. Its keys are time and octets. */
function weights(messages: IDBObjectStore): Promise<readonly Weight[]> {
  const found: Weight[] = [];
  const request = messages.index('weight').openKeyCursor();
  return new Promise((resolve, reject) => {
    request.addEventListener('error', () => reject(request.error ?? new Error('Not read')));
    request.addEventListener('success', () => {
      const cursor = request.result;
      if (cursor === null) return resolve(found);
      const [keptAt, octets] = Array.isArray(cursor.key) ? cursor.key : [];
      const id = typeof cursor.primaryKey === 'string' ? cursor.primaryKey : '';
      found.push({ id, keptAt: Number(keptAt), octets: Number(octets) });
      cursor.continue();
    });
  });
}

function openDatabase(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    if (!('indexedDB' in globalThis)) return resolve(undefined);
    const request = indexedDB.open(databaseName, databaseVersion);
    request.addEventListener('upgradeneeded', () => {
      const database = request.result;
      for (const name of database.objectStoreNames) database.deleteObjectStore(name);
      database.createObjectStore('account');
      const messages = database.createObjectStore('messages', { keyPath: 'id' });
      messages.createIndex('weight', ['keptAt', 'octets']);
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => resolve(undefined));
    request.addEventListener('blocked', () => resolve(undefined));
  });
}

/** What this browser keeps of the composer: drafts that the server may not have, and contacts. */
type Shelf = 'drafts' | 'contacts';

const databaseName = 'postamt-compose';
const databaseVersion = 1;

let opening: Promise<IDBDatabase | undefined> | undefined;

/** Keeps a value; a browser without memory (a private window) forgets, which is no error. */
export async function keepLocally(shelf: Shelf, key: string, value: unknown): Promise<void> {
  await withShelf(shelf, 'readwrite', (store) => store.put(value, key));
}

export async function forgetLocally(shelf: Shelf, key: string): Promise<void> {
  await withShelf(shelf, 'readwrite', (store) => store.delete(key));
}

export async function readLocally(shelf: Shelf, key: string): Promise<unknown> {
  return await withShelf(shelf, 'readonly', (store) => store.get(key));
}

/** Everything on a shelf. */
export async function readAllLocally(shelf: Shelf): Promise<readonly unknown[]> {
  const all = await withShelf<unknown[]>(shelf, 'readonly', (store) => store.getAll());
  return all ?? [];
}

async function withShelf<T>(
  shelf: Shelf,
  mode: IDBTransactionMode,
  action: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  opening ??= openDatabase();
  const database = await opening;
  if (database === undefined) return undefined;
  return await new Promise((resolve) => {
    const transaction = database.transaction(shelf, mode);
    const request = action(transaction.objectStore(shelf));
    transaction.addEventListener('complete', () => resolve(request.result));
    transaction.addEventListener('abort', () => resolve(undefined));
  });
}

function openDatabase(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    if (!('indexedDB' in globalThis)) return resolve(undefined);
    const request = indexedDB.open(databaseName, databaseVersion);
    request.addEventListener('upgradeneeded', () => {
      request.result.createObjectStore('drafts');
      request.result.createObjectStore('contacts');
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => resolve(undefined));
    request.addEventListener('blocked', () => resolve(undefined));
  });
}

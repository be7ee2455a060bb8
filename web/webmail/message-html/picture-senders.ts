/** What this browser remembers: addresses, the last one allowed first. */
const storageKey = 'postamt.pictures';

/** Addresses that are kept. Ours. */
const sendersMax = 1_000;

/** Whether pictures of a sender are always to be shown. */
export function showsPicturesOf(address: string): boolean {
  return read().includes(address.toLowerCase());
}

/** Remembers that they are. */
export function rememberPicturesOf(address: string): void {
  const one = address.toLowerCase();
  const senders = [one, ...read().filter((other) => other !== one)].slice(0, sendersMax);
  try {
    localStorage.setItem(storageKey, JSON.stringify(senders));
  } catch {
    // A browser without storage asks again the next time.
  }
}

function read(): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

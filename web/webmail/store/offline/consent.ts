/** Where this browser remembers whether it may keep mail; every page of it sees the same. */
const consentKey = 'postamt.keep-mail';

/** Notes whether somebody said that this device is theirs, by staying signed in. */
export function allowKeeping(allowed: boolean): void {
  try {
    if (allowed) localStorage.setItem(consentKey, '1');
    else localStorage.removeItem(consentKey);
  } catch {
    // A browser without storage keeps nothing.
  }
}

export function mayKeep(): boolean {
  try {
    return localStorage.getItem(consentKey) === '1';
  } catch {
    return false;
  }
}

/** Milliseconds a session lives without use, with "stay signed in": two weeks. Our choice. */
export const stayIdleMs = 14 * 86_400_000;

/** Milliseconds a session lives without use, without it: a day at work. Our choice. */
export const briefIdleMs = 12 * 3_600_000;

/** Milliseconds after which everybody signs in again: 90 days. Our choice. */
export const sessionMsMax = 90 * 86_400_000;

/** When a session ends that is used now. Milliseconds since the epoch, as all of these. */
export function sessionExpiry(session: { stay: boolean; createdAt: number; now: number }): number {
  const { stay, createdAt, now } = session;
  return Math.min(now + (stay ? stayIdleMs : briefIdleMs), createdAt + sessionMsMax);
}

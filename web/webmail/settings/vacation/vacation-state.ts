/** A VacationResponse (RFC 8621 §8) as far as these pages go. */
export type VacationResponse = {
  readonly isEnabled: boolean;
  readonly fromDate: string | null;
  readonly toDate: string | null;
  readonly subject: string | null;
  readonly textBody: string | null;
};

/** What an automatic answer does at a moment. */
export type VacationState =
  | { readonly kind: 'off' | 'now' }
  | { readonly kind: 'later' | 'over'; readonly at: string };

/** @param now Milliseconds since the epoch. */
export function vacationState(vacation: VacationResponse, now: number): VacationState {
  const { isEnabled, fromDate, toDate } = vacation;
  if (!isEnabled) return { kind: 'off' };
  if (toDate !== null && Date.parse(toDate) <= now) return { kind: 'over', at: toDate };
  if (fromDate !== null && Date.parse(fromDate) > now) return { kind: 'later', at: fromDate };
  return { kind: 'now' };
}

/** What a field for date and time holds, in the time of this browser; and back, as a UTCDate. */
export function toField(date: string | null): string {
  if (date === null) return '';
  const at = new Date(date);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

export function fromField(text: string): string | null {
  const at = new Date(text);
  if (text === '' || Number.isNaN(at.getTime())) return null;
  return at.toISOString().replace(/\.\d+Z$/u, 'Z');
}

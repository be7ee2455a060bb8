import {
  readVacation,
  setVacation,
  type SetVacationInput,
  type Vacation,
} from '#store/operations/vacation/vacation.ts';
import type { Store } from '#store/store.ts';

export type { Vacation } from '#store/operations/vacation/vacation.ts';

/** What an account answers while somebody is away, and the state of it. */
export async function vacationOf(
  store: Store,
  accountId: number,
): Promise<{ readonly counter: number; readonly vacation: Vacation }> {
  return await store.read(readVacation, { accountId });
}

/** {@link setVacation} */
export async function changeVacation(
  store: Store,
  input: SetVacationInput,
): Promise<{ readonly before: number; readonly after: number }> {
  return await store.write(setVacation, input);
}

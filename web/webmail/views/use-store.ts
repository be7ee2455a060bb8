import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import type { MailStore } from '../store/mail-store.ts';

export const StoreContext = createContext<MailStore | undefined>(undefined);

/** The store of the account that is open. */
export function useStore(): MailStore {
  const store = useContext(StoreContext);
  if (store === undefined) throw new Error('There is no mailbox around this component');
  return store;
}

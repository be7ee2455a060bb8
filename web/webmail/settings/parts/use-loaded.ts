import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';

/** Something that is fetched for a section; `value` stays while it is fetched again. */
export type Loaded<T> = {
  readonly state: ReadonlySignal<{ readonly value?: T; readonly failure?: unknown }>;
  readonly reload: () => Promise<void>;
};

/** Fetches something when a section appears. `load` is the same function each time. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const state = useSignal<{ readonly value?: T; readonly failure?: unknown }>({});
  const reload = useCallback(async () => {
    try {
      state.value = { value: await load() };
    } catch (failure) {
      state.value = { failure };
    }
  }, [state, load]);
  useEffect(() => void reload(), [reload]);
  return { state, reload };
}

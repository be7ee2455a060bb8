import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { theme } from '../../shared/preferences.ts';

/** Whether the page is dark: as the person chose, or as the system is. */
export function useDark(): ReadonlySignal<boolean> {
  const system = useSignal(query().matches);
  useEffect(() => {
    const media = query();
    const follow = () => (system.value = media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  return useComputed(() => (theme.value === 'system' ? system.value : theme.value === 'dark'));
}

function query(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}

import type { ComponentType } from 'preact';

type SettingsModule = { readonly Settings: ComponentType<{ readonly page: string }> };

const modules = import.meta.glob<SettingsModule>('../settings/settings.tsx');

/** Fetches the pages of settings; undefined where this build has none. */
export const loadSettings = modules['../settings/settings.tsx'];

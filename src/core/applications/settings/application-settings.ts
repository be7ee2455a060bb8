import { gitlab } from '#core/applications/settings/gitlab.ts';
import { nextcloud } from '#core/applications/settings/nextcloud.ts';
import { plain } from '#core/applications/settings/plain.ts';
import type {
  ApplicationSettings,
  SettingsFacts,
} from '#core/applications/settings/settings-facts.ts';
import { wordpress } from '#core/applications/settings/wordpress.ts';
import type { ApplicationKind } from '#store/operations/application/application-row.ts';

/** What is to be typed where, for one kind of application. */
export function applicationSettings(
  kind: ApplicationKind,
  facts: SettingsFacts,
): ApplicationSettings {
  if (kind === 'nextcloud') return nextcloud(facts);
  if (kind === 'wordpress') return wordpress(facts);
  return kind === 'gitlab' ? gitlab(facts) : plain(facts, kind);
}

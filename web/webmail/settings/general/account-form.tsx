import { useSignal } from '@preact/signals';

import { attempt } from '../parts/attempt.ts';
import { Choice, TextField } from '../parts/fields.tsx';
import { fieldsOf } from '../parts/fields-of.ts';
import { own } from '../parts/own-api.ts';
import { Section, WhenLoaded } from '../parts/section.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { words } from '../words/words.ts';

type Profile = {
  readonly address: string;
  readonly displayName: string;
  readonly timeZone: string;
};

/** Characters of a display name: what the server takes. */
const displayNameMax = 200;

/** What is kept with the account. */
export function AccountForm() {
  const loaded = useLoaded(load);
  const { general: say } = words.value;
  const title = loaded.state.value.value?.address ?? say.displayName;
  return (
    <Section id="account" title={title} text={say.account}>
      <WhenLoaded loaded={loaded}>{(profile) => <Form profile={profile} />}</WhenLoaded>
    </Section>
  );
}

function Form({ profile }: { readonly profile: Profile }) {
  const busy = useSignal(false);
  const { general: say, save, saved } = words.value;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const { 'display-name': displayName = '', 'time-zone': timeZone = '' } = fieldsOf(event);
    if (busy.value) return;
    busy.value = true;
    await attempt(async () => await own('PATCH', '', { displayName, timeZone }), saved);
    busy.value = false;
  };
  return (
    <form class="settings-form" onSubmit={(event) => void submit(event)} noValidate>
      <TextField
        id="display-name"
        name="display-name"
        label={say.displayName}
        value={profile.displayName}
        lengthMax={displayNameMax}
      />
      <Choice
        id="time-zone"
        label={say.timeZone}
        value={profile.timeZone}
        options={zones(profile.timeZone)}
      />
      <button type="submit" class="button primary" disabled={busy.value}>
        {save}
      </button>
    </form>
  );
}

/** All zones that the browser knows, and the one that is kept, whatever the browser thinks of it. */
function zones(kept: string): readonly (readonly [string, string])[] {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = new Set([...(kept === '' ? [] : [kept]), ...Intl.supportedValuesOf('timeZone')]);
  const named = Array.from(known, (zone) => [zone, zone.replaceAll('_', ' ')] as const);
  return [['', words.value.general.browserZone(here)], ...named];
}

async function load(): Promise<Profile> {
  return await own<Profile>('GET', '');
}

import { useSignal } from '@preact/signals';

import { confirm } from '../../../shared/ui/confirm.ts';
import { toast } from '../../../shared/ui/toasts.ts';
import { longDate } from '../../../shared/words/dates.ts';
import { attempt } from '../parts/attempt.ts';
import { own } from '../parts/own-api.ts';
import { Section, WhenLoaded } from '../parts/section.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { words } from '../words/words.ts';
import { type MadeAppPassword, NewAppPassword } from './new-app-password.tsx';
import { ShownAppPassword } from './shown-app-password.tsx';

type AppPassword = {
  readonly id: number;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly lastUsedAt: string | null;
  readonly expired: boolean;
};

/** App passwords: made, shown once, taken back. */
export function AppPasswords() {
  const loaded = useLoaded(load);
  const made = useSignal<MadeAppPassword | undefined>(undefined);
  const { appPasswords: say } = words.value;
  const onMade = async (one: MadeAppPassword) => {
    made.value = one;
    await loaded.reload();
  };
  return (
    <Section id="app-passwords" title={say.title} text={say.text}>
      <WhenLoaded loaded={loaded}>
        {(list) => (
          <>
            {list.length === 0 && <p>{say.none}</p>}
            <ul class="settings-list">
              {list.map((one) => (
                <Item key={one.id} one={one} onGone={loaded.reload} />
              ))}
            </ul>
          </>
        )}
      </WhenLoaded>
      {made.value === undefined ? (
        <NewAppPassword onMade={onMade} />
      ) : (
        <ShownAppPassword made={made.value} onDone={() => (made.value = undefined)} />
      )}
    </Section>
  );
}

function Item(props: { readonly one: AppPassword; readonly onGone: () => Promise<void> }) {
  const { id, name, scopes, lastUsedAt, expired } = props.one;
  const { appPasswords: say, cancel, remove, never } = words.value;
  const take = async () => {
    const asked = { title: say.removeAsk(name), text: say.removeText, yes: remove, no: cancel };
    if (!(await confirm(asked))) return;
    await own('DELETE', `/app-passwords/${id}`);
    toast({ text: say.removed });
    await props.onGone();
  };
  const opens = scopes.length === 0 ? say.everything : scopes.join(', ').toUpperCase();
  const used = say.lastUsed(lastUsedAt === null ? never : longDate(lastUsedAt));
  return (
    <li>
      <div class="settings-item">
        <strong>{name}</strong>
        {expired && <span class="settings-mark">{say.expired}</span>}
        <p class="hint">
          {opens} · {used}
        </p>
      </div>
      <button
        type="button"
        class="button danger"
        aria-label={`${remove}: ${name}`}
        onClick={() => void attempt(take)}
      >
        {remove}
      </button>
    </li>
  );
}

async function load(): Promise<readonly AppPassword[]> {
  type Answer = { readonly appPasswords: readonly AppPassword[] };
  const { appPasswords } = await own<Answer>('GET', '/app-passwords');
  return appPasswords;
}

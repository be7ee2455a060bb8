import type {
  PublicKeyCredentialCreationOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';

import { hasPasskeys } from '../../../shared/passkey.ts';
import { askText, confirm } from '../../../shared/ui/confirm.ts';
import { toast } from '../../../shared/ui/toasts.ts';
import { longDate } from '../../../shared/words/dates.ts';
import { attempt } from '../parts/attempt.ts';
import { own } from '../parts/own-api.ts';
import { Section, WhenLoaded } from '../parts/section.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { words } from '../words/words.ts';

type Passkey = { readonly id: number; readonly name: string; readonly createdAt: string };

/** Passkeys: made, renamed, removed. */
export function Passkeys() {
  const loaded = useLoaded(load);
  const { passkeys: say } = words.value;
  const add = async () => {
    if (await made()) toast({ text: say.added });
    await loaded.reload();
  };
  return (
    <Section id="passkeys" title={say.title} text={say.text}>
      <WhenLoaded loaded={loaded}>
        {(list) => (
          <>
            {list.length === 0 && <p>{say.none}</p>}
            <ul class="settings-list">
              {list.map((one) => (
                <Item key={one.id} one={one} onChange={loaded.reload} />
              ))}
            </ul>
          </>
        )}
      </WhenLoaded>
      {hasPasskeys() ? (
        <button type="button" class="button" onClick={() => void attempt(add)}>
          {say.add}
        </button>
      ) : (
        <p class="hint">{say.unable}</p>
      )}
    </Section>
  );
}

function Item(props: { readonly one: Passkey; readonly onChange: () => Promise<void> }) {
  const { id, name, createdAt } = props.one;
  const { passkeys: say, cancel, save, remove } = words.value;
  const rename = async () => {
    const input = { label: say.name, value: name, lengthMax: 100 };
    const next = await askText({ title: say.rename, yes: save, no: cancel, input });
    if (next === undefined) return;
    await own('PATCH', `/passkeys/${id}`, { name: next });
    await props.onChange();
  };
  const take = async () => {
    const asked = { title: say.removeAsk(name), text: say.removeText, yes: remove, no: cancel };
    if (!(await confirm(asked))) return;
    await own('DELETE', `/passkeys/${id}`);
    toast({ text: say.removed });
    await props.onChange();
  };
  return (
    <li>
      <div class="settings-item">
        <strong>{name}</strong>
        <p class="hint">{say.made(longDate(createdAt))}</p>
      </div>
      <button
        type="button"
        class="button"
        aria-label={`${say.rename}: ${name}`}
        onClick={() => void attempt(rename)}
      >
        {say.rename}
      </button>
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

/** Has the browser make a passkey. @returns Whether it did; somebody may think better of it. */
async function made(): Promise<boolean> {
  const { passkeys: say } = words.value;
  const optionsJSON = await own<PublicKeyCredentialCreationOptionsJSON>(
    'POST',
    '/passkeys/options',
  );
  const { startRegistration } = await import('@simplewebauthn/browser');
  try {
    const answer = await startRegistration({ optionsJSON });
    await own('POST', '/passkeys', { name: say.fresh, answer: trimmed(answer) });
    return true;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'InvalidStateError') throw new Error(say.known, { cause: error });
    if (name === 'NotAllowedError' || name === 'AbortError') return false;
    throw error;
  }
}

/** What the server reads of it. */
function trimmed({ id, rawId, type, response }: RegistrationResponseJSON) {
  const { clientDataJSON, attestationObject, transports } = response;
  return { id, rawId, type, response: { clientDataJSON, attestationObject, transports } };
}

async function load(): Promise<readonly Passkey[]> {
  const { passkeys } = await own<{ readonly passkeys: readonly Passkey[] }>('GET', '/passkeys');
  return passkeys;
}

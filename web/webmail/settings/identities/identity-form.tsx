import { useSignal } from '@preact/signals';

import type { SetAnswer } from '../../../shared/jmap/mail-types.ts';
import { assertSet } from '../../../shared/jmap/set-result.ts';
import { toast } from '../../../shared/ui/toasts.ts';
import type { Identity } from '../../compose/message/identities.ts';
import { formatAddress, isAddress, parseAddresses } from '../../compose/recipients/addresses.ts';
import { useStore } from '../../views/use-store.ts';
import { TextArea, TextField } from '../parts/fields.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { fieldsOf } from '../parts/fields-of.ts';
import { Section } from '../parts/section.tsx';
import { words } from '../words/words.ts';

/** Characters of a name, and of one signature: what the server takes. */
const nameMax = 255;
const signatureMax = 200_000;

/** One identity. */
export function IdentityForm({ identity }: { readonly identity: Identity }) {
  const store = useStore();
  const error = useSignal<string | undefined>(undefined);
  const busy = useSignal(false);
  const { id, email } = identity;
  const { identities: say, save, saved } = words.value;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = fieldsOf(event);
    const replyTo = parseAddresses(fields['replyTo'] ?? '');
    const bcc = parseAddresses(fields['bcc'] ?? '');
    const wrong = [...replyTo, ...bcc].find((one) => !isAddress(one.email));
    error.value = wrong === undefined ? undefined : say.wrong(wrong.email);
    if (wrong !== undefined || busy.value) return;
    const { name = '', textSignature = '', htmlSignature = '' } = fields;
    const patch = {
      name: name.trim(),
      replyTo: replyTo.length === 0 ? null : replyTo,
      bcc: bcc.length === 0 ? null : bcc,
      textSignature,
      htmlSignature,
    };
    busy.value = true;
    try {
      const call = await store.request((batch) =>
        batch.call<SetAnswer>('Identity/set', { update: { [id]: patch } }),
      );
      assertSet(call.answer);
      toast({ text: saved });
    } catch (failure) {
      error.value = failureWords(failure);
    }
    busy.value = false;
  };
  return (
    <Section id={`identity-${id}`} title={email} text={say.text}>
      <form class="settings-form" onSubmit={(event) => void submit(event)} noValidate>
        <Fields identity={identity} />
        <p class="notice bad" role="alert" hidden={error.value === undefined}>
          {error.value}
        </p>
        <button type="submit" class="button primary" disabled={busy.value}>
          {save}
        </button>
      </form>
    </Section>
  );
}

function Fields({ identity }: { readonly identity: Identity }) {
  const { id, name, replyTo, bcc, textSignature, htmlSignature } = identity;
  const { identities: say } = words.value;
  return (
    <>
      <TextField id={`${id}-name`} name="name" label={say.name} value={name} lengthMax={nameMax} />
      <TextField
        id={`${id}-reply`}
        name="replyTo"
        label={say.replyTo}
        value={list(replyTo)}
        hint={say.list}
      />
      <TextField id={`${id}-bcc`} name="bcc" label={say.bcc} value={list(bcc)} hint={say.list} />
      <TextArea
        id={`${id}-text`}
        name="textSignature"
        label={say.textSignature}
        value={textSignature}
        lengthMax={signatureMax}
      />
      <TextArea
        id={`${id}-html`}
        name="htmlSignature"
        label={say.htmlSignature}
        value={htmlSignature}
        hint={say.htmlHint}
        lengthMax={signatureMax}
      />
    </>
  );
}

function list(people: Identity['bcc']): string {
  return (people ?? []).map((one) => formatAddress(one)).join(', ');
}

import { useSignal } from '@preact/signals';

import { confirm } from '../../../shared/ui/confirm.ts';
import { toast } from '../../../shared/ui/toasts.ts';
import { attempt } from '../parts/attempt.ts';
import { own } from '../parts/own-api.ts';
import { Section, WhenLoaded } from '../parts/section.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { words } from '../words/words.ts';
import { type Enrolment, EnrolForm } from './enrol-form.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

type Status = { readonly on: boolean; readonly recoveryCodesLeft: number };

/** Codes of an authenticator app: set up, renewed, switched off. */
export function SecondStep() {
  const loaded = useLoaded(load);
  const enrolment = useSignal<Enrolment | undefined>(undefined);
  const codes = useSignal<readonly string[] | undefined>(undefined);
  const { secondStep: say } = words.value;
  const onCodes = async (made: readonly string[]) => {
    enrolment.value = undefined;
    codes.value = made;
    await loaded.reload();
  };
  const start = async () => {
    enrolment.value = await own<Enrolment>('POST', '/totp');
  };
  return (
    <Section id="second-step" title={say.title} text={say.text}>
      <WhenLoaded loaded={loaded}>
        {({ on, recoveryCodesLeft }) => (
          <>
            <p>{on ? say.on(recoveryCodesLeft) : say.off}</p>
            {on && codes.value === undefined && <WhenOn onCodes={onCodes} onGone={loaded.reload} />}
            {!on && enrolment.value === undefined && (
              <button type="button" class="button primary" onClick={() => void attempt(start)}>
                {say.start}
              </button>
            )}
          </>
        )}
      </WhenLoaded>
      {enrolment.value !== undefined && (
        <EnrolForm
          enrolment={enrolment.value}
          onCodes={onCodes}
          onLeave={() => (enrolment.value = undefined)}
        />
      )}
      {codes.value !== undefined && (
        <RecoveryCodes codes={codes.value} onDone={() => (codes.value = undefined)} />
      )}
    </Section>
  );
}

function WhenOn(props: {
  readonly onCodes: (codes: readonly string[]) => Promise<void>;
  readonly onGone: () => Promise<void>;
}) {
  const { secondStep: say, cancel } = words.value;
  const renew = async () => {
    type Answer = { readonly recoveryCodes: readonly string[] };
    const { recoveryCodes } = await own<Answer>('POST', '/totp/recovery-codes');
    await props.onCodes(recoveryCodes);
  };
  const stop = async () => {
    const asked = { title: say.stopAsk, text: say.stopText, yes: say.stop, no: cancel };
    if (!(await confirm(asked))) return;
    await own('DELETE', '/totp');
    toast({ text: say.stopped });
    await props.onGone();
  };
  return (
    <p class="settings-line">
      <button type="button" class="button" onClick={() => void attempt(renew)}>
        {say.renew}
      </button>
      <button type="button" class="button danger" onClick={() => void attempt(stop)}>
        {say.stop}
      </button>
    </p>
  );
}

async function load(): Promise<Status> {
  return await own<Status>('GET', '/totp');
}

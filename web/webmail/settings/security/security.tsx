import { AppPasswords } from './app-passwords.tsx';
import { Passkeys } from './passkeys.tsx';
import { Password } from './password.tsx';
import { SecondStep } from './second-step.tsx';
import { Sessions } from './sessions.tsx';

/** What protects the account. */
export function Security() {
  return (
    <>
      <Sessions />
      <Password />
      <AppPasswords />
      <SecondStep />
      <Passkeys />
    </>
  );
}

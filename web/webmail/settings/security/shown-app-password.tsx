import { useEffect, useRef } from 'preact/hooks';

import { useStore } from '../../views/use-store.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { words } from '../words/words.ts';
import type { MadeAppPassword } from './new-app-password.tsx';

/** The usual ports of IMAP and submission over TLS (RFC 8314 §3.2, §3.3). */
const imapPort = '993';
const smtpPort = '465';

/** An app password just made, once, with what a mail program asks for. */
export function ShownAppPassword(props: {
  readonly made: MadeAppPassword;
  readonly onDone: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { client } = useStore();
  const { name, password } = props.made;
  const { appPasswords: say, done } = words.value;
  useEffect(() => box.current?.focus(), []);
  const lines = [
    [say.user, client.session.username],
    [say.incoming, say.server(location.hostname, imapPort, 'TLS')],
    [say.outgoing, say.server(location.hostname, smtpPort, 'TLS')],
  ] as const;
  return (
    <div ref={box} class="settings-secret" tabIndex={-1} role="group" aria-labelledby="made-app">
      <h3 id="made-app">{say.made(name)}</h3>
      <p>{say.once}</p>
      <p class="settings-line">
        <code id="app-password" class="settings-code">
          {password}
        </code>
        <CopyButton text={password} />
      </p>
      <h4>{say.settings}</h4>
      <dl class="settings-facts">
        {lines.map(([label, text]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="button primary" onClick={props.onDone}>
        {done}
      </button>
    </div>
  );
}

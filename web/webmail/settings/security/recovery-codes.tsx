import { useEffect, useRef } from 'preact/hooks';

import { CopyButton } from '../parts/copy-button.tsx';
import { words } from '../words/words.ts';

/** Recovery codes just made, once. */
export function RecoveryCodes(props: {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { secondStep: say, download, done } = words.value;
  const text = `${props.codes.join('\n')}\n`;
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} class="settings-secret" tabIndex={-1} role="group" aria-labelledby="codes">
      <h3 id="codes">{say.codes}</h3>
      <p>{say.codesText}</p>
      <ul class="settings-codes">
        {props.codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p class="settings-line">
        <CopyButton text={text} />
        <a
          class="button"
          download={say.file}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
        >
          {download}
        </a>
        <button type="button" class="button primary" onClick={props.onDone}>
          {done}
        </button>
      </p>
    </div>
  );
}

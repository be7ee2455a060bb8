import { useEffect } from 'preact/hooks';

import { readLeaving, shownHost } from '../links.ts';
import { words } from '../words/words.ts';
import './leaving.css';

/** Says where a doubtful link leads, and why it is doubtful. */
export function Leaving() {
  const { leaving: say } = words.value;
  const link = readLeaving(location.hash);
  useEffect(() => {
    document.title = say.title;
  }, [say]);
  if (link === undefined) {
    return (
      <main class="leaving">
        <h1>{say.nothing}</h1>
      </main>
    );
  }
  const host = shownHost(link.to.host);
  return (
    <main class="leaving">
      <h1>{say.title}</h1>
      <p>{say.why[link.doubt](link.said, host)}</p>
      <p class="leaving-address">{link.to.href}</p>
      <div class="leaving-buttons">
        <button type="button" class="button primary" onClick={() => window.close()}>
          {say.stay}
        </button>
        <a class="button" href={link.to.href} rel="noopener noreferrer">
          {say.go(host)}
        </a>
      </div>
    </main>
  );
}

import { openSession, session } from '../store/session.ts';
import { words } from '../words/words.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { MailApp } from './mail-app.tsx';
import { SignIn } from './sign-in.tsx';
import './app.css';

/** The whole page: signing in, or the mailbox. */
export function App() {
  const state = session.value;
  if (state.kind === 'starting') return <Starting />;
  if (state.kind === 'failed') return <StartFailed error={state.error} />;
  if (state.kind === 'signed-out') return <SignIn ended={state.ended} />;
  return (
    <ErrorBoundary>
      <MailApp client={state.client} kept={state.kept} />
    </ErrorBoundary>
  );
}

function Starting() {
  return (
    <main class="whole-page" aria-busy="true">
      <p class="hint">{words.value.starting}</p>
    </main>
  );
}

function StartFailed({ error }: { readonly error: unknown }) {
  return (
    <main class="whole-page">
      <h1>{words.value.startFailed}</h1>
      <p class="hint">{error instanceof Error ? error.message : String(error)}</p>
      <button type="button" class="button primary" onClick={() => void openSession()}>
        {words.value.retry}
      </button>
    </main>
  );
}

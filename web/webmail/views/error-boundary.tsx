import { Component, type ComponentChildren } from 'preact';

import { words } from '../words/words.ts';

type Props = { readonly children: ComponentChildren };
type State = { readonly failed: boolean };

/** Shows words and a way on in place of a page that broke, which would be blank otherwise. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false };

  static override getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    const say = words.value;
    return (
      <main class="whole-page">
        <h1>{say.broken}</h1>
        <p class="hint">{say.brokenHint}</p>
        <button type="button" class="button primary" onClick={() => location.reload()}>
          {say.reload}
        </button>
      </main>
    );
  }
}

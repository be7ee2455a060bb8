import type { ComponentChildren } from 'preact';

import { words } from '../words/words.ts';
import { failureWords } from './failure-words.ts';
import type { Loaded } from './use-loaded.ts';

/** A part of a page with its heading. */
export function Section(props: {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="settings-section" aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      <p class="hint">{props.text}</p>
      {props.children}
    </section>
  );
}

/** What was fetched, bars until it is there, and a way to try again where that failed. */
export function WhenLoaded<T>(props: {
  readonly loaded: Loaded<T>;
  readonly children: (value: T) => ComponentChildren;
}) {
  const { value, failure } = props.loaded.state.value;
  if (value !== undefined) return <>{props.children(value)}</>;
  if (failure === undefined) {
    return (
      <div aria-busy="true">
        <span class="visually-hidden">{words.value.loading}</span>
        <div class="skeleton bar wide" />
        <div class="skeleton bar" />
      </div>
    );
  }
  return (
    <div class="notice bad settings-failed" role="alert">
      <span>{failureWords(failure)}</span>
      <button type="button" class="button" onClick={() => void props.loaded.reload()}>
        {words.value.retry}
      </button>
    </div>
  );
}

import { useLayoutEffect, useRef } from 'preact/hooks';

import { question } from './confirm.ts';

/** Shows the question that is open, one at a time. */
export function QuestionDialog() {
  const asked = question.value;
  return asked === undefined ? null : <Asking key={asked.title} />;
}

function Asking() {
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = question.value;
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    dialog.current?.querySelector('input')?.select();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  if (asked === undefined) return null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const value = dialog.current?.querySelector('input')?.value.trim() ?? 'yes';
    if (value !== '') asked.answer(value);
  };
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="question"
      onClose={() => asked.answer(undefined)}
    >
      <form method="dialog" onSubmit={submit}>
        <h2 id="question">{asked.title}</h2>
        {asked.text !== undefined && <p class="hint">{asked.text}</p>}
        {asked.input !== undefined && (
          <div class="field">
            <label for="question-input">{asked.input.label}</label>
            <input
              id="question-input"
              class="input"
              defaultValue={asked.input.value}
              {...(asked.input.type === undefined
                ? { type: 'text' as const, maxLength: asked.input.lengthMax ?? 200 }
                : { type: asked.input.type })}
            />
          </div>
        )}
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={() => asked.answer(undefined)}>
            {asked.no}
          </button>
          <button type="submit" class="button primary">
            {asked.yes}
          </button>
        </div>
      </form>
    </dialog>
  );
}

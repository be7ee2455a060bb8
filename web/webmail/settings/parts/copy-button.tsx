import { attempt } from './attempt.ts';
import { words } from '../words/words.ts';

/** Puts a text into the clipboard. */
export function CopyButton({ text }: { readonly text: string }) {
  const { copy, copied } = words.value;
  const write = async () => await navigator.clipboard.writeText(text);
  return (
    <button type="button" class="button" onClick={() => void attempt(write, copied)}>
      {copy}
    </button>
  );
}

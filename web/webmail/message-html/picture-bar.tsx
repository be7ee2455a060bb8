import type { MessageModel } from './message-model.ts';
import { words } from './words/words.ts';

/** Says that pictures are held back, and lets people see them. */
export function PictureBar({ model }: { readonly model: MessageModel }) {
  const { remote, trackers } = model.mail.value?.pictures ?? { remote: new Set(), trackers: 0 };
  const { pictures: say } = words.value;
  if (remote.size === 0) return null;
  if (model.asked.value) return <PictureState model={model} />;
  return (
    <div class="notice picture-bar">
      <p>
        {say.held(remote.size)}
        {trackers > 0 && <span class="hint"> {say.trackers(trackers)}.</span>}
      </p>
      <div class="picture-bar-buttons">
        <button type="button" class="button" onClick={() => (model.asked.value = true)}>
          {say.show}
        </button>
        {model.mayRemember && (
          <button type="button" class="button quiet" onClick={() => model.remember()}>
            {say.always(model.sender)}
          </button>
        )}
      </div>
    </div>
  );
}

/** What became of the pictures that were asked for; nothing where all are there. */
function PictureState({ model }: { readonly model: MessageModel }) {
  const { pictures: say } = words.value;
  const { off, failed } = model.remote.value;
  const result = off ? say.off : failed > 0 ? say.missing(failed) : undefined;
  const text = model.busy.value ? say.loading : result;
  return (
    <p class="picture-bar hint" role="status" hidden={text === undefined}>
      {text}
    </p>
  );
}

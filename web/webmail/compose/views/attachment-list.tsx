import { Icon } from '../../../shared/ui/icons.tsx';
import { formatSize } from '../../../shared/words/dates.ts';
import { dropUpload, removeAttachment } from '../draft/attach.ts';
import type { Desk } from '../draft/desk.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import type { Upload } from '../draft/upload.ts';
import { words } from '../words/words.ts';

/** Files that go along, and those on their way to the server. */
export function AttachmentList({
  desk,
  draft,
}: {
  readonly desk: Desk;
  readonly draft: OpenDraft;
}) {
  const say = words.value.files;
  const files = draft.content.value.attachments.filter(({ cid }) => cid === null);
  const uploads = draft.uploads.value;
  if (files.length + uploads.length === 0) return null;
  return (
    <ul class="compose-files" aria-label={say.list}>
      {files.map((file) => (
        <li key={`${file.blobId} ${file.name}`} class="compose-file">
          <Icon name="attach" size={16} />
          <a
            class="truncate"
            href={desk.store.client.downloadUrl(file.blobId, file.name, file.type)}
            download={file.name}
          >
            {file.name}
          </a>
          <span class="hint">{formatSize(file.size)}</span>
          <button
            type="button"
            class="icon-button"
            aria-label={say.remove(file.name)}
            title={say.remove(file.name)}
            onClick={() => removeAttachment(draft, file)}
          >
            <Icon name="close" size={14} />
          </button>
        </li>
      ))}
      {uploads.map((upload) => (
        <Uploading key={upload.key} draft={draft} upload={upload} />
      ))}
    </ul>
  );
}

function Uploading({ draft, upload }: { readonly draft: OpenDraft; readonly upload: Upload }) {
  const say = words.value.files;
  const failed = upload.failed.value !== undefined;
  const cancel = () => {
    upload.cancel();
    dropUpload(draft, upload);
  };
  return (
    <li class={failed ? 'compose-file bad' : 'compose-file'}>
      <Icon name="attach" size={16} />
      <span class="truncate">{failed ? say.failed(upload.name) : upload.name}</span>
      {failed ? (
        <button type="button" class="button quiet" onClick={() => upload.retry()}>
          {words.value.retry}
        </button>
      ) : (
        <progress aria-label={say.progress(upload.name)} max={1} value={upload.progress.value} />
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={failed ? say.remove(upload.name) : say.cancel(upload.name)}
        onClick={cancel}
      >
        <Icon name="close" size={14} />
      </button>
    </li>
  );
}

import { formatSize } from '../../../shared/words/dates.ts';
import { toast } from '../../../shared/ui/toasts.ts';
import type { JmapClient } from '../../../shared/jmap/client.ts';
import { words } from '../words/words.ts';
import type { Attachment } from './content.ts';
import type { OpenDraft } from './open-draft.ts';
import { startUpload, typeOf, type Upload } from './upload.ts';

const coreCapability = 'urn:ietf:params:jmap:core';

/** Octets of a message that most servers on the way still take. Above it we warn. Our choice. */
const usualOctetsMax = 25_000_000;

/** Octets that one file may have at the server (RFC 8620 §2). */
function uploadOctetsMax(client: JmapClient): number {
  const limit = client.session.capabilities[coreCapability]?.['maxSizeUpload'];
  return typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY;
}

/** Uploads files and attaches them; those that are too large are refused with a word. */
export function attachFiles(client: JmapClient, draft: OpenDraft, files: readonly File[]): void {
  for (const file of files) void attach(client, draft, file, null);
  const { attachments } = draft.content.peek();
  const total = [...attachments, ...files].reduce((sum, { size }) => sum + size, 0);
  // Base64 makes four octets of three (RFC 2045 §6.8).
  if (files.length > 0 && (total * 4) / 3 > usualOctetsMax) {
    toast({ text: words.value.files.large(formatSize(total)) });
  }
}

/** Uploads a picture that the text shows, under a name of its own. @returns Its Content-ID. */
export function attachPicture(client: JmapClient, draft: OpenDraft, file: File): string {
  const cid = `${crypto.randomUUID()}@postamt`;
  void attach(client, draft, file, cid);
  return cid;
}

async function attach(
  client: JmapClient,
  draft: OpenDraft,
  file: File,
  cid: string | null,
): Promise<void> {
  const octetsMax = uploadOctetsMax(client);
  if (file.size > octetsMax) {
    toast({ text: words.value.files.tooLarge(file.name, formatSize(octetsMax)), bad: true });
    return;
  }
  const { upload, done } = startUpload(client.uploadUrl, file, () => {
    dropUpload(draft, upload);
    void attach(client, draft, file, cid);
  });
  draft.uploads.value = [...draft.uploads.peek(), upload];
  try {
    const { blobId } = await done;
    const name = file.name === '' ? words.value.unnamed : file.name;
    addAttachment(draft, { blobId, name, type: typeOf(file), size: file.size, cid });
    dropUpload(draft, upload);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') dropUpload(draft, upload);
    else upload.failed.value = error instanceof Error ? error.message : String(error);
  }
}

export function addAttachment(draft: OpenDraft, attachment: Attachment): void {
  draft.change({ attachments: [...draft.content.peek().attachments, attachment] });
}

export function removeAttachment(draft: OpenDraft, attachment: Attachment): void {
  const { attachments } = draft.content.peek();
  draft.change({ attachments: attachments.filter((one) => one !== attachment) });
}

export function dropUpload(draft: OpenDraft, upload: Upload): void {
  draft.uploads.value = draft.uploads.peek().filter((one) => one !== upload);
}

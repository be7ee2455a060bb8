import { useCallback } from 'preact/hooks';

import { ask } from '../../shared/jmap/problem.ts';
import type { Email } from '../../shared/jmap/mail-types.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { formatSize } from '../../shared/words/dates.ts';
import { CopyButton } from '../settings/parts/copy-button.tsx';
import { WhenLoaded } from '../settings/parts/section.tsx';
import { useLoaded } from '../settings/parts/use-loaded.ts';
import { subjectOf } from '../store/title.ts';
import { useStore } from '../views/use-store.ts';
import { fileNameOf } from './file-name.ts';
import { ToolDialog } from './tool-dialog.tsx';
import { words } from './words/words.ts';

/** Octets that are shown; a browser is slow with more, and attachments follow. Our choice. */
const shownOctetsMax = 500_000;

/** A message as it travelled, to be read, copied and saved. */
export function SourceDialog(props: { readonly email: Email; readonly onClose: () => void }) {
  const { email, onClose } = props;
  const { client } = useStore();
  const url = client.downloadUrl(email.blobId, fileNameOf(email.subject), 'message/rfc822');
  const loaded = useLoaded(useCallback(async () => await loadSource(url), [url]));
  const { source: say } = words.value;
  const cut = email.size > shownOctetsMax;
  return (
    <ToolDialog title={say.title} about={subjectOf(email.subject)} onClose={onClose}>
      <WhenLoaded loaded={loaded}>
        {(text) => (
          <>
            <textarea
              class="message-source"
              dir="ltr"
              readOnly
              rows={24}
              aria-label={say.title}
              value={text}
            />
            {cut && (
              <p class="notice">{say.cut(formatSize(shownOctetsMax), formatSize(email.size))}</p>
            )}
            <div class="dialog-buttons">
              <CopyButton text={text} />
              <a class="button primary" href={url} download={fileNameOf(email.subject)}>
                <Icon name="download" /> {say.save}
              </a>
            </div>
          </>
        )}
      </WhenLoaded>
    </ToolDialog>
  );
}

/** The first octets of a message (RFC 9110 §14.2). What is no UTF-8 in it shows as U+FFFD. */
async function loadSource(url: string): Promise<string> {
  const answer = await ask(url, { headers: { range: `bytes=0-${shownOctetsMax - 1}` } });
  const octets = await answer.arrayBuffer();
  return new TextDecoder().decode(octets.slice(0, shownOctetsMax));
}

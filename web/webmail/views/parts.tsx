import { useEffect, useState } from 'preact/hooks';

import { toast } from '../../shared/ui/toasts.ts';
import { compose, composeRequest, wasOpen } from '../store/compose-request.ts';
import { goTo } from '../store/location.ts';
import { messageToolRequest } from '../store/message-tool-request.ts';
import { startRoute } from '../store/route.ts';
import { loadSettings } from '../store/settings-part.ts';
import { words } from '../words/words.ts';

/** Everything for writing mail, which takes {@link composeRequest}. */
const loadComposer = () => import('../compose/composer.tsx');

/** Everything for writing mail, loaded when somebody writes for the first time. */
export function ComposePart() {
  const [wanted, setWanted] = useState(false);
  const asked = composeRequest.value !== undefined;
  useEffect(() => {
    if (location.pathname === '/compose') composeAsAddressed();
    else if (wasOpen()) compose({ kind: 'restore' });
  }, []);
  useEffect(() => {
    if (asked) setWanted(true);
  }, [asked]);
  const part = usePart(wanted ? loadComposer : undefined);
  return part === undefined ? null : <part.Composer />;
}

/** `/compose` is what shortcuts of an installed app and links to addresses in mail lead to. */
function composeAsAddressed(): void {
  const mailto = new URLSearchParams(location.search).get('mailto');
  goTo(startRoute, { replace: true });
  compose({ kind: 'new', ...(mailto === null ? {} : { mailto }) });
}

/** Dialogs about one message, which take {@link messageToolRequest}. */
const loadMessageTool = () => import('../message-tools/message-tool.tsx');

/** Dialogs about one message, loaded when one is first asked for. */
export function MessageToolPart() {
  const [wanted, setWanted] = useState(false);
  const asked = messageToolRequest.value !== undefined;
  useEffect(() => {
    if (asked) setWanted(true);
  }, [asked]);
  const part = usePart(wanted ? loadMessageTool : undefined);
  return part === undefined ? null : <part.MessageTool />;
}

const loadSpamReason = () => import('../message-tools/spam-reason.tsx');

/** The line that says why a message is in spam. */
export function SpamReasonPart({ emailId }: { readonly emailId: string }) {
  const part = usePart(loadSpamReason);
  return part === undefined ? null : <part.SpamReason emailId={emailId} />;
}

/** The pages of settings, loaded when they are opened. */
export function SettingsPart({ page }: { readonly page: string }) {
  const part = usePart(loadSettings);
  useEffect(() => {
    if (loadSettings === undefined) goTo(startRoute, { replace: true });
  }, []);
  return part === undefined ? <LoadingPage /> : <part.Settings page={page} />;
}

const loadDeleted = () => import('../deleted/deleted.tsx');

/** The page of deleted messages, loaded when it is opened. */
export function DeletedPart() {
  const part = usePart(loadDeleted);
  return part === undefined ? <LoadingPage /> : <part.Deleted />;
}

function LoadingPage() {
  return (
    <main class="whole-page" aria-busy="true">
      <p class="hint">{words.value.loading}</p>
    </main>
  );
}

/** A module that is fetched when it is asked for; undefined until it is there. */
function usePart<T>(load: (() => Promise<T>) | undefined): T | undefined {
  const [part, setPart] = useState<T | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    load?.().then(
      (module) => wanted && setPart(() => module),
      () => {
        // As after an update of the server: the page is of yesterday.
        const action = { label: words.value.reload, run: () => location.reload() };
        toast({ text: words.value.partFailed, bad: true, action });
      },
    );
    return () => {
      wanted = false;
    };
  }, [load]);
  return part;
}

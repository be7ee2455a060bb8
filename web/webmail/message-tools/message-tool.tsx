import { messageToolRequest } from '../store/message-tool-request.ts';
import { useStore } from '../views/use-store.ts';
import { SourceDialog } from './source-dialog.tsx';
import { TraceDialog } from './trace-dialog.tsx';

const dialogs = { source: SourceDialog, trace: TraceDialog } as const;

/** Shows the dialog that is asked for. */
export function MessageTool() {
  const store = useStore();
  const asked = messageToolRequest.value;
  const email = store.emails.of(asked?.emailId ?? '').value;
  if (asked === undefined || email === undefined) return null;
  const Dialog = dialogs[asked.tool];
  return <Dialog key={email.id} email={email} onClose={close} />;
}

function close(): void {
  messageToolRequest.value = undefined;
}

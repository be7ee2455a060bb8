import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import type { EmailContent } from '../../shared/jmap/mail-types.ts';
import { framePath, MessageFrame, shellSandbox } from './message-frame.ts';
import { type DownloadUrl, MessageModel } from './message-model.ts';
import { PictureBar } from './picture-bar.tsx';
import { useDark } from './use-dark.ts';
import { words } from './words/words.ts';
import './message-html.css';

export type MessageHtmlProps = {
  readonly content: EmailContent;
  readonly downloadUrl: DownloadUrl;
  /** The message is in Junk or its sender is doubtful: nothing from elsewhere without being asked. */
  readonly isDoubtful?: boolean;
  /** The mail is drawn. */
  readonly onShown?: () => void;
};

/** The HTML of a message in a frame that can do no harm, and what is held back of it. */
export function MessageHtml(props: MessageHtmlProps) {
  return <OneMessage key={props.content.id} {...props} />;
}

function OneMessage({ content, downloadUrl, isDoubtful = false, onShown }: MessageHtmlProps) {
  const isDark = useDark();
  const model = useMemo(() => {
    const shown = () => onShown?.();
    return new MessageModel({ content, downloadUrl, isDoubtful, isDark, onShown: shown });
  }, []);
  useEffect(() => () => model.close(), []);
  if (model.failed.value) return <p class="notice bad">{words.value.failed}</p>;
  const title = words.value.frameTitle(content.subject ?? '');
  return (
    <div class="message-html">
      <PictureBar model={model} />
      {model.hasColourChoice.value && <ColourButton model={model} />}
      <Shell title={title} model={model} />
      {model.mail.value?.isCut === true && <p class="notice">{words.value.cut}</p>}
    </div>
  );
}

function ColourButton({ model }: { readonly model: MessageModel }) {
  const { original } = model;
  return (
    <button
      type="button"
      class="button quiet message-colours"
      onClick={() => (original.value = !original.value)}
    >
      {original.value ? words.value.darkColours : words.value.originalColours}
    </button>
  );
}

/** The document around the frame of the mail. */
function Shell({ title, model }: { readonly title: string; readonly model: MessageModel }) {
  const element = useRef<HTMLIFrameElement>(null);
  const isOpen = useSignal(false);
  const open = () => {
    if (element.current === null || isOpen.value) return;
    isOpen.value = true;
    try {
      model.open(new MessageFrame(element.current, title));
    } catch {
      model.failed.value = true;
    }
  };
  return (
    <iframe
      ref={element}
      class="message-shell"
      src={framePath}
      sandbox={shellSandbox}
      title={title}
      onLoad={open}
    />
  );
}

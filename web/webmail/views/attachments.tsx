import type { BodyPart } from '../../shared/jmap/mail-types.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { formatSize } from '../../shared/words/dates.ts';
import { words } from '../words/words.ts';
import { useStore } from './use-store.ts';

/** Attachments shown at once; a message with more shows their number. Our choice. */
const attachmentsMax = 200;

/** Files of a message; each is downloaded with a click. */
export function Attachments({ parts }: { readonly parts: readonly BodyPart[] }) {
  const files = parts.filter(({ blobId, cid, disposition }) => {
    return blobId !== null && (disposition === 'attachment' || cid === null);
  });
  if (files.length === 0) return null;
  const say = words.value;
  return (
    <section class="attachments" aria-label={say.attachments(files.length)}>
      <h4>
        <Icon name="attach" size={16} /> {say.attachments(files.length)}
      </h4>
      <ul>
        {files.slice(0, attachmentsMax).map((part) => (
          <Attachment key={part.blobId} part={part} />
        ))}
      </ul>
    </section>
  );
}

function Attachment({ part }: { readonly part: BodyPart }) {
  const { client } = useStore();
  const name = part.name ?? words.value.unnamedFile;
  const url = client.downloadUrl(part.blobId ?? '', name, part.type);
  return (
    <li>
      <a class="attachment" href={url} download={name} title={name}>
        {isPicture(part) ? (
          <img class="attachment-picture" src={url} alt="" loading="lazy" />
        ) : (
          <span class="attachment-kind" aria-hidden="true">
            {extensionOf(name, part.type)}
          </span>
        )}
        <span class="attachment-text">
          <span class="truncate">{name}</span>
          <span class="hint">{formatSize(part.size)}</span>
        </span>
        <Icon name="download" />
      </a>
    </li>
  );
}

/** Octets of a picture that is shown small beside its name. Our choice. */
const pictureOctetsMax = 5_000_000;

/** Whether browsers show it without running anything. */
function isPicture({ type, size }: BodyPart): boolean {
  return /^image\/(?:png|jpeg|gif|webp)$/u.test(type) && size <= pictureOctetsMax;
}

/** A few letters that tell what kind of file it is. */
function extensionOf(name: string, type: string): string {
  const ending = /\.(\w{1,4})$/u.exec(name)?.[1] ?? type.split('/')[1]?.slice(0, 4) ?? '';
  return ending.toUpperCase();
}

export type Pictures = {
  /** Where the page shows a picture from, by its Content-ID; undefined: it has none like that. */
  readonly sourceOf: (cid: string) => string | undefined;
  /** The way back. */
  readonly cidOf: (source: string) => string | undefined;
};

/** Class of a picture at another host, which is not fetched while one writes. */
const remoteClass = 'remote-picture';

/**
 * Prepares a body for the editor: pictures by `cid:` get an address of ours, those of other hosts
 * wait, so that nobody learns that somebody answers. The fragment must not be in the page yet.
 */
export function showPictures(body: DocumentFragment, sourceOf: Pictures['sourceOf']): void {
  for (const picture of body.querySelectorAll('img')) {
    const src = picture.getAttribute('src') ?? '';
    if (/^cid:/iu.test(src)) {
      const cid = src.slice('cid:'.length);
      picture.dataset['cid'] = cid;
      const shown = sourceOf(cid);
      if (shown === undefined) picture.removeAttribute('src');
      else picture.setAttribute('src', shown);
    } else if (/^https?:/iu.test(src)) {
      picture.dataset['remote'] = src;
      picture.removeAttribute('src');
      picture.classList.add(remoteClass);
    }
    picture.removeAttribute('srcset');
  }
}

/** The body as it is sent: the way back of {@link showPictures}, without touching the editor. */
export function bodyHtml(root: Element): string {
  const inert = document.implementation.createHTMLDocument('');
  const copy = inert.importNode(root, true);
  for (const helper of copy.querySelectorAll('.squire-image-resize-container')) helper.remove();
  for (const picture of copy.querySelectorAll('img')) {
    const { cid, remote } = picture.dataset;
    if (cid !== undefined) picture.setAttribute('src', `cid:${cid}`);
    else if (remote !== undefined) picture.setAttribute('src', remote);
    delete picture.dataset['cid'];
    delete picture.dataset['remote'];
    picture.classList.remove(remoteClass);
    if (picture.classList.length === 0) picture.removeAttribute('class');
  }
  // Squire's zero-width spaces hold the cursor and mean nothing.
  return copy.innerHTML.replaceAll('\u200b', '');
}

/** Pictures of this message that were cut or copied within it keep their names. */
export function nameOwnPictures(pasted: DocumentFragment, cidOf: Pictures['cidOf']): void {
  for (const picture of pasted.querySelectorAll('img')) {
    const cid = cidOf(picture.getAttribute('src') ?? '');
    if (cid !== undefined) picture.setAttribute('src', `cid:${cid}`);
  }
}

/** The file that a `data:` address of a picture is (RFC 2397 §2); undefined: it is something else. */
export function fileOfDataUrl(url: string): File | undefined {
  const found = /^data:(image\/[\w.+-]+)[^,]*;base64,([^]*)$/u.exec(url);
  const [, type = '', base64 = ''] = found ?? [];
  if (found === null) return undefined;
  try {
    const octets = Uint8Array.from(atob(base64.replaceAll(/\s/gu, '')), (one) => one.charCodeAt(0));
    return new File([octets], `image.${type.split(/[/+]/u)[1] ?? 'png'}`, { type });
  } catch {
    return undefined;
  }
}

import { listWidth } from '../../shared/preferences.ts';
import { words } from '../words/words.ts';

/** Widths that the list may have, in CSS pixels. */
const widthMin = 300;
const widthMax = 720;

/** Step of the arrow keys, in CSS pixels. */
const keyStep = 24;

/** The edge between list and message, which is dragged or moved by arrow keys. */
export function Splitter() {
  return (
    <div
      class="splitter"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={words.value.resize}
      aria-valuemin={widthMin}
      aria-valuemax={widthMax}
      aria-valuenow={listWidth.value}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const { currentTarget, pointerId, clientX } = event;
        if (!currentTarget.hasPointerCapture(pointerId)) return;
        const list = currentTarget.parentElement?.querySelector('.list-pane');
        const box = list?.getBoundingClientRect();
        if (box === undefined) return;
        setWidth(isRightToLeft() ? box.right - clientX : clientX - box.left);
      }}
      onKeyDown={(event) => {
        const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };
        const step = (steps[event.key] ?? 0) * (isRightToLeft() ? -1 : 1);
        if (step === 0) return;
        event.preventDefault();
        setWidth(listWidth.value + step * keyStep);
      }}
    />
  );
}

function setWidth(width: number): void {
  listWidth.value = Math.round(Math.min(Math.max(width, widthMin), widthMax));
}

function isRightToLeft(): boolean {
  return getComputedStyle(document.documentElement).direction === 'rtl';
}

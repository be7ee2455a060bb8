import { signal } from '@preact/signals';

export type ToastAction = {
  readonly label: string;
  readonly run: () => void;
  /** Whether the key for undo runs it. */
  readonly undo?: boolean;
};

export type Toast = {
  readonly id: number;
  readonly text: string;
  readonly bad?: boolean;
  readonly action?: ToastAction;
  /** How long it stays, in milliseconds, where the usual time does not fit. */
  readonly ms?: number;
};

/** How long a message stays, in milliseconds; longer where something can be done about it. */
const plainMs = 4_000;
const actionMs = 10_000;

/** Messages shown at once; older ones go. */
const toastsMax = 3;

/** What is shown, the oldest first. */
export const toasts = signal<readonly Toast[]>([]);

const timers = new Map<number, ReturnType<typeof setTimeout>>();
let lastId = 0;

/** Shows a message for a while. @returns A function that takes it away. */
export function toast(given: Omit<Toast, 'id'>): () => void {
  const id = ++lastId;
  toasts.value = [...toasts.value, { ...given, id }].slice(-toastsMax);
  const dismiss = () => dismissToast(id);
  timers.set(
    id,
    setTimeout(dismiss, given.ms ?? (given.action === undefined ? plainMs : actionMs)),
  );
  return dismiss;
}

export function dismissToast(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

/** Takes back the last thing that can be taken back. */
export function undoLast(): boolean {
  const last = toasts.peek().findLast(({ action }) => action?.undo === true);
  if (last === undefined) return false;
  dismissToast(last.id);
  last.action?.run();
  return true;
}

/** While somebody points at messages they stay. */
export function holdToasts(): void {
  for (const timer of timers.values()) clearTimeout(timer);
}

export function releaseToasts(): void {
  for (const { id } of toasts.peek()) {
    clearTimeout(timers.get(id));
    timers.set(
      id,
      setTimeout(() => dismissToast(id), plainMs),
    );
  }
}

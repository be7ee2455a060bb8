import { dismissToast, holdToasts, releaseToasts, type Toast, toasts } from './toasts.ts';
import { Icon } from './icons.tsx';

/** Short messages at the foot of the page, read out as they come. */
export function ToastList({ close }: { readonly close: string }) {
  return (
    <div
      class="toasts"
      role="status"
      aria-live="polite"
      onPointerEnter={holdToasts}
      onPointerLeave={releaseToasts}
    >
      {toasts.value.map((one) => (
        <OneToast key={one.id} toast={one} close={close} />
      ))}
    </div>
  );
}

function OneToast({ toast, close }: { readonly toast: Toast; readonly close: string }) {
  const { action } = toast;
  return (
    <div class={toast.bad === true ? 'toast bad' : 'toast'}>
      <span class="toast-text">{toast.text}</span>
      {action !== undefined && (
        <button
          type="button"
          class="toast-action"
          onClick={() => {
            dismissToast(toast.id);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <button
        type="button"
        class="toast-close"
        aria-label={close}
        onClick={() => dismissToast(toast.id)}
      >
        <Icon name="close" size={14} />
      </button>
    </div>
  );
}

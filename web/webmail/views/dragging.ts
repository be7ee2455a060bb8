/** What rows of the list are called while they are dragged. */
export const dragType = 'application/x-postamt-rows';

/** Rows that one drag may carry. Our choice. */
const rowsMax = 10_000;

/** What a folder is called while it is dragged. */
export const folderDragType = 'application/x-postamt-folder';

/** Takes rows along with a drag. */
export function dragRows(transfer: DataTransfer | null, rows: readonly string[]): void {
  if (transfer === null) return;
  transfer.setData(dragType, rows.slice(0, rowsMax).join(' '));
  transfer.effectAllowed = 'move';
}

export function draggedRows(transfer: DataTransfer | null): readonly string[] {
  return (transfer?.getData(dragType) ?? '').split(' ', rowsMax).filter((id) => id !== '');
}

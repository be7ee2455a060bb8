/**
 * Rows that one write erases at most: with a message and its body each 2 ms of the writer, 9 ms at
 * worst, on two slow cores (10 ms is what any write may take, DESIGN.md, section 4). Ours.
 */
export const sliceRowsMax = 50;

/** Asked between two slices: true when the server stops, so that the rest comes another time. */
export type Stopped = () => boolean;

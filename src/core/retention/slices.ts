/**
 * Rows that one write erases at most: some 3 ms of the writer with a message and its body each, on
 * two slow cores (10 ms is what any write may take, DESIGN.md, section 4). Ours.
 */
export const sliceRowsMax = 100;

/** Asked between two slices: true when the server stops, so that the rest comes another time. */
export type Stopped = () => boolean;

import type { MessagePort } from 'node:worker_threads';

import type { EdgeCounts, EdgeShare } from '#app/edge.ts';
import type { WatchEvent } from '#core/applications/watch/watch-step.ts';
import type { ListenPoint } from '#app/settings.ts';
import type { CertificatePair } from '#net/tls-contexts.ts';

/** What an edge thread starts with. */
export type EdgeStart = EdgeShare & { readonly index: number; readonly storePort: MessagePort };

/** From the supervisor to an edge. */
export type EdgeOrder =
  | { readonly kind: 'drain'; readonly msMax: number }
  | { readonly kind: 'certificates'; readonly certificates: readonly CertificatePair[] }
  | { readonly kind: 'counts'; readonly id: number }
  /** Whether somebody watches submissions. */
  | { readonly kind: 'watch'; readonly on: boolean }
  | { readonly kind: 'metrics'; readonly id: number; readonly text: string };

/** From an edge to the supervisor. */
export type EdgeReport =
  | { readonly kind: 'listening'; readonly points: readonly ListenPoint[] }
  | { readonly kind: 'failed'; readonly message: string; readonly expected: boolean }
  | { readonly kind: 'drained' }
  | { readonly kind: 'watched'; readonly events: readonly WatchEvent[] }
  | { readonly kind: 'counts'; readonly id: number; readonly counts: readonly EdgeCounts[] }
  | { readonly kind: 'metrics'; readonly id: number };

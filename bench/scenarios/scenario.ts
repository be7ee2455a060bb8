import type { Server } from '../servers/server.ts';

/** One figure of one server. `value` is in the unit of the figure's name; more is said in `better`. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly better: 'more' | 'less';
};

/** Measures one kind of work; prepares what it needs and cleans up behind it. */
export type Scenario = {
  readonly name: string;
  readonly run: (server: Server, scale: number) => Promise<Figure[]>;
};

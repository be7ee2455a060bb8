/** Does something for what was filed, one after the other, while nobody waits for it. */
export class AfterFiling<Item> {
  readonly #work: (item: Item) => Promise<void>;
  readonly #max: number;
  readonly #waiting: Item[] = [];
  #running: Promise<void> | undefined;

  /**
   * @param work Throws nothing.
   * @param max Items that wait; those beyond are passed over.
   */
  constructor(work: (item: Item) => Promise<void>, max: number) {
    this.#work = work;
    this.#max = max;
  }

  /** @returns Whether there was room. */
  add(item: Item): boolean {
    if (this.#waiting.length >= this.#max) return false;
    this.#waiting.push(item);
    this.#running ??= this.#run();
    return true;
  }

  /** Until nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let item = this.#waiting.shift(); item !== undefined; item = this.#waiting.shift()) {
      await this.#work(item);
    }
    this.#running = undefined;
  }
}

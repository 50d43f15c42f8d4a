/**
 * A map seen through changes that are not yet made: what a decision changes lies over the working set, which holds tens
 * of thousands of entries in a wide outage and must not be copied for each finding.
 */
export class LayeredMap<K, V> implements ReadonlyMap<K, V> {
  readonly #base: ReadonlyMap<K, V>;
  readonly #own = new Map<K, V>();
  readonly #gone = new Set<K>();

  constructor(base: ReadonlyMap<K, V>) {
    this.#base = base;
  }

  get(key: K): V | undefined {
    if (this.#own.has(key)) return this.#own.get(key);
    return this.#gone.has(key) ? undefined : this.#base.get(key);
  }

  has(key: K): boolean {
    return this.#own.has(key) || (!this.#gone.has(key) && this.#base.has(key));
  }

  set(key: K, value: V): void {
    this.#gone.delete(key);
    this.#own.set(key, value);
  }

  delete(key: K): void {
    this.#own.delete(key);
    if (this.#base.has(key)) this.#gone.add(key);
  }

  /** What was set over the base. */
  changed(): ReadonlyMap<K, V> {
    return this.#own;
  }

  /** What was taken out of the base. */
  gone(): ReadonlySet<K> {
    return this.#gone;
  }

  get size(): number {
    let size = this.#base.size - this.#gone.size;
    for (const key of this.#own.keys()) if (!this.#base.has(key)) size += 1;
    return size;
  }

  /** The base in its order, changed entries in their place, then what is new. */
  *entries(): MapIterator<[K, V]> {
    for (const [key, value] of this.#base) {
      if (this.#gone.has(key)) continue;
      yield [key, this.#own.has(key) ? (this.#own.get(key) as V) : value];
    }
    for (const [key, value] of this.#own) if (!this.#base.has(key) || this.#gone.has(key)) yield [key, value];
  }

  *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  forEach(each: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) each(value, key, this);
  }
}

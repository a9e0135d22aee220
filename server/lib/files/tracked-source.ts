/** The bytes of a writer, with what ended them early: it must not be mistaken for a fault of the store. */
export type TrackedSource = {
  /**
   * The next bytes; null: there are no more. Throws what the source throws, or the signal's reason, also while the
   * source is silent.
   */
  next(): Promise<Uint8Array | null>;
  /** What `next` threw; null: nothing. */
  fault(): { error: unknown } | null;
  /** Tells the source that no more is read. Does not wait: a silent one answers when it speaks again. */
  end(): void;
};

/** No generators: with 16 chunks in a megabyte they cost as much as the hash. */
export function trackSource(source: AsyncIterable<Uint8Array>, signal?: AbortSignal): TrackedSource {
  const iterator = source[Symbol.asyncIterator]();
  let [fault, isOver]: [{ error: unknown } | null, boolean] = [null, false];
  const take = ({ done, value }: IteratorResult<Uint8Array>): Uint8Array | null => {
    isOver = done === true;
    return isOver ? null : value;
  };
  const fail = (error: unknown): never => {
    isOver = !signal?.aborted; // a source that threw has ended
    fault = { error };
    throw error;
  };
  return {
    next: () => nextOf(iterator, signal).then(take, fail),
    fault: () => fault,
    end() {
      if (!isOver) iterator.return?.().catch(() => undefined);
      isOver = true;
    },
  };
}

/** The same as an iterable, for a consumer that needs one. */
export async function* bytesOf(source: TrackedSource): AsyncGenerator<Uint8Array, void> {
  try {
    for (let chunk = await source.next(); chunk; chunk = await source.next()) yield chunk;
  } finally {
    source.end();
  }
}

function nextOf(
  iterator: AsyncIterator<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<IteratorResult<Uint8Array>> {
  if (!signal) return iterator.next();
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    iterator
      .next()
      .finally(() => signal.removeEventListener("abort", abort))
      .then(resolve, reject);
  });
}

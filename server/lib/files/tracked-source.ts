/** The bytes of a writer, with what ended them early: it must not be mistaken for a fault of the store. */
export type TrackedSource = {
  bytes: AsyncGenerator<Uint8Array, void>;
  /** Null: nothing ended them early. */
  fault(): { error: unknown } | null;
};

/** When the signal aborts, the bytes throw its reason at once, even while the source is silent. */
export function trackSource(source: AsyncIterable<Uint8Array>, signal?: AbortSignal): TrackedSource {
  let fault: { error: unknown } | null = null;
  async function* track(): AsyncGenerator<Uint8Array, void> {
    const iterator = source[Symbol.asyncIterator]();
    let isOver = false;
    try {
      while (true) {
        const { done, value } = await nextOf(iterator, signal);
        if (done) break;
        yield value;
      }
      isOver = true;
    } catch (error) {
      isOver = !signal?.aborted;
      fault = { error };
      throw error;
    } finally {
      // Not awaited: a silent source answers when it speaks again.
      if (!isOver) iterator.return?.().catch(() => undefined);
    }
  }
  return { bytes: track(), fault: () => fault };
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

/** Lets requests that overlap in time share one result. */
export type Overlapping<T> = {
  /**
   * Runs `work`, or returns the result of a run of the same key that had not ended when this request arrived. Only results are
   * shared: where the other run failed, `work` runs.
   * @param arrivedMs when the request arrived, by the same clock.
   */
  run(key: string, arrivedMs: number, work: () => Promise<T>): Promise<T>;
  /** Runs that are kept. */
  size(): number;
};

/** How long an ended run is kept, in ms: longer than a request waits before it calls `run`. */
const KEPT_MS = 10_000;

type Flight<T> = { result: Promise<T>; endedMs: number };

/** `nowMs`: a clock in ms that never goes back. */
export function createOverlapping<T>(nowMs: () => number): Overlapping<T> {
  const flights = new Map<string, Flight<T>>();

  function dropEnded(): void {
    const oldestMs = nowMs() - KEPT_MS;
    for (const [key, { endedMs }] of flights) if (endedMs < oldestMs) flights.delete(key);
  }

  function begin(key: string, work: () => Promise<T>): Promise<T> {
    const result = work();
    const flight: Flight<T> = { result, endedMs: Number.POSITIVE_INFINITY };
    flights.set(key, flight);
    const end = () => {
      flight.endedMs = nowMs();
    };
    const fail = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    result.then(end, fail);
    return result;
  }

  async function run(key: string, arrivedMs: number, work: () => Promise<T>): Promise<T> {
    dropEnded();
    for (;;) {
      const flight = flights.get(key);
      if (!flight || flight.endedMs <= arrivedMs) return begin(key, work);
      const shared = await flight.result.then(
        (value) => ({ value }),
        () => null,
      );
      if (shared) return shared.value;
    }
  }

  return { run, size: () => flights.size };
}

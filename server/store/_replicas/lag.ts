import type { Position } from "./primary-position";

/** A position of the primary. `at`: when it was requested, by `performance.now()`. */
export type Sample = { at: number; position: Position };

/** A replica that is further behind than one of these is left out. */
const BYTES_MAX = 64 * 1024 ** 2;
const SECONDS_MAX = 10;

/** Samples of the primary that a replica has not reached: more are not kept. */
const SAMPLES_MAX = 60;

export type Lag = {
  /**
   * Adds a sample of the primary, and how far the replica had replayed after it. `reason`: why the replica is left out. `isCurrent`:
   * it has reached this sample or the one before.
   */
  note(sample: Sample, replayed: Position): { isCurrent: boolean; reason: string | null };
  read(): { bytesBehind: number; secondsBehind: number };
};

/** How far a replica is behind, in bytes and in time. */
export function createLag(): Lag {
  const unreached: Sample[] = [];
  let reachedAt: number | null = null;
  let behind = { bytesBehind: 0, secondsBehind: 0 };
  let before = Number.NEGATIVE_INFINITY; // when the sample before was requested
  return {
    note(sample, replayed) {
      reachedAt ??= sample.at; // unknown until now
      if (unreached.length < SAMPLES_MAX) unreached.push(sample);
      while (unreached[0] && unreached[0].position <= replayed)
        reachedAt = unreached.shift()?.at ?? reachedAt;
      const isCurrent = reachedAt >= before;
      before = sample.at;
      behind = {
        bytesBehind: Math.max(0, Number(sample.position - replayed)),
        secondsBehind: unreached.length === 0 ? 0 : (sample.at - reachedAt) / 1_000,
      };
      return { isCurrent, reason: reasonOf(behind) };
    },
    read: () => behind,
  };
}

function reasonOf({ bytesBehind, secondsBehind }: ReturnType<Lag["read"]>): string | null {
  if (bytesBehind > BYTES_MAX) return `it is ${Math.round(bytesBehind / 1024 ** 2)} MB behind`;
  return secondsBehind > SECONDS_MAX ? `it is ${Math.round(secondsBehind)} s behind` : null;
}

import type { ServerResponse } from "node:http";

/** How many streams each user has open. */
export type StreamSlots = {
  /** Takes one for a stream, until that closes; false when the user has as many as one may have. */
  take(userId: number | null, stream: Pick<ServerResponse, "once">): boolean;
};

/** Makes places, `max` for each user. */
export function createStreamSlots(max: number): StreamSlots {
  const taken = new Map<number | null, number>();
  return {
    take(userId, stream) {
      const before = taken.get(userId) ?? 0;
      if (before >= max) return false;
      taken.set(userId, before + 1);
      stream.once("close", () => {
        const left = (taken.get(userId) ?? 1) - 1;
        if (left > 0) taken.set(userId, left);
        else taken.delete(userId);
      });
      return true;
    },
  };
}

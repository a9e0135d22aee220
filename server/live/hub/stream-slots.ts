import type { ServerResponse } from "node:http";

/** How many streams each user has open. */
export type StreamSlots = {
  /** Takes a slot until the stream closes; false when the user has none left. */
  take(userId: number | null, stream: Pick<ServerResponse, "once">): boolean;
};

/** Creates slots, `max` per user. */
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

import type { Cursor } from "@/server/contract/event/cursor";
import { parseCursor } from "@/server/contract/event/cursor";
import type { Frame } from "@/server/contract/live/frame";

/** The latest frames of the stream, for lists that were being read while they arrived. */
export type LiveMemory = {
  add(frame: Frame): void;
  /** Clears the memory: the stream continues from `cursor`. */
  restart(cursor: Cursor | null): void;
  /** The frames that contain anything after `asOf`, or null when the memory does not reach back that far. */
  after(asOf: Cursor | null): readonly Frame[] | null;
};

/** The greatest seq that a frame may contain. */
const endOf = ({ cursor, upTo = 0 }: Frame): number => Math.max(upTo, parseCursor(cursor)?.seq ?? 0);

/** Keeps at most `size` frames that arrived after `start`; a null start is not known yet. */
export function createLiveMemory(start: Cursor | null, size: number): LiveMemory {
  let from = start;
  let frames: Frame[] = [];
  return {
    add(frame) {
      frames.push(frame);
      const lost = frames.length > size ? frames.shift() : undefined;
      if (from && lost) from = { epoch: from.epoch, seq: Math.max(from.seq, endOf(lost)) };
    },
    restart(cursor) {
      from = cursor;
      frames = [];
    },
    after(asOf) {
      if (!from || !asOf || asOf.epoch !== from.epoch || asOf.seq < from.seq) return null;
      return frames.filter((frame) => endOf(frame) > asOf.seq);
    },
  };
}

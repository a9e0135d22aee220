import type { Frame } from "@/server/contract/live/frame";
import { indexOf } from "./writes";

/** A frame as the readers need it. */
export type SeenFrame = {
  seqs: readonly number[];
  /** Whether its events are in order and without gaps. */
  isDense: boolean;
  /** The writes whose messages it brings. */
  indexes: readonly number[];
  /** Why the frame is wrong, or null. */
  fault: string | null;
};

/** Most readers get the same bytes at the same time: only this many different frames are kept. */
const KEPT = 500;
const END = Buffer.from("\n\n");
const ID = Buffer.from("\nid: ");

/**
 * Parses equal frames once, however many streams receive them. `splitter` returns a function that takes the chunks of
 * one stream.
 */
export function createFrames(): { splitter(): (chunk: Buffer) => SeenFrame[] } {
  const known = new Map<string, { bytes: Buffer; frame: SeenFrame }>();

  function frameOf(bytes: Buffer): SeenFrame {
    const idAt = bytes.lastIndexOf(ID);
    const id = idAt < 0 ? "" : bytes.toString("latin1", idAt);
    const found = known.get(id);
    if (found?.bytes.equals(bytes)) return found.frame;
    const frame = parse(bytes.toString());
    if (idAt >= 0) known.set(id, { bytes, frame });
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
    return frame;
  }

  return {
    splitter() {
      let waiting: Buffer[] = [];
      return (chunk) => {
        // The end of a block may be divided between two chunks.
        if (chunk.indexOf(END) < 0 && chunk[0] !== END[0]) {
          waiting.push(chunk);
          return [];
        }
        const all = waiting.length === 0 ? chunk : Buffer.concat([...waiting, chunk]);
        const seen: SeenFrame[] = [];
        let from = 0;
        for (let end = all.indexOf(END); end >= 0; end = all.indexOf(END, from)) {
          if (end > from) seen.push(frameOf(all.subarray(from, end)));
          from = end + END.length;
        }
        waiting = from < all.length ? [all.subarray(from)] : [];
        return seen;
      };
    },
  };
}

function parse(block: string): SeenFrame {
  const none = { seqs: [], isDense: true, indexes: [], fault: null };
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1];
  const [kind, data] = [field("event"), field("data")];
  if (kind === "serialized-error") return { ...none, fault: `a stream ended with ${data}` };
  if (kind !== undefined || !data) return none;
  const frame: Frame = JSON.parse(data).json;
  if (frame.reset) return { ...none, fault: `a reader was reset to ${frame.reset.cursor}` };
  const seqs = frame.events.map(({ seq }) => seq);
  const isDense = seqs.every((seq, i) => i === 0 || seq === (seqs[i - 1] ?? 0) + 1);
  const indexes = frame.events.flatMap(({ type, data }) => {
    const isNew = type === "message.created" || type === "note.created";
    return (isNew && "content" in data && indexOf(String(data.content))) || [];
  });
  return { ...none, seqs, isDense, indexes };
}

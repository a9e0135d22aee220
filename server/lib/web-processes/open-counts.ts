import { type Peers, webPeers } from "./peers";

/** How many of something are open now, by key, in all web processes of the port. */
type OpenCounts = {
  /** One more, or one less, in this process. */
  add(key: string, by: 1 | -1): void;
  /** In all of them. What another one has just opened may be missing for a moment. */
  of(key: string): number;
};

/** Creates counts of a topic. Each process sends its own ones when they change, and all of them to one that begins. */
export function createOpenCounts(topic: string, peers: Peers | null = webPeers()): OpenCounts {
  const own = new Map<string, number>();
  const others = new Map<number, Map<string, number>>();
  const changed = new Set<string>();

  const send = () => {
    peers?.send({ topic, counts: [...changed].map((key) => [key, own.get(key) ?? 0]) });
    changed.clear();
  };
  const note = (key: string) => {
    if (peers === null) return;
    if (changed.size === 0) setImmediate(send);
    changed.add(key);
  };
  peers?.receive(topic, (counts, from) => {
    const theirs = others.get(from) ?? new Map<string, number>();
    others.set(from, theirs);
    for (const [key, count] of counts) setCount(theirs, key, count);
  });
  peers?.onJoined(() => {
    for (const key of own.keys()) note(key);
  });
  peers?.onGone((from) => others.delete(from));
  return {
    add(key, by) {
      setCount(own, key, (own.get(key) ?? 0) + by);
      note(key);
    },
    of(key) {
      let count = own.get(key) ?? 0;
      for (const theirs of others.values()) count += theirs.get(key) ?? 0;
      return count;
    },
  };
}

function setCount(counts: Map<string, number>, key: string, count: number): void {
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

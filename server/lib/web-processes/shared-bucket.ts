import type { TokenBucket } from "@/server/lib/async/token-bucket";
import { type Peers, webPeers } from "./peers";

/** For how long counts are collected: a limit may be exceeded by what the others allow meanwhile, as a debt. */
const COLLECTED_MS = 50;

/**
 * The bucket as one of all web processes: what one of them counts is charged in the others. No request waits for it.
 */
export function shareBucket(
  topic: string,
  bucket: TokenBucket,
  peers: Peers | null = webPeers(),
): TokenBucket {
  if (peers === null) return bucket;
  const counted = new Map<string, number>();
  const send = () => {
    peers.send({ topic, counts: [...counted] });
    counted.clear();
  };
  const note = (key: string, cost: number) => {
    if (counted.size === 0) setTimeout(send, COLLECTED_MS).unref();
    counted.set(key, (counted.get(key) ?? 0) + cost);
  };
  peers.receive(topic, (counts) => {
    for (const [key, cost] of counts) bucket.charge(key, cost);
  });
  return {
    ...bucket,
    take(key, cost = 1) {
      const verdict = bucket.take(key, cost);
      if (verdict.isAllowed) note(key, cost);
      return verdict;
    },
    charge(key, cost = 1) {
      bucket.charge(key, cost);
      note(key, cost);
    },
  };
}

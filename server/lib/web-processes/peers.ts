import { shared } from "@/server/lib/shared";
import type { PeerCounts } from "./messages";

/** The other web processes of the same port: what they count together. */
export type Peers = {
  send(counts: PeerCounts): void;
  /** Calls `receiver` with what another one has sent under the topic. */
  receive(topic: string, receiver: (counts: PeerCounts["counts"], from: number) => void): void;
  /** Calls `listener` when another one has begun: it knows nothing of what this one has open. */
  onJoined(listener: () => void): void;
  /** Calls `listener` when another one has ended. */
  onGone(listener: (from: number) => void): void;
};

const slot = () => shared("web peers", (): { current: Peers | null } => ({ current: null }));

/** Called once by a web process, before anything is counted. */
export function providePeers(peers: Peers): void {
  slot().current = peers;
}

/** The other web processes; null: this process serves its port alone. */
export const webPeers = (): Peers | null => slot().current;

/** Wakes other processes. A ring says only "look"; the log is the truth, so a lost ring costs time, never data. */
export type ProcessBus = {
  /** Rings everywhere else, at once and then at most every 50 ms. */
  ring(): void;
  /** Says a few words everywhere else, at once: at most `TOLD_BYTES_MAX`. They may be lost; whoever says them asks again. */
  broadcast(words: string): void;
  /** Rings what was asked, then ends. */
  close(): Promise<void>;
};

export type ProcessBusOptions = {
  /** A Postgres, reached directly, or a Redis or Valkey. */
  url: string;
  /** Another process rang, or may have while the connection was away. */
  onWake: () => void;
  /** What another process said. */
  onMessage?: (words: string) => void;
  onError: (error: unknown) => void;
  /** How the time between two tries to connect passes; ends early by the signal. A test may let it fly. */
  rest?: (ms: number, signal: AbortSignal) => Promise<unknown>;
};

export const BUS_CHANNEL = "tickline_bell";
export const NOTIFY_INTERVAL_MS = 50;
/** NOTIFY takes 8,000 bytes, the sender's name among them. */
export const PAYLOAD_BYTES_MAX = 7_500;

/**
 * Hears what came over the channel: a sender's name, and after a blank its words, if it said any. Words that nobody
 * understands (another release during an upgrade, somebody else on the same channel) are reported, no more.
 */
export function receivePayload(
  payload: string,
  { self, onWake, onMessage, onError }: Omit<ProcessBusOptions, "url"> & { self: string },
): void {
  const end = payload.indexOf(" ");
  const sender = end < 0 ? payload : payload.slice(0, end);
  if (sender === self) return;
  try {
    if (end < 0) onWake();
    else onMessage?.(payload.slice(end + 1));
  } catch (error) {
    onError(error);
  }
}

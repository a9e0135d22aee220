/** Wakes other processes. A signal means only "read the log": a lost signal costs time, never data. */
export type ProcessBus = {
  /** Wakes all other processes, immediately and then at most every 50 ms. */
  wake(): void;
  /** Sends at most `PAYLOAD_BYTES_MAX` bytes to all other processes immediately. May be lost; the sender repeats it. */
  broadcast(message: string): void;
  /** Sends a pending wake signal, then ends. */
  close(): Promise<void>;
};

export type ProcessBusOptions = {
  /** The URL of a Postgres, without a pooler, or of a Redis or Valkey. */
  url: string;
  /** Another process sent a wake signal, or may have during an outage of the connection. */
  onWake: () => void;
  /** Another process sent a message. */
  onMessage?: (message: string) => void;
  onError: (error: unknown) => void;
  /** A connection is asked this often whether it lives, and has this long to answer. In ms. */
  pingMs?: number;
  /** Waits between two tries to connect; ends early by the signal. Replaced in tests. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
};

export const BUS_CHANNEL = "tickline_bell";
export const NOTIFY_INTERVAL_MS = 50;
/** NOTIFY accepts 8,000 bytes, including the sender's name. */
export const PAYLOAD_BYTES_MAX = 7_500;

/**
 * Handles a payload of the channel: the sender's name, and after a blank its message, if any. A message that fails to
 * parse (another release during an upgrade, another sender on the same channel) is reported to `onError`.
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

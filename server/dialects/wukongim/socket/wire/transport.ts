import type { WebSocket } from "ws";
import type { Client } from "./connection";

/** A client that has not read this many bytes is cut off: it connects again, and gets what it has not acknowledged. */
const PENDING_BYTES_MAX = 4_000_000;
/** What is read from the database is sent while fewer bytes than this are pending. */
const PENDING_BYTES_LOW = 256_000;

export type Transport = Client & {
  isOpen(): boolean;
  /** Resolves when most of what was sent has left, or the connection is gone. */
  drained(): Promise<void>;
};

/** A WebSocket as a connection uses it. */
export function openTransport(socket: WebSocket): Transport {
  const isOpen = () => socket.readyState === socket.OPEN;
  let waiting: (() => void)[] = [];
  const settle = () => {
    if (isOpen() && socket.bufferedAmount > PENDING_BYTES_LOW) return;
    const settled = waiting;
    waiting = [];
    for (const resolve of settled) resolve();
  };
  socket.once("close", settle);
  return {
    isOpen,
    send(frame) {
      if (!isOpen()) return false;
      if (socket.bufferedAmount > PENDING_BYTES_MAX) {
        socket.terminate();
        return false;
      }
      socket.send(frame, settle);
      return true;
    },
    drained: () =>
      isOpen() && socket.bufferedAmount > PENDING_BYTES_LOW
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(),
    close: () => socket.close(),
    terminate: () => socket.terminate(),
  };
}

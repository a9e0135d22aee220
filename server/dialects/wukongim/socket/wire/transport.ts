import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import type { Data } from "./codec";
import type { Client } from "./connection";

/** A client that has not read this many bytes is cut off: it connects again, and gets what it has not acknowledged. */
const PENDING_BYTES_MAX = 4_000_000;
/** What is read from the database is sent while fewer bytes than this are pending. */
const PENDING_BYTES_LOW = 256_000;

/** What was sent over TCP before the end has this long to leave, in ms. */
const LINGER_MS = 5_000;

export type Transport = Client & {
  isOpen(): boolean;
  /** Resolves when most of what was sent has left, or the connection is gone. */
  drained(): Promise<void>;
};

/** What a WebSocket and a TCP socket have in common. */
type Line = Pick<Client, "pause" | "resume" | "close" | "terminate"> & {
  isOpen(): boolean;
  pendingBytes(): number;
  write(data: Data, written: () => void): void;
  onceClosed(closed: () => void): void;
};

/** A WebSocket as a connection uses it. */
export const openTransport = (socket: WebSocket): Transport =>
  transportOf({
    isOpen: () => socket.readyState === socket.OPEN,
    pendingBytes: () => socket.bufferedAmount,
    write: (data, written) => socket.send(data, written),
    onceClosed: (closed) => socket.once("close", closed),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.close(),
    terminate: () => socket.terminate(),
  });

/** A TCP socket as a connection uses it. */
export const openTcpTransport = (socket: Socket): Transport =>
  transportOf({
    isOpen: () => socket.writable,
    pendingBytes: () => socket.writableLength,
    write: (data, written) => void socket.write(data, () => written()),
    onceClosed: (closed) => socket.once("close", closed),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close() {
      socket.destroySoon();
      setTimeout(() => socket.destroy(), LINGER_MS).unref();
    },
    terminate: () => void socket.destroy(),
  });

function transportOf({ write, onceClosed, pendingBytes, ...line }: Line): Transport {
  let waiting: (() => void)[] = [];
  const isFull = () => line.isOpen() && pendingBytes() > PENDING_BYTES_LOW;
  const settle = () => {
    if (isFull()) return;
    const settled = waiting;
    waiting = [];
    for (const resolve of settled) resolve();
  };
  onceClosed(settle);
  return {
    ...line,
    send(data) {
      if (!line.isOpen()) return false;
      if (pendingBytes() > PENDING_BYTES_MAX) {
        line.terminate();
        return false;
      }
      write(data, settle);
      return true;
    },
    drained: () => (isFull() ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
  };
}

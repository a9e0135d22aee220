import { createBinaryCodec, isBinary } from "@/server/dialects/wukongim/socket/wire/binary/binary-codec";
import type { Codec } from "@/server/dialects/wukongim/socket/wire/codec";
import { type Connection, createConnection } from "@/server/dialects/wukongim/socket/wire/connection";
import { jsonRpcCodec } from "@/server/dialects/wukongim/socket/wire/frames";
import type { Transport } from "@/server/dialects/wukongim/socket/wire/transport";
import { metrics } from "@/server/lib/process/metrics";
import type { Opened, Sessions } from "./sessions";

/** What is known of a connection before its first frame. */
export type Entry = Pick<Opened, "identifier" | "deviceId"> & {
  codecOf(first: Buffer): Codec;
  /** The client has connected with its token. */
  connected?: () => void;
};

/** Over WebSocket, the first frame decides the protocol. */
export const byFirstFrame = (first: Buffer): Codec => (isBinary(first) ? createBinaryCodec() : jsonRpcCodec);

/** The connections of this process. */
export type Connections = {
  /** Its frames and its end are passed to what is returned. */
  open(client: Transport, entry: Entry): Connection;
  all(): Connection[];
};

export function createConnections({ sessions }: { sessions: Sessions }): Connections {
  const open = new Set<Connection>();
  return {
    open(client, { codecOf, connected, ...address }) {
      const end = (code: number, reason: string) => connection.disconnect(code, reason);
      const served = createConnection(client, {
        nowMs: () => performance.now(),
        codecOf,
        async connect(params, receiver) {
          const accepted = await sessions.connect(params, { ...address, client, receiver, end });
          connected?.();
          return accepted;
        },
      });
      const connection: Connection = {
        ...served,
        onClosed() {
          open.delete(connection);
          metrics.liveConnections.dec({ kind: "wukongim" });
          served.onClosed();
        },
      };
      open.add(connection);
      metrics.liveConnections.inc({ kind: "wukongim" });
      return connection;
    },
    all: () => [...open],
  };
}

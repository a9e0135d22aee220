import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export type SwallowingProxy = {
  /** The same address through the proxy. */
  url: string;
  /** From now on the packets of existing connections vanish, in both directions. New connections work. */
  swallow(): void;
  /** From now on nothing is answered, on new connections neither, as by a frozen Postgres. Returns what ends that. */
  freeze(): () => void;
  /** How many connections it has carried. */
  opened(): number;
  close(): Promise<void>;
};

/** A network path to a Postgres that loses connections without telling either side, as a firewall does that forgets them. */
export async function openSwallowingProxy(postgresUrl: string): Promise<SwallowingProxy> {
  const { hostname, port } = new URL(postgresUrl);
  const sockets = new Set<Socket>();
  const swallows: (() => void)[] = [];
  let opened = 0;
  let isFrozen = false;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    opened += 1;
    const upstream = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    if (isFrozen) for (const socket of [client, upstream]) socket.pause();
    let isSwallowed = false;
    swallows.push(() => {
      isSwallowed = true;
    });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on("data", (packet) => isSwallowed || to.write(packet));
      from.on("end", () => isSwallowed || to.end());
      from.on("error", () => isSwallowed || to.destroy());
      from.on("close", () => sockets.delete(from));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const own = typeof address === "object" && address ? address.port : 0;
  return {
    url: Object.assign(new URL(postgresUrl), { hostname: "127.0.0.1", port: String(own) }).href,
    swallow: () => {
      for (const swallow of swallows.splice(0)) swallow();
    },
    freeze() {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
      return () => {
        isFrozen = false;
        for (const socket of sockets) socket.resume();
      };
    },
    opened: () => opened,
    async close() {
      const closed = once(server.close(), "close");
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

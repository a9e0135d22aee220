import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import pino from "pino";
import { onTestFinished } from "vitest";
import { listen } from "@/server/lib/web/listen";
import { openSpool, type Spool, type SpoolOptions } from "@/server/spool/open-spool";
import { temporaryFolder } from "@/test/support/temporary-folder";

/** A request as a web process receives it. */
export type Received = { method: string; url: string; headers: IncomingMessage["headers"]; body: Buffer };

/** A server in the place of the web process, on one port for as long as the test. */
export type StandInCore = {
  url: string;
  received: Received[];
  /** How it answers; by default 200 with the body. */
  answer: (req: Received, res: ServerResponse) => void;
  /** Instead of `answer`, with the body unread. */
  serve: RequestListener | null;
  upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Refuses connections, until it listens again. */
  stop(): Promise<void>;
  start(): Promise<void>;
};

export async function openStandInCore(): Promise<StandInCore> {
  const server = createServer(async (req, res) => {
    if (core.serve) return core.serve(req, res);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of req) chunks.push(chunk);
    } catch {
      return; // the client has gone
    }
    const { method = "", url = "", headers } = req;
    const one = { method, url, headers, body: Buffer.concat(chunks) };
    core.received.push(one);
    core.answer(one, res);
  });
  server.on("upgrade", (req, socket, head) => core.upgrade(req, socket, head));
  const start = async (port: number) => listen(server, { host: "127.0.0.1", port });
  const url = await start(0);
  const stop = async () => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  const core: StandInCore = {
    url,
    received: [],
    answer: ({ body }, res) => void res.end(body),
    serve: null,
    upgrade: (_, socket) => void socket.destroy(),
    stop,
    start: async () => void (await start(Number(new URL(url).port))),
  };
  onTestFinished(stop);
  return core;
}

export type OpenSpool = Spool & {
  url: string;
  dataDir: string;
  /** Lines of warnings and errors. */
  logged: readonly string[];
  end(): Promise<void>;
};

const PACE = { firstMs: 5, lastMs: 20 };

/** A spool in this process, in front of `upstream`. Ended after the test. */
export async function openTestSpool(upstream: string, more: Partial<SpoolOptions> = {}): Promise<OpenSpool> {
  const dataDir = more.dataDir ?? temporaryFolder();
  const logged: string[] = [];
  const log = pino({ level: "warn" }, { write: (line) => void logged.push(line) });
  const spool = await openSpool({ dataDir, upstream, bytesMax: 50_000_000, log, pace: PACE, ...more });
  const url = await listen(spool.server, { host: "127.0.0.1", port: 0 });
  let ended: Promise<void> | undefined;
  const end = () => {
    ended ??= spool.drain(0).then(spool.close);
    return ended;
  };
  onTestFinished(end);
  return { ...spool, url, dataDir, logged, end };
}

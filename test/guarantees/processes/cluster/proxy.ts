import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

export type Proxy = {
  url: string;
  /** Requests that each target answered. */
  answered: Map<string, number>;
  /** The targets that were ready at their last check. */
  inRotation(): number;
};

const CHECK_EVERY_MS = 200;
const CHECKED_MS = 1_000;
/** Longer than clients keep a connection: none is closed while a request is on its way. */
const KEPT_MS = 120_000;

/**
 * A reverse proxy as operators run one: round robin, streaming, the next target after a refused connection. The client
 * sees connections that break later. `checksReadiness`: a target gets requests only while its /health/ready is 200.
 * Closed after the test.
 */
export async function startProxy(
  targets: readonly string[],
  { checksReadiness = false }: { checksReadiness?: boolean } = {},
): Promise<Proxy> {
  const ready = new Set(targets);
  const agent = new Agent({ keepAlive: true });
  const answered = new Map(targets.map((target) => [target, 0]));
  let turn = 0;

  const pass = (req: IncomingMessage, res: ServerResponse, left: number) => {
    const inRotation = targets.filter((one) => ready.has(one));
    const target = inRotation[turn++ % inRotation.length];
    if (target === undefined || left === 0) return void res.writeHead(502).end();
    const headers = {
      ...req.headers,
      "x-forwarded-for": req.socket.remoteAddress,
      "x-forwarded-host": req.headers.host,
      "x-forwarded-proto": "http",
    };
    const upstream = request(new URL(req.url ?? "/", target), { agent, method: req.method, headers });
    let isConnected = false;
    const begin = () => {
      isConnected = true;
      req.pipe(upstream);
    };
    upstream.on("socket", (socket) => (socket.connecting ? socket.once("connect", begin) : begin()));
    upstream.on("response", (answer) => {
      answered.set(target, (answered.get(target) ?? 0) + 1);
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      res.flushHeaders();
      answer.pipe(res);
      answer.on("close", () => answer.complete || res.destroy());
    });
    upstream.on("error", () => {
      if (!isConnected)
        pass(req, res, left - 1); // nothing was sent
      else if (res.headersSent) res.destroy();
      else res.writeHead(502).end();
    });
    res.on("close", () => upstream.destroy());
  };

  const check = async (target: string) => {
    const isReady = await fetch(`${target}/health/ready`, { signal: AbortSignal.timeout(CHECKED_MS) }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) ready.add(target);
    else ready.delete(target);
  };
  const checking = checksReadiness && setInterval(() => void targets.map(check), CHECK_EVERY_MS);
  const server = createServer({ keepAliveTimeout: KEPT_MS }, (req, res) => pass(req, res, targets.length));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    clearInterval(checking || undefined);
    agent.destroy();
    server.closeAllConnections();
    await once(server.close(), "close");
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, answered, inRotation: () => ready.size };
}

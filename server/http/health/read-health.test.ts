import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { provideReplicaStates } from "@/server/lib/process/replica-states";
import { readHealth, watchConnections } from "./read-health";

async function open() {
  const server = createServer((_req, res) => void res.end("done"));
  const connections = watchConnections(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => server.closeAllConnections());
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const accepted = once(server, "connection");
  const socket = connect(port, "127.0.0.1");
  await accepted;
  return { server, socket, settled: connections.settled };
}

test("a connection accepted just before the server stops is answered when its request arrives", async () => {
  const { server, socket, settled } = await open();
  server.close();
  const settling = settled(5_000).then(() => server.closeAllConnections());
  socket.write("GET /v1/me HTTP/1.1\r\nhost: x\r\n\r\n");
  const [first] = await once(socket, "data");
  expect(String(first)).toMatch(/^HTTP\/1.1 200 /);
  await settling;
});

test("a connection that never sends a request does not delay the stop by more than a second", async () => {
  const { server, settled } = await open();
  server.close();
  await settled(60_000);
});

test("operators learn how the replicas are, strangers do not, and the status is that of the primary", async () => {
  const state = { name: "db2:5432", leftOut: "it is 12 s behind", bytesBehind: 90, secondsBehind: 12 };
  onTestFinished(provideReplicaStates(() => [state]));
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv("METRICS_TOKEN", "of this test, long enough");
  const read = (headers: Record<string, string>) => readHealth(undefined, { headers }, async () => "ok");
  expect(await read({ authorization: "Bearer of this test, long enough" })).toMatchObject({
    status: 200,
    body: { status: "ok", replicas: [state] },
  });
  expect(await read({})).toEqual({ status: 200, body: { status: "ok" } });
});

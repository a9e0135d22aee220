import { once } from "node:events";
import { createServer, Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { openGatheringSocket } from "./gathering-socket";

test("writes of one turn are sent together in order, later ones separately", async () => {
  const got: Buffer[] = [];
  const server = createServer((socket) => socket.on("data", (bytes) => got.push(bytes)));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const together = vi.spyOn(Socket.prototype, "_writev");
  const socket = openGatheringSocket();
  onTestFinished(() => {
    socket.destroy();
    server.close();
    together.mockRestore();
  });
  socket.connect(port, "127.0.0.1");
  await once(socket, "connect");

  for (const part of ["begin", ";", "select 1"]) socket.write(part);
  await Promise.resolve().then(() => socket.write(";"));
  expect(together).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(Buffer.concat(got).toString()).toBe("begin;select 1;"));
  expect(together).toHaveBeenCalledTimes(1);

  socket.write("commit");
  await vi.waitFor(() => expect(Buffer.concat(got).toString()).toBe("begin;select 1;commit"));
});

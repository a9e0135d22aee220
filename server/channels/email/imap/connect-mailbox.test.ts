import { createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { ImapSettings } from "@/server/channels/email/settings";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { withMailbox } from "./connect-mailbox";
import { LoginRefused } from "./login-refused";

beforeAll(() => provideChannelHosts(["127.0.0.1/32"]));
afterAll(() => provideChannelHosts([]));

const GREETING = "* OK [CAPABILITY IMAP4rev1] ready\r\n";

/** A mailbox on a server in this process, which serves each connection so. */
async function startServer(serve: (socket: Socket) => void): Promise<ImapSettings> {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  return { host: "127.0.0.1", port, tls: "none", user: "help", password: "right", folder: "INBOX" };
}

test("a server that goes silent is left", async () => {
  const silent = await startServer((socket) => socket.write(GREETING));
  await expect(withMailbox(silent, (client) => client.list(), 300)).rejects.toThrow();
});

test.each([
  ["[AUTHENTICATIONFAILED] Wrong password.", true],
  ["Wrong password.", true],
  ["[UNAVAILABLE] Temporary authentication failure.", false],
  ["[LIMIT] Too many connections.", false],
])("the answer %s to a login is a refused login: %s", async (answer, isRefused) => {
  const mailbox = await startServer((socket) => {
    socket.write(GREETING);
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      for (const line of String(data).split("\r\n").filter(Boolean)) {
        const [tag, command] = line.split(" ");
        socket.write(`${tag} ${command === "LOGIN" ? `NO ${answer}` : "OK done"}\r\n`);
      }
    });
  });
  const error = await withMailbox(mailbox, (client) => client.list()).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error instanceof LoginRefused).toBe(isRefused);
});

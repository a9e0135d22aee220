import { createServer } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { ImapSettings } from "@/server/channels/email/settings";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { withMailbox } from "./connect-mailbox";

beforeAll(() => provideChannelHosts(["127.0.0.1/32"]));
afterAll(() => provideChannelHosts([]));

test("a server that goes silent is left", async () => {
  const server = createServer((socket) => socket.write("* OK [CAPABILITY IMAP4rev1] ready\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const silent: ImapSettings = {
    ...{ host: "127.0.0.1", port, tls: "none", user: "help", password: "right", folder: "INBOX" },
  };
  await expect(withMailbox(silent, (client) => client.list(), 300)).rejects.toThrow();
});

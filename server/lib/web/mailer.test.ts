import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { SMTPServer } from "smtp-server";
import { expect, onTestFinished, test } from "vitest";
import { checkMailServer, openMailer } from "./mailer";

const ANSWERS = new Map([
  ["EHLO", "250 ready"],
  ["MAIL", "250 ok"],
  ["RCPT", "250 ok"],
  ["DATA", "354 go on"],
  ["QUIT", "221 bye"],
]);

/** A mail server that waits before each of its answers, and sees the end of each connection. */
async function openSlow(delayMs: number) {
  const seen = { mails: 0, closed: 0, text: "" };
  const server = createServer((socket) => {
    let isData = false;
    const answer = async (text: string) => {
      seen.text += text;
      const isMail = isData;
      if (isMail && !text.endsWith("\r\n.\r\n")) return;
      isData = text === "DATA\r\n";
      await wait(delayMs);
      if (socket.destroyed) return;
      if (isMail) seen.mails++;
      socket.write(`${isMail ? "250 taken" : (ANSWERS.get(text.slice(0, 4)) ?? "502 not here")}\r\n`);
    };
    socket.on("error", () => undefined);
    socket.on("close", () => seen.closed++);
    socket.on("data", (chunk) => void answer(chunk.toString("latin1")));
    socket.write("220 slow\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return { url: `smtp://127.0.0.1:${address.port}`, seen };
}

const FROM = "Tickline <tickline@acme.example>";
const mail = { id: "one", to: { name: "Li", address: "li@example.test" }, subject: "Hello", text: "Hello" };

test("a dialogue whose every answer comes in time, but which together takes too long, is cut", async () => {
  const { url, seen } = await openSlow(150);
  const sent = openMailer({ url, from: FROM, totalMs: 400 }).send(mail);
  await expect(sent).rejects.toThrow("The mail server was not done within 0.4 seconds.");
  await expect.poll(() => seen.closed).toBe(1);
  expect(seen.mails).toBe(0); // and it has none later
});

test("a server that is slow, but done in time, has the mail once, under its own id", async () => {
  const { url, seen } = await openSlow(20);
  await openMailer({ url, from: FROM }).send(mail);
  expect(seen.mails).toBe(1);
  expect(seen.text).toContain("Message-ID: <one@acme.example>\r\n");
  await checkMailServer(url);
});

test("a server elsewhere that offers no encryption gets no mail, unless the URL allows it", async () => {
  const { url, seen } = await openSlow(0);
  const elsewhere = url.replace("127.0.0.1", "0.0.0.0"); // this machine under a name that is not known to be it
  await expect(openMailer({ url: elsewhere, from: FROM }).send(mail)).rejects.toThrow("STARTTLS");
  await expect(checkMailServer(elsewhere)).rejects.toThrow("STARTTLS");
  expect(seen.text).not.toContain("MAIL FROM");
  await openMailer({ url: `${elsewhere}?insecure`, from: FROM }).send(mail);
  expect(seen.mails).toBe(1);
});

test.each([
  ["from its beginning", "smtps"],
  ["from STARTTLS on", "smtp"],
])("a server elsewhere gets the mail encrypted %s", async (_, protocol) => {
  const seen: unknown[] = [];
  const server = new SMTPServer({
    secure: protocol === "smtps",
    authOptional: true,
    onData(stream, { secure }, done) {
      seen.push(secure);
      stream.resume().on("end", () => done());
    },
  });
  server.on("error", () => undefined); // a client that leaves before the handshake's end
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  const host = `${protocol}://0.0.0.0:${address.port}`;
  await openMailer({ url: `${host}?tls.rejectUnauthorized=false`, from: FROM }).send(mail);
  expect(seen).toEqual([true]);
  await expect(openMailer({ url: host, from: FROM }).send(mail)).rejects.toThrow("certificate");
});

test("without a server the reason is the connection's", async () => {
  const sent = openMailer({ url: "smtp://127.0.0.1:1", from: FROM }).send(mail);
  await expect(sent).rejects.toThrow("ECONNREFUSED");
});

import { createServer, type Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { SmtpServer } from "@/server/channels/email/mail-servers";
import type { TlsMode } from "@/server/channels/email/settings";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { deliver, probeSmtp } from "./deliver";

const TIMEOUTS = { connectMs: 5_000, answerMs: 1_000 };
const RAW = Buffer.from("Message-ID: <one@shop.example>\r\nSubject: Hello\r\n\r\nText\r\n");
const ENVELOPE = { from: "help@shop.example", to: ["ada@example.com"] };

const closing: (() => Promise<void>)[] = [];

beforeAll(() => provideChannelHosts(["127.0.0.1/32"]));
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => provideChannelHosts([]));

const settingsOf = (port: number, tls: TlsMode = "none"): SmtpServer => ({
  host: "127.0.0.1",
  port,
  tls,
  user: "help",
  password: "right",
});

type Account = { stored: string[]; settings: SmtpServer };

/** A server that stores what it accepts, with the faults of `options`. */
async function openServer(options: SMTPServerOptions = {}): Promise<Account> {
  const stored: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    closeTimeout: 10,
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      password === "right" ? done(null, { user: username }) : done(new Error("Invalid login")),
    onData(stream, _session, done) {
      let text = "";
      stream.on("data", (chunk) => {
        text += chunk;
      });
      stream.once("end", () => {
        stored.push(text);
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined); // connections that the tests break
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return { stored, settings: settingsOf(address.port) };
}

/** A server that answers each line by `answers`, in order; null ends the connection. */
async function openScript(answers: readonly (string | null | undefined)[]): Promise<SmtpServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    const left = [...answers];
    const answer = () => {
      const next = left.shift();
      if (next === null) socket.destroy();
      else if (next !== undefined) socket.write(`${next}\r\n`);
    };
    let isData = false;
    let buffered = "";
    answer();
    socket.on("data", (chunk) => {
      buffered += chunk.toString();
      const end = isData ? "\r\n.\r\n" : "\r\n";
      for (let at = buffered.indexOf(end); at >= 0; at = buffered.indexOf(end)) {
        isData = buffered.startsWith("DATA");
        buffered = buffered.slice(at + end.length);
        answer();
        if (isData) return;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return settingsOf(address.port);
}

/** The answers up to the mail's text: greeting, EHLO, AUTH, MAIL, RCPT, DATA. */
const UNTIL_TEXT = ["220 hi", "250-me\r\n250 AUTH PLAIN", "235 ok", "250 ok", "250 ok", "354 go"];

const failing = (responseCode: number, words: string) => Object.assign(new Error(words), { responseCode });

test("a mail that the server accepts arrives byte by byte", async () => {
  const { stored, settings } = await openServer();
  const { outcome, refusedRecipients } = await deliver(settings, { envelope: ENVELOPE, raw: RAW }, TIMEOUTS);
  expect(outcome).toEqual({ kind: "accepted", sourceId: null, status: "sent" });
  expect(refusedRecipients).toEqual([]);
  expect(stored).toEqual([RAW.toString()]);
});

test("a line that begins with a dot arrives as it is", async () => {
  const { stored, settings } = await openServer();
  const raw = Buffer.from("Subject: x\r\n\r\n.one\r\n..two\r\n.\r\nthree\r\n");
  await deliver(settings, { envelope: ENVELOPE, raw }, TIMEOUTS);
  expect(stored).toEqual([raw.toString()]);
});

test.each([
  ["550", 550, { kind: "refused", error: "550 5.1.1 No such person" }],
  ["421", 421, { kind: "not_sent", reason: "421 5.1.1 No such person", retryAfterMs: null }],
  ["450 of a greylist", 450, { kind: "not_sent", reason: "450 5.1.1 No such person", retryAfterMs: 300_000 }],
])(
  "a recipient refused with %s decides the outcome in the server's words",
  async (_name, status, outcome) => {
    const { settings } = await openServer({
      onRcptTo: (_address, _session, done) => done(failing(status, "5.1.1 No such person")),
    });
    const delivered = await deliver(settings, { envelope: ENVELOPE, raw: RAW }, TIMEOUTS);
    expect(delivered.outcome).toEqual(outcome);
  },
);

test("a mail that some recipients are refused of is sent, and names them", async () => {
  const { stored, settings } = await openServer({
    onRcptTo: ({ address }, _session, done) =>
      address === "gone@example.com" ? done(failing(550, "Gone")) : done(),
  });
  const envelope = { ...ENVELOPE, to: ["ada@example.com", "gone@example.com"] };
  const { outcome, refusedRecipients } = await deliver(settings, { envelope, raw: RAW }, TIMEOUTS);
  expect(outcome.kind).toBe("accepted");
  expect(refusedRecipients).toEqual([{ address: "gone@example.com", words: "550 Gone" }]);
  expect(stored).toHaveLength(1);
});

test("all recipients refused, one of them for now only, is tried again", async () => {
  const { settings } = await openServer({
    onRcptTo: ({ address }, _session, done) =>
      done(failing(address === "full@example.com" ? 452 : 550, "no")),
  });
  const envelope = { ...ENVELOPE, to: ["full@example.com", "gone@example.com"] };
  const { outcome } = await deliver(settings, { envelope, raw: RAW }, TIMEOUTS);
  expect(outcome.kind).toBe("not_sent");
});

test.each([
  [554, "refused"],
  [451, "not_sent"],
])("the answer %i to the mail's text is definite: %s", async (status, kind) => {
  const { settings } = await openServer({
    onData(stream, _session, done) {
      stream.resume().once("end", () => done(failing(status, "content")));
    },
  });
  expect((await deliver(settings, { envelope: ENVELOPE, raw: RAW }, TIMEOUTS)).outcome.kind).toBe(kind);
});

test.each([
  ["says nothing", []],
  ["ends the connection", [null]],
  ["answers what is no answer", ["hello"]],
])("a server that has the text and %s leaves the outcome open", async (_name, answers) => {
  const settings = await openScript([...UNTIL_TEXT, ...answers]);
  const { outcome } = await deliver(settings, { envelope: ENVELOPE, raw: RAW }, TIMEOUTS);
  expect(outcome.kind).toBe("ambiguous");
});

test.each([
  ["before its greeting", [null]],
  ["at MAIL", ["220 hi", "250-me\r\n250 AUTH PLAIN", "235 ok", null]],
  ["at DATA", ["220 hi", "250-me\r\n250 AUTH PLAIN", "235 ok", "250 ok", "250 ok", null]],
])("a server that ends the connection %s did not get the mail", async (_name, answers) => {
  const settings = await openScript(answers);
  const { outcome } = await deliver(settings, { envelope: ENVELOPE, raw: RAW }, TIMEOUTS);
  expect(outcome.kind).toBe("not_sent");
});

test("a greeting that refuses all mail is about the server, not about the mail", async () => {
  const settings = await openScript(["554 no service"]);
  const { outcome } = await deliver(settings, { envelope: ENVELOPE, raw: RAW }, TIMEOUTS);
  expect(outcome).toMatchObject({ kind: "not_sent", reason: "554 no service" });
});

test("a closed port and a wrong password leave the mail unsent", async () => {
  const { settings, stored } = await openServer();
  const wrong = await deliver({ ...settings, password: "wrong" }, { envelope: ENVELOPE, raw: RAW }, TIMEOUTS);
  expect(wrong.outcome).toMatchObject({ kind: "not_sent", reason: expect.stringContaining("535") });
  for (const close of closing.splice(0)) await close();
  const refused = await deliver(settings, { envelope: ENVELOPE, raw: RAW }, TIMEOUTS);
  expect(refused.outcome.kind).toBe("not_sent");
  expect(stored).toEqual([]);
});

test.each([
  ["starttls", {}],
  ["tls", { secure: true }],
] as const)("a certificate that nobody vouches for is refused with %s", async (tls, options) => {
  const { stored, settings } = await openServer({ ...options, disabledCommands: [] });
  const { outcome } = await deliver({ ...settings, tls }, { envelope: ENVELOPE, raw: RAW }, TIMEOUTS);
  expect(outcome).toMatchObject({ kind: "not_sent", reason: expect.stringMatching(/certificate/i) });
  expect(stored).toEqual([]);
});

test("without STARTTLS on offer, an inbox that requires it sends nothing", async () => {
  const { stored, settings } = await openServer();
  const { outcome } = await deliver(
    { ...settings, tls: "starttls" },
    { envelope: ENVELOPE, raw: RAW },
    TIMEOUTS,
  );
  expect(outcome.kind).toBe("not_sent");
  expect(stored).toEqual([]);
});

test("a private address is not connected to unless the operator allows it", async () => {
  const { stored, settings } = await openServer();
  provideChannelHosts([]);
  const { outcome } = await deliver(settings, { envelope: ENVELOPE, raw: RAW }, TIMEOUTS);
  await expect(probeSmtp(settings, TIMEOUTS)).rejects.toThrow("CHANNEL_ALLOW_CIDRS");
  provideChannelHosts(["127.0.0.1/32"]);
  expect(outcome).toMatchObject({ kind: "not_sent", reason: expect.stringContaining("CHANNEL_ALLOW_CIDRS") });
  expect(stored).toEqual([]);
});

import { connect, type Socket } from "node:net";
import { createTransport, type Transport } from "nodemailer";
import SmtpTransport, { type GetSocket } from "nodemailer/lib/smtp-transport/index.js";

export type Mail = {
  /** The same for each try of a mail, so that a server that has it already drops the second copy (its Message-ID). */
  id: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  /** Where the recipient can turn such mails off: mail programs show a button (RFC 8058). */
  unsubscribeUrl?: string;
};

/** Sends one plain-text mail. Throws the mail server's error if it refuses. */
export type Mailer = { send(mail: Mail): Promise<void> };

const CONNECT_MS = 10_000;
/** For the whole dialogue. Less than the lease of a claimed mail, so that no other process sends it meanwhile. */
const TOTAL_MS = 45_000;

const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether a connection to this mail server must be encrypted: mails have links by which a password is set. */
export function requiresTls(url: string): boolean {
  const { hostname, searchParams } = new URL(url);
  return !LOCAL.test(hostname) && !searchParams.has("insecure");
}

/**
 * `url`: `smtp://user:password@host:587`, or `smtps://…`; `?insecure` allows a server without encryption. `from`: as in a
 * mail's header, `Name <address>`.
 */
export function openMailer({ url, from, totalMs = TOTAL_MS }: MailServer & { from: string }): Mailer {
  const domain = /@([^@<>\s]+)>?$/.exec(from)?.[1] ?? "tickline.invalid";
  return {
    async send({ id, unsubscribeUrl, ...mail }) {
      const headers = { "auto-submitted": "auto-generated", ...unsubscribeHeaders(unsubscribeUrl) };
      const sent = { from, ...mail, messageId: `<${id}@${domain}>`, headers };
      await withTransport({ url, totalMs }, (transport) => transport.sendMail(sent));
    },
  };
}

/** Connects and signs in, and sends nothing. Throws why the mail server takes no mails. */
export const checkMailServer = (url: string): Promise<void> =>
  withTransport({ url, totalMs: TOTAL_MS }, (transport) => transport.verify());

type MailServer = { url: string; totalMs?: number };

/**
 * Runs one dialogue, on a connection of its own: mails are rare, and a pooled one would be dead by the next. At its time the
 * connection is cut, whatever the server has answered so far: what is not done then is not done later.
 */
async function withTransport(
  { url, totalMs }: Required<MailServer>,
  dialogue: (transport: Transport) => Promise<unknown>,
): Promise<void> {
  let socket: Socket | undefined;
  // Not `createTransport({ url, … })`: it reads the URL only, and drops all other options without a word.
  const smtp = new SmtpTransport({
    url,
    requireTLS: requiresTls(url),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: totalMs,
    getSocket: ({ host = "localhost", port, secure }, done) => {
      socket = connectTo({ host, port: Number(port) || (secure ? 465 : 587) }, done);
    },
  });
  const transport = createTransport(smtp, { disableFileAccess: true, disableUrlAccess: true });
  let timer: NodeJS.Timeout | undefined;
  const outOfTime = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The mail server was not done within ${totalMs / 1000} seconds.`));
      socket?.destroy();
    }, totalMs);
  });
  try {
    await Promise.race([dialogue(transport), outOfTime]);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

/** Connects without TLS, which the dialogue adds. */
function connectTo(to: { host: string; port: number }, done: Parameters<GetSocket>[1]): Socket {
  const socket = connect(to);
  const timer = setTimeout(() => socket.destroy(new Error("Connection timeout")), CONNECT_MS);
  socket.once("error", done);
  socket.once("close", () => clearTimeout(timer));
  socket.once("connect", () => {
    clearTimeout(timer);
    socket.off("error", done);
    socket.on("error", () => undefined); // the dialogue has its own listener, until it ends
    done(null, { connection: socket });
  });
  return socket;
}

/** One click needs https; without it, mail programs open the page. */
function unsubscribeHeaders(url: string | undefined): Record<string, string> {
  if (url === undefined) return {};
  const headers = { "list-unsubscribe": `<${url}>` };
  if (!url.startsWith("https:")) return headers;
  return { ...headers, "list-unsubscribe-post": "List-Unsubscribe=One-Click" };
}

import { isIP } from "node:net";
import { Readable } from "node:stream";
import SmtpConnection, { type Login, type SmtpFault } from "nodemailer/lib/smtp-connection/index.js";
import type { SmtpServer } from "@/server/channels/email/mail-servers";
import type { TokenLogin } from "@/server/channels/email/oauth/access-token";
import type { SendOutcome } from "@/server/domain/send/send";
import { resolveChannelHost } from "@/server/lib/outbound/channel-host";
import { outcomeOfFault, type RefusedRecipient, refusedRecipientsOf } from "./smtp-outcome";

/** A mail as it is sent: its bytes, and its addresses as the server gets them. */
export type Envelope = { from: string; to: readonly string[] };
export type OutgoingMail = { envelope: Envelope; raw: Uint8Array };

/** What a server did with a mail. `refusedRecipients`: of an accepted one, those who do not get it. */
export type Delivered = {
  outcome: SendOutcome;
  refusedRecipients: RefusedRecipient[];
  address: string | null;
};

export type SmtpTimeouts = { connectMs: number; answerMs: number };
const TIMEOUTS: SmtpTimeouts = { connectMs: 10_000, answerMs: 60_000 };

/**
 * Hands a mail to the inbox's SMTP server, once. Without the server's last answer the outcome is ambiguous: it may have the mail
 * from the moment on that the mail's last byte was passed to the socket. Before that it has nothing (RFC 5321, 4.1.1.4). Never throws.
 */
export async function deliver(
  smtp: SmtpServer,
  mail: OutgoingMail,
  timeouts: SmtpTimeouts = TIMEOUTS,
): Promise<Delivered> {
  let isWhole = false;
  let address: string | null = null;
  const source = Readable.from(chunksOf(mail.raw));
  source.once("end", () => {
    isWhole = true;
  });
  try {
    return await withConnection(smtp, timeouts, async (connection, resolved) => {
      address = resolved;
      const accepted = await send(connection, { ...mail, isReported: smtp.deliveryReports }, source);
      const outcome = { kind: "accepted", sourceId: null, status: "sent" } as const;
      return { outcome, refusedRecipients: refusedRecipientsOf(accepted.rejectedErrors), address };
    });
  } catch (error) {
    return { outcome: outcomeOfFault(error, isWhole), refusedRecipients: [], address };
  } finally {
    source.destroy();
  }
}

/** Connects and logs in, and sends nothing. Throws why the server takes no mail. */
export const probeSmtp = (smtp: SmtpServer, timeouts: SmtpTimeouts = TIMEOUTS): Promise<void> =>
  withConnection(smtp, timeouts, async () => undefined);

/** Runs `work` with a connection that is logged in; a fault of the connection ends it at once. */
async function withConnection<T>(
  smtp: SmtpServer,
  { connectMs, answerMs }: SmtpTimeouts,
  work: (connection: SmtpConnection, address: string) => Promise<T>,
): Promise<T> {
  const { address } = await resolveChannelHost(smtp.host);
  const servername = isIP(smtp.host) === 0 ? { servername: smtp.host } : {}; // an address is no server name (RFC 6066)
  const connection = new SmtpConnection({
    host: address,
    ...servername,
    port: smtp.port,
    secure: smtp.tls === "tls",
    requireTLS: smtp.tls === "starttls",
    ignoreTLS: smtp.tls === "none",
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: answerMs,
    tls: { ...servername, rejectUnauthorized: true },
  });
  const broken = new Promise<never>((_resolve, reject) => {
    connection.once("error", reject);
    connection.once("end", () => reject(new Error("The connection was closed.")));
  });
  try {
    return await Promise.race([broken, connected(connection, smtp).then(() => work(connection, address))]);
  } finally {
    connection.removeAllListeners("end");
    connection.on("error", () => undefined); // the outcome is known: what follows is about a connection that is closed
    connection.close();
  }
}

async function connected(connection: SmtpConnection, smtp: SmtpServer): Promise<void> {
  const { user, password, login } = smtp;
  await new Promise<void>((resolve) => connection.connect(() => resolve()));
  if (user === undefined) return; // the server requires no login
  if (login) return logInByToken(connection, user, login);
  await logIn(connection, { user, credentials: { user, pass: password ?? "" } });
}

const logIn = (connection: SmtpConnection, auth: Login) =>
  new Promise<void>((resolve, reject) =>
    connection.login(auth, (error) => (error ? reject(error) : resolve())),
  );

/** A login by access token, as Google and Microsoft specify it (XOAUTH2). A refused token is not used again. */
async function logInByToken(connection: SmtpConnection, user: string, login: TokenLogin): Promise<void> {
  let last = "";
  const oauth2: Login["oauth2"] = {
    getToken(isRetry, done) {
      if (isRetry) login.refuse(last);
      login.accessToken().then((accessToken) => {
        last = accessToken;
        done(null, accessToken);
      }, done);
    },
    buildXOAuth2Token: (accessToken) =>
      Buffer.from(`user=${user}\x01auth=Bearer ${accessToken}\x01\x01`).toString("base64"),
  };
  try {
    await logIn(connection, { user, oauth2 });
  } catch (error) {
    login.refuse(last);
    throw error;
  }
}

/** Small chunks: the source ends only when the socket has nearly all of it. */
const CHUNK_BYTES = 64 * 1024;

function* chunksOf(raw: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < raw.length; at += CHUNK_BYTES) yield Buffer.from(raw.subarray(at, at + CHUNK_BYTES));
}

type Accepted = { rejectedErrors?: readonly SmtpFault[] };

/** Reports by mail (RFC 3461), with the header of the mail only. Servers without this extension are sent no request. */
const REPORTS = { ret: "HDRS", notify: ["SUCCESS", "FAILURE", "DELAY"] };

type Sent = OutgoingMail & { isReported: boolean | undefined };

const send = (connection: SmtpConnection, { envelope, raw, isReported }: Sent, source: Readable) =>
  new Promise<Accepted>((resolve, reject) => {
    const { from, to } = envelope;
    const announced = { from, to: [...to], size: raw.length, use8BitMime: true };
    const dsn = isReported ? { dsn: REPORTS } : {};
    connection.send({ ...announced, ...dsn }, source, (error, info) =>
      info ? resolve(info) : reject(error),
    );
  });

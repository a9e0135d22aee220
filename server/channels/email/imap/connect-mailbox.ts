import { isIP } from "node:net";
import { ImapFlow } from "imapflow";
import type { ImapServer } from "@/server/channels/email/mail-servers";
import { resolveChannelHost } from "@/server/lib/outbound/channel-host";
import { LoginRefused } from "./login-refused";

const CONNECT_MS = 10_000;
/** Twice the time after which a watched mailbox is read again: a server that is silent for longer counts as gone. */
const SILENT_MS = 120_000;
/** A server that sends more than this as one value is cut off: larger mails are not fetched whole. */
export const LITERAL_BYTES_MAX = 64 * 1024 * 1024;

/** Connects to a mailbox and logs in; the caller closes it. Throws `LoginRefused`, or why the server is not reached. */
export async function connectMailbox(imap: ImapServer, silentMs = SILENT_MS): Promise<ImapFlow> {
  const { login } = imap;
  if (!login) return connect(imap, { pass: imap.password ?? "" }, silentMs);
  const accessToken = await login.accessToken();
  try {
    return await connect(imap, { accessToken }, silentMs);
  } catch (error) {
    if (!(error instanceof LoginRefused) || !login.refuse(accessToken)) throw error;
    return connect(imap, { accessToken: await login.accessToken() }, silentMs);
  }
}

async function connect(
  imap: ImapServer,
  credentials: { pass: string } | { accessToken: string },
  silentMs: number,
): Promise<ImapFlow> {
  const { address } = await resolveChannelHost(imap.host);
  const servername = isIP(imap.host) === 0 ? { servername: imap.host } : {};
  const client = new ImapFlow({
    host: address,
    ...servername,
    port: imap.port,
    secure: imap.tls === "tls",
    ...(imap.tls === "tls" ? {} : { doSTARTTLS: imap.tls === "starttls" }),
    auth: { user: imap.user, ...credentials },
    tls: { rejectUnauthorized: true, ...servername },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: silentMs,
    maxLiteralSize: LITERAL_BYTES_MAX,
  });
  client.on("error", () => undefined); // the command that runs rejects with it, and `close` follows
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    throw isLoginRefused(error) ? new LoginRefused(wordsOf(error), { cause: error }) : error;
  }
}

/** Runs `work` with a connected mailbox, and disconnects. Rejects when the server is silent for `silentMs`. */
export async function withMailbox<T>(
  imap: ImapServer,
  work: (client: ImapFlow) => Promise<T>,
  silentMs?: number,
): Promise<T> {
  const client = await connectMailbox(imap, silentMs);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

/** Codes of refusals that are about the server at this moment, not about the login (RFC 5530, 3). */
const PASSING: readonly unknown[] = ["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"];

const isLoginRefused = (error: unknown): boolean =>
  error instanceof Error &&
  "authenticationFailed" in error &&
  error.authenticationFailed === true &&
  !("serverResponseCode" in error && PASSING.includes(error.serverResponseCode));

/** A server's words in an error of a command, else the error's own. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const words =
    "responseText" in error && typeof error.responseText === "string" ? error.responseText.trim() : "";
  return words || error.message;
}

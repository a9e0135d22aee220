import { createTransport } from "nodemailer";

export type Mail = {
  to: { name: string; address: string };
  subject: string;
  text: string;
  /** Where the recipient can turn such mails off: mail programs show a button (RFC 8058). */
  unsubscribeUrl?: string;
};

/** Sends one plain-text mail. Throws the mail server's error if it refuses. */
export type Mailer = { send(mail: Mail): Promise<void> };

const CONNECT_MS = 10_000;
/** Less than the lease of a claimed mail, so that no other process sends it meanwhile. */
const SOCKET_MS = 20_000;

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
export function openMailer({ url, from }: { url: string; from: string }): Mailer {
  return {
    async send({ unsubscribeUrl, ...mail }) {
      // One connection per mail: mails are rare, and a pooled connection would be dead by the next one.
      const transport = transportTo(url);
      try {
        const headers = { "auto-submitted": "auto-generated", ...unsubscribeHeaders(unsubscribeUrl) };
        await transport.sendMail({ from, ...mail, headers });
      } finally {
        transport.close();
      }
    },
  };
}

/** Connects and signs in, and sends nothing. Throws why the mail server takes no mails. */
export async function checkMailServer(url: string): Promise<void> {
  const transport = transportTo(url);
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}

const transportTo = (url: string) =>
  createTransport({
    url,
    requireTLS: requiresTls(url),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SOCKET_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

/** One click needs https; without it, mail programs open the page. */
function unsubscribeHeaders(url: string | undefined): Record<string, string> {
  if (url === undefined) return {};
  const headers = { "list-unsubscribe": `<${url}>` };
  if (!url.startsWith("https:")) return headers;
  return { ...headers, "list-unsubscribe-post": "List-Unsubscribe=One-Click" };
}

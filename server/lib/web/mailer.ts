import { createTransport } from "nodemailer";

/** Sends one plain-text mail. Throws the mail server's error if it refuses. */
export type Mailer = {
  send(mail: { to: { name: string; address: string }; subject: string; text: string }): Promise<void>;
};

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
    async send(mail) {
      // One connection per mail: mails are rare, and a pooled connection would be dead by the next one.
      const transport = createTransport({
        url,
        requireTLS: requiresTls(url),
        connectionTimeout: CONNECT_MS,
        greetingTimeout: CONNECT_MS,
        socketTimeout: SOCKET_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        await transport.sendMail({ from, ...mail, headers: { "auto-submitted": "auto-generated" } });
      } finally {
        transport.close();
      }
    },
  };
}

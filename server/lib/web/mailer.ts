import { createTransport } from "nodemailer";

/** Sends one plain-text mail. Throws the mail server's error if it refuses. */
export type Mailer = {
  send(mail: { to: { name: string; address: string }; subject: string; text: string }): Promise<void>;
};

const CONNECT_MS = 10_000;
/** Less than the lease of a claimed mail, so that no other process sends it meanwhile. */
const SOCKET_MS = 20_000;

/** `url`: `smtp://user:password@host:587`, or `smtps://…`; `from`: as in a mail's header, `Name <address>`. */
export function openMailer({ url, from }: { url: string; from: string }): Mailer {
  return {
    async send(mail) {
      // One connection per mail: mails are rare, and a pooled connection would be dead by the next one.
      const transport = createTransport({
        url,
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

import { createTransport } from "nodemailer";

/** Sends one mail of plain text; throws what the mail server says when it does not take it. */
export type Mailer = {
  send(mail: { to: { name: string; address: string }; subject: string; text: string }): Promise<void>;
};

const CONNECT_MS = 10_000;
/** Less than the lease of a claimed mail: nobody else sends it meanwhile. */
const SOCKET_MS = 20_000;

/** `url`: `smtp://user:password@host:587`, or `smtps://…`; `from`: as in a mail's head, `Name <address>`. */
export function openMailer({ url, from }: { url: string; from: string }): Mailer {
  return {
    async send(mail) {
      // A connection each: mails are few, and a kept one is dead when it is needed.
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

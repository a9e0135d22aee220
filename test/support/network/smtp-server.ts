import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { onTestFinished } from "vitest";

/** An SMTP server without a login that keeps what it accepts; ended after the test. */
export async function openSmtp(options: SMTPServerOptions = {}) {
  const mails: { raw: string; to: string[] }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    closeTimeout: 10,
    logger: false,
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("end", () => {
        mails.push({
          raw: Buffer.concat(chunks).toString(),
          to: envelope.rcptTo.map(({ address }) => address),
        });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined); // connections that the tests break
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return { mails, smtp: { host: "127.0.0.1", port: address.port, tls: "none" } };
}

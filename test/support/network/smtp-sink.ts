import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { SMTPServer } from "smtp-server";
import { onTestFinished } from "vitest";
import { freePort } from "@/server/lib/postgres/launch";

export type SmtpSink = {
  port: number;
  /** What it has, in order. */
  mails: string[];
  /** Ends its connections without an answer, and refuses new ones. */
  kill(): Promise<void>;
  start(): Promise<void>;
};

/**
 * An SMTP server that keeps every mail, and answers after `answerMs`: killed in between it has a mail that it never confirmed. It ends
 * with the test.
 */
export async function startSmtpSink({ answerMs }: { answerMs: () => number }): Promise<SmtpSink> {
  const port = await freePort(undefined);
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  let server: SMTPServer | null = null;

  const start = async () => {
    const started = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS", "AUTH"],
      disableReverseLookup: true,
      closeTimeout: 10,
      logger: false,
      onData(stream, _session, done) {
        const chunks: Buffer[] = [];
        stream.on("error", () => undefined); // the connection ended before the mail did
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.once("end", async () => {
          mails.push(Buffer.concat(chunks).toString());
          await sleep(answerMs());
          done();
        });
      },
    });
    started.on("error", () => undefined); // connections that the test breaks
    started.server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => started.listen(port, "127.0.0.1", resolve));
    server = started;
  };
  const kill = async () => {
    const running = server;
    server = null;
    const closed = new Promise<void>((resolve) => (running ? running.close(() => resolve()) : resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  onTestFinished(kill);
  await start();
  return { port, mails, kill, start };
}

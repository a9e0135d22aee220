import { SMTPServer } from "smtp-server";
import { onTestFinished } from "vitest";

/** A real mail server; with a `refusal` it refuses mails. */
export async function openSmtp(): Promise<{
  url: string;
  mails: string[];
  refuse(with_: Error | null): void;
}> {
  const mails: string[] = [];
  let refusal: Error | null = null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", () => {
        if (!refusal) mails.push(Buffer.concat(chunks).toString("utf8"));
        done(refusal);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return { url: `smtp://127.0.0.1:${address.port}`, mails, refuse: (with_) => (refusal = with_) };
}

/** Quoted-printable text as its reader sees it. */
export const readable = (mail = ""): string =>
  Buffer.from(
    mail
      .replaceAll(/=\r\n/g, "")
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");

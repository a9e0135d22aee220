import { isUtf8 } from "node:buffer";

/** The parts of an SMTP connection's fault; each may be missing. `words`: the server's answer, else the error's message. */
export type SmtpFault = {
  code: string | null;
  command: string | null;
  status: number | null;
  words: string;
};

/** The commands whose answers are about the mail; those of others are about the connection or the login. */
const ABOUT_MAIL = ["MAIL FROM", "RCPT TO", "DATA"];

/** Whether the server refused the mail: for now with a status of 4xx, for good with 5xx. */
export const refusesMail = ({ command, status }: SmtpFault): boolean =>
  status !== null && status >= 400 && ABOUT_MAIL.includes(command ?? "");

/** The parts of a fault, whatever threw it. */
export function smtpFaultOf(error: unknown): SmtpFault {
  if (!(error instanceof Error)) return { code: null, command: null, status: null, words: String(error) };
  const { code, command, responseCode, response } = {
    code: undefined,
    command: undefined,
    responseCode: undefined,
    response: undefined,
    ...error,
  } satisfies Record<string, unknown>;
  const answer = textOrNull(response);
  return {
    code: textOrNull(code),
    command: textOrNull(command),
    status: typeof responseCode === "number" ? responseCode : null,
    words: wordsOfAnswer(answer ?? error.message),
  };
}

/** An answer of which Nodemailer has read each byte as a character. Servers write UTF-8; what is none stays as it is. */
export function wordsOfAnswer(answer: string): string {
  const bytes = Buffer.from(answer, "latin1");
  return bytes.toString("latin1") === answer && isUtf8(bytes) ? bytes.toString() : answer;
}

const textOrNull = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : null;

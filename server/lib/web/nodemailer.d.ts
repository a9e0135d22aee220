/** The used part of nodemailer; its published types depend on a whole cloud SDK. */
declare module "nodemailer" {
  import type SmtpTransport from "nodemailer/lib/smtp-transport/index.js";

  type Mail = {
    from: string;
    to: { name: string; address: string };
    subject: string;
    text: string;
    messageId: string;
    headers: Record<string, string>;
  };
  export type Transport = {
    sendMail(mail: Mail): Promise<unknown>;
    verify(): Promise<unknown>;
    close(): void;
  };
  export function createTransport(
    smtp: SmtpTransport,
    defaults: { disableFileAccess: true; disableUrlAccess: true },
  ): Transport;
}

/** A server with its options; those of the URL's query come first. */
declare module "nodemailer/lib/smtp-transport/index.js" {
  import type { Socket } from "node:net";

  /** Connects to the server of the URL. */
  export type GetSocket = (
    server: { host?: string; port?: number | string; secure?: boolean },
    done: (error: Error | null, socket?: { connection: Socket }) => void,
  ) => void;
  type Options = {
    url: string;
    requireTLS: boolean;
    connectionTimeout: number;
    greetingTimeout: number;
    socketTimeout: number;
    getSocket: GetSocket;
  };
  export default class SmtpTransport {
    constructor(options: Options);
    readonly name: "SMTP";
  }
}

/** One connection to an SMTP server, for what needs to know how far a mail came. */
declare module "nodemailer/lib/smtp-connection/index.js" {
  import type { EventEmitter } from "node:events";
  import type { Readable } from "node:stream";

  type Options = {
    host: string;
    servername?: string;
    port: number;
    secure: boolean;
    requireTLS: boolean;
    ignoreTLS: boolean;
    connectionTimeout: number;
    greetingTimeout: number;
    socketTimeout: number;
    tls: { servername?: string; rejectUnauthorized: true };
  };
  export type SmtpFault = Error & {
    code?: string;
    command?: string;
    response?: string;
    responseCode?: number;
    recipient?: string;
  };
  type Envelope = { from: string; to: string[]; size: number; use8BitMime: boolean };
  type Sent = { accepted: string[]; rejected: string[]; rejectedErrors?: SmtpFault[]; response: string };
  /** With a password, or with an access token, which is requested again (`isRetry`) when the server refuses it. */
  export type Login = {
    user: string;
    credentials?: { user: string; pass: string };
    oauth2?: {
      getToken(isRetry: boolean, done: (error: Error | null, accessToken?: string) => void): void;
      buildXOAuth2Token(accessToken: string): string;
    };
  };

  export default class SmtpConnection extends EventEmitter {
    constructor(options: Options);
    connect(done: () => void): void;
    login(auth: Login, done: (error: SmtpFault | null) => void): void;
    send(envelope: Envelope, message: Readable, done: (error: SmtpFault | null, sent?: Sent) => void): void;
    close(): void;
  }
}

/** Writes a mail as MIME without sending it. */
declare module "nodemailer/lib/mail-composer/index.js" {
  type Mailbox = { name: string; address: string };
  export type Attachment = {
    filename: string;
    contentType: string;
    content: Uint8Array;
    contentDisposition: "attachment" | "inline";
    cid?: string;
  };
  type Composed = {
    messageId: string;
    inReplyTo?: string;
    references?: string[];
    date: Date;
    from: Mailbox;
    replyTo?: Mailbox;
    to: Mailbox[];
    cc: Mailbox[];
    subject: string;
    text: string;
    html: string;
    headers: Record<string, string>;
    attachments: Attachment[];
    newline: "windows";
    disableFileAccess: true;
    disableUrlAccess: true;
  };

  export default class MailComposer {
    constructor(mail: Composed);
    compile(): { build(): Promise<Buffer> };
  }
}

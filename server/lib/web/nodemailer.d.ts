/** The used part of nodemailer; its published types depend on a whole cloud SDK. */
declare module "nodemailer" {
  type Options = {
    url: string;
    requireTLS: boolean;
    connectionTimeout: number;
    greetingTimeout: number;
    socketTimeout: number;
    disableFileAccess: true;
    disableUrlAccess: true;
  };
  type Mail = {
    from: string;
    to: { name: string; address: string };
    subject: string;
    text: string;
    headers: Record<string, string>;
  };
  export function createTransport(options: Options): {
    sendMail(mail: Mail): Promise<unknown>;
    verify(): Promise<unknown>;
    close(): void;
  };
}

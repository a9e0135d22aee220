import { type TokenLogin, type TokenOwner, tokenLogin } from "./oauth/access-token";
import type { EmailSettings, ImapSettings, SmtpSettings } from "./settings";

/** A mail server and how to log in to it: with its password, or by `login`. */
export type ImapServer = ImapSettings & { login?: TokenLogin };
export type SmtpServer = Omit<SmtpSettings, "deliveryReports"> & {
  deliveryReports?: boolean;
  login?: TokenLogin;
};

/** The servers of an inbox. `owner`: the inbox, and what stores the refresh tokens that replace the one of the settings. */
export function mailServersOf(
  { login, oauth, imap, smtp }: Pick<EmailSettings, "login" | "oauth" | "imap" | "smtp">,
  owner: TokenOwner,
): { imap: ImapServer | undefined; smtp: SmtpServer | undefined } {
  if (login === "password" || !oauth) return { imap, smtp };
  const own = { login: tokenLogin(oauth, owner) };
  return { imap: imap && { ...imap, ...own }, smtp: smtp && { ...smtp, ...own } };
}

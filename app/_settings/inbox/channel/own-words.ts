/**
 * Tickline's own sentences about a channel, which the server has in English: in its health, in what a check found, and in refused emails.
 * Each with a name, by which screens translate it, and what it contains. `words`: another system's, or another of these sentences.
 */
const OWN_WORDS = [
  ["outboundOff", /^Nothing leaves this installation now: OUTBOUND=off, /],
  [
    "privateHost",
    /^(?<address>\S+) (?:is|leads to) a private or reserved address\. Whoever runs Tickline can allow it(?: with|:) (?<setting>\S+?)\.?$/,
  ],
  ["noAddress", /^(?<address>\S+) has no address\.$/],
  ["port", /^Only the ports 80, 443 and from 1024 up can be called\.$/],
  ["closed", /^The (?:server closed the connection|connection was closed)\.$/],
  ["late", /^no answer within (?<seconds>\d+)000 ms\.$/],
  ["status", /^(?:status )?(?<status>\d{3})$/],
  ["folderNotSearched", /^the folder (?<folder>[\s\S]+) could not be searched$/],
  ["providerUnreached", /^The provider was not reached: (?<words>[\s\S]+)$/],
  [
    "providerRevoked",
    /^The provider refused the sign-in: (?<words>[\s\S]+) The access was revoked or has expired: sign in again\.$/,
  ],
  ["providerRefused", /^The provider refused the sign-in: (?<words>[\s\S]+)$/],
  ["providerNoToken", /^The provider's answer has no access token\.$/],
  ["notCreated", /^The instance could not be created: (?<words>[\s\S]+)$/],
  ["notConnected", /^The instance is not connected to WhatsApp\. Scan its QR code\.$/],
  ["callbackFails", /^Every call of callbackUrl fails\.$/],
  ["numberUnread", /^Meta's answer about the number cannot be read\.$/],
  [
    "tokenExpired",
    /^(?<words>[\s\S]+) The access token has expired or was revoked: enter a new one in the inbox's settings\.$/,
  ],
  [
    "permissionLacking",
    /^(?<words>[\s\S]+) Give the access token the permission whatsapp_business_messaging\.$/,
  ],
  ["numberIdWrong", /^(?<words>[\s\S]+) Check the phone number ID and the content of the message\.$/],
  [
    "accountRestricted",
    /^(?<words>[\s\S]+) Meta has restricted the account for a violation of its policies: see the account's quality in WhatsApp Manager\.$/,
  ],
  [
    "accountLocked",
    /^(?<words>[\s\S]+) Meta has locked the account: see the account's quality in WhatsApp Manager\.$/,
  ],
  ["mailEmpty", /^The mail is empty\.$/],
  ["mailLarge", /^The mail has (?<bytes>\d+) bytes; at most (?<max>\d+) are read\.$/],
  ["mailLines", /^The mail has more than (?<max>\d+) lines\.$/],
  ["mailParts", /^The mail has more than (?<max>\d+) lines that could begin a part\.$/],
  ["mailDeep", /^Parts of the mail are nested deeper than (?<max>\d+)\.$/],
  ["mailHeaders", /^The headers of the mail have more than (?<max>\d+) bytes\.$/],
  ["mailCostly", /^The mail takes more (?<what>time|memory) to read than a mail may\.$/],
  ["mailHeaderless", /^The mail has no header\.$/],
  ["mailSenderless", /^The mail names no sender\.$/],
  ["mailUnreadable", /^The mail cannot be parsed: (?<words>[\s\S]+)$/],
  ["mailWithheld", /^The mail server does not hand over the mail: (?<words>[\s\S]+)$/],
  ["mailNotStored", /^The mail cannot be stored: (?<words>[\s\S]+)\.$/],
] as const;

/** Groups of the patterns that are numbers. */
const NUMBERS: readonly string[] = ["seconds", "bytes", "max"];

type OwnWords = { name: (typeof OWN_WORDS)[number][0]; values: Record<string, string | number> };

/** Tickline's own sentence in `text`, or null: another system's words. */
export function ownWordsOf(text: string): OwnWords | null {
  for (const [name, pattern] of OWN_WORDS) {
    const found = pattern.exec(text);
    if (!found) continue;
    const values = Object.entries(found.groups ?? {}).map(
      ([key, value]) => [key, NUMBERS.includes(key) ? Number(value) : value] as const,
    );
    return { name, values: Object.fromEntries(values) };
  }
  return null;
}

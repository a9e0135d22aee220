/**
 * The errors that are temporary unless an inbox has a list of its own: codes and words that say that a message was definitely
 * not sent, and that it may be sent later. Sources: Meta's list of Cloud API error codes, RFC 9110 and 6585, Node's
 * network errors. An error after which the message may have arrived (408, 500, 502, 504, ECONNRESET, ETIMEDOUT in an open
 * connection) is not among them.
 */
export const TRANSIENT_ERRORS: readonly string[] = [
  "130429", // the number's throughput is reached
  "131000", // unknown error: "try again"
  "131016", // service temporarily unavailable
  "131056", // too many messages to one customer
  "131057", // account in maintenance
  "133004", // server temporarily unavailable
  "80007", // the business account's rate limit
  "(#2)", // Graph API: temporarily unavailable
  "(#4)", // Graph API: too many calls
  "425",
  "429",
  "503",
  "Too Many Requests",
  "Service Unavailable",
  "ECONNREFUSED",
  "connection refused",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "connect ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
];

/** How many errors an inbox's own list may have, and how long each may be. */
export const TRANSIENT_ERRORS_MAX = { count: 50, chars: 100 } as const;

const DIGITS = /^\d+$/;

/** Whether one of these errors is in a failure's text. */
export const isTransient = (text: string, errors: readonly string[]): boolean =>
  errors.some((error) => isIn(text.toLowerCase(), error.toLowerCase()));

/** A number is found where it stands alone; in other errors `*` stands for any text. Both in lower case. */
const isIn = (text: string, error: string): boolean =>
  DIGITS.test(error) ? hasNumber(text, error) : hasParts(text, error.split("*"));

const isDigit = (char: string | undefined): boolean => char !== undefined && char >= "0" && char <= "9";

function hasNumber(text: string, number: string): boolean {
  for (let at = text.indexOf(number); at >= 0; at = text.indexOf(number, at + 1))
    if (!isDigit(text[at - 1]) && !isDigit(text[at + number.length])) return true;
  return false;
}

/** The first place of each part after the one before it: if these do not fit, no others do. */
function hasParts(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return parts.some((part) => part !== "");
}

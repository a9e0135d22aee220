import { header, type MailHeaders } from "./headers";
import type { MailAuthentication, ReadMail } from "./mail";

/** From this spam confidence level on, Microsoft puts a mail into the junk folder. */
const MICROSOFT_SPAM_LEVEL = 5;

/**
 * What the receiving server found out about the sender's domain (RFC 8601). A server adds its results at the top; what
 * stands below another server's results may be the sender's own, and is not read.
 */
export function authenticationOf(headers: MailHeaders): MailAuthentication {
  const results = headers.get("authentication-results") ?? [];
  const server = serverOf(results[0]);
  for (const result of results) {
    if (serverOf(result) !== server) break;
    const dmarc = /[;\s]dmarc\s?=\s?([a-z]{1,20})([^;]{0,500})/i.exec(` ${result.slice(0, 4_000)}`);
    if (!dmarc) continue;
    const domain = /header\.from=([^\s;)]{1,253})/i.exec(dmarc[2] ?? "")?.[1];
    return { dmarc: verdict(dmarc[1]), fromDomain: domain?.toLowerCase() ?? null };
  }
  return { dmarc: "none", fromDomain: null };
}

const serverOf = (result = ""): string => result.slice(0, result.indexOf(";")).trim().toLowerCase();

function verdict(word = ""): MailAuthentication["dmarc"] {
  const lower = word.toLowerCase();
  return lower === "pass" || lower === "fail" ? lower : "none";
}

/** What a spam filter on the way decided. */
export function spamOf(headers: MailHeaders): ReadMail["spam"] {
  const by = [
    ...["x-spam-flag", "x-spam-status", "x-spam"].filter((name) =>
      /^(?:yes|true)(?:[\s,;]|$)/i.test(header(headers, name) ?? ""),
    ),
    ...["x-ms-exchange-organization-scl", "x-forefront-antispam-report"].filter(
      (name) => microsoftLevel(header(headers, name) ?? "") >= MICROSOFT_SPAM_LEVEL,
    ),
  ];
  return { isSpam: by.length > 0, by: by[0] ?? null };
}

/** `5` or `…;SCL:5;…`; without a level -1, which is Microsoft's level of trusted mail. */
function microsoftLevel(value: string): number {
  const [field = ""] = value.split(";").filter((one) => /^(?:SCL:)?-?\d{1,2}$/i.test(one.trim()));
  return field === "" ? -1 : Number(field.slice(field.indexOf(":") + 1));
}

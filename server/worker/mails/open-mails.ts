import { baseUrlFrom } from "@/server/lib/process/base-url";
import type { Env } from "@/server/lib/process/env";
import { log } from "@/server/lib/process/log";
import { openMailer } from "@/server/lib/web/mailer";

/** The mailer of links, and their base URL. Undefined without `SMTP_URL`: links are then shown for copying. */
export function openMails({
  SMTP_URL: url,
  MAIL_FROM,
  PUBLIC_URL,
  PORT,
}: Pick<Env, "SMTP_URL" | "MAIL_FROM" | "PUBLIC_URL" | "PORT">) {
  if (!url) return undefined;
  if (!PUBLIC_URL) log.warn("SMTP_URL without PUBLIC_URL: links in mails point to this machine only");
  const baseUrl = baseUrlFrom({ PUBLIC_URL, PORT });
  const from = MAIL_FROM ?? `Tickline <tickline@${new URL(baseUrl).hostname}>`;
  return { mailer: openMailer({ url, from }), baseUrl };
}

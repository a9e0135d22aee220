import { vi } from "vitest";
import { openMailer } from "@/server/lib/web/mailer";
import { queueDigests, sendMails } from "@/server/worker/mails/send-mails";
import type { World } from "./world";

/** What the worker does in a minute about missed notifications, through a mail server. */
export async function workDigests(
  { database, run, clock }: World,
  { url, baseUrl = "https://inbox.acme.example" }: { url: string; baseUrl?: string },
): Promise<void> {
  const context = { database, run, now: () => clock.now, log: { error: vi.fn() } };
  await queueDigests(context);
  const mailer = openMailer({ url, from: "Tickline <tickline@acme.example>" });
  await sendMails({ ...context, mailer, baseUrl });
}

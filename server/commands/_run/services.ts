import { createReceiptQueue, type ReceiptQueue } from "@/server/commands/receipts/_steps/receipt-queue";
import type { WebhookFormat } from "@/server/contract/webhook/webhook-format";
import { shared } from "@/server/lib/shared";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import { createRun, type Run } from "./run";

/** What pages, actions and every HTTP edge work with. One per process, though this code is loaded twice in it. */
export type Services = {
  database: Database;
  run: Run;
  now: () => Date;
  /** Where receipts go that come one at a time. */
  receipts: ReceiptQueue;
  /** Whether password links are mailed: a worker has `SMTP_URL`. */
  mailsLinks: boolean;
};

/**
 * The process's services, for what Next calls: pages, actions, the app of a route file. Handlers have them in their
 * context. `main` provides them; on a plain Next host they are made from `DATABASE_URL` at first use, and the relay of
 * another process does the stamping.
 */
export function services(): Services {
  const slot = shared("services", (): { current: Services | null } => ({ current: null }));
  slot.current ??= fromEnvironment();
  return slot.current;
}

/** Without a word about mails, links are shown to be copied. `formats`: of webhooks, the dialects'. */
type Provided = Omit<Services, "receipts" | "mailsLinks"> &
  Partial<Pick<Services, "mailsLinks">> & { formats?: readonly WebhookFormat[] };

/** Called once by the composition root; the receipt queue is made here. Gives back what it provides. */
export function provideServices({ formats = [], ...provided }: Provided): Services {
  provideWebhookFormats(formats);
  const current = createServices(provided);
  shared("services", (): { current: Services | null } => ({ current: null })).current = current;
  return current;
}

/** Services with a receipt queue of their own. */
export const createServices = (provided: Omit<Provided, "formats">): Services => ({
  mailsLinks: false,
  ...provided,
  receipts: createReceiptQueue(provided.run),
});

function fromEnvironment(): Services {
  const url = process.env["DATABASE_URL"];
  if (!url) throw new Error("DATABASE_URL is not set and no process provided the database");
  const isPooled = Boolean(process.env["DATABASE_DIRECT_URL"]);
  const database = openDatabase({ url, prepares: !isPooled });
  const now = () => new Date();
  const mailsLinks = Boolean(process.env["SMTP_URL"]);
  return createServices({
    database,
    now,
    mailsLinks,
    run: createRun({ database, now, onCommitted: () => {} }),
  });
}

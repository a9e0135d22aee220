import DataLoader from "dataloader";
import type { Services } from "@/server/commands/_run/services";
import {
  listWebhookDetails,
  type WebhookDetails,
  type WebhookSubject,
} from "@/server/dialects/chatwoot/queries/list-webhook-details";

/** As many subjects in one statement. */
const BATCH_MAX = 500;

/** Loads what events only refer to. The events that are rendered in one turn of the event loop share their statements. */
export function createDetailsLoader({
  database,
  now,
}: Pick<Services, "database" | "now">): (subject: WebhookSubject) => Promise<WebhookDetails | null> {
  const loader = new DataLoader<WebhookSubject, WebhookDetails | null>(
    (subjects) => listWebhookDetails(database, subjects, now()),
    { cache: false, batchScheduleFn: setImmediate, maxBatchSize: BATCH_MAX },
  );
  return (subject) => loader.load(subject);
}

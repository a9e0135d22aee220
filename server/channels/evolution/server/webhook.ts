import { z } from "zod";
import type { EvolutionSettings } from "@/server/channels/evolution/settings";
import { isSameText } from "@/server/lib/crypto/same-text";
import { deriveKey } from "@/server/lib/crypto/seal";
import { withoutFinalSlashes } from "@/server/lib/web/base-url";
import { answerOf, type EvolutionAccess, type EvolutionApi } from "./evolution-api";
import { failureWords } from "./evolution-outcome";

/** The header by which Evolution API proves that a webhook is its own. It signs nothing. */
export const SECRET_HEADER = "x-tickline-secret";

/** What is reported. The QR code is not: screens fetch it while somebody looks at it. */
const EVENTS = [
  "MESSAGES_UPSERT",
  "MESSAGES_UPDATE",
  "MESSAGES_EDITED",
  "MESSAGES_DELETE",
  "SEND_MESSAGE",
  "GROUP_UPDATE",
  "GROUP_PARTICIPANTS_UPDATE",
  "CONNECTION_UPDATE",
] as const;

/** An inbox, as its webhook names it. */
export type WebhookOf = { inboxId: number; identifier: string };

/**
 * The secret of an inbox's webhook. It is derived from AUTH_SECRET, so every process knows it and nothing stores it, and it changes
 * with the inbox's identifier.
 */
export const webhookSecret = ({ inboxId, identifier }: WebhookOf): string =>
  deriveKey(`tickline evolution webhook of inbox ${inboxId} ${identifier}`).toString("base64url");

/** Whether a request has the secret of the inbox. Takes the same time wherever they differ. */
export const hasSecret = (inbox: WebhookOf, received: string | undefined): boolean =>
  isSameText(webhookSecret(inbox), received ?? "");

/** Where Evolution API posts an inbox's events. */
export const webhookUrl = (
  { webhookBaseUrl }: Pick<EvolutionSettings, "webhookBaseUrl">,
  { identifier, baseUrl }: { identifier: string; baseUrl: string },
): string => `${withoutFinalSlashes(webhookBaseUrl ?? baseUrl)}/channels/evolution/${identifier}`;

const found = z
  .object({
    enabled: z.boolean().nullish(),
    url: z.string().nullish(),
    events: z.array(z.string()).nullish().catch(null),
    headers: z.record(z.string(), z.unknown()).nullish().catch(null),
    webhookByEvents: z.boolean().nullish(),
    webhookBase64: z.boolean().nullish(),
  })
  .nullable();

/** `before`: the address that the webhook had, which is another program's if it is not ours. */
export type WebhookEnsured =
  | { kind: "kept" }
  | { kind: "repaired"; before: string | null }
  | { kind: "failed"; words: string };

/** Registers the webhook of an inbox at its instance, unless it is there as it should be. */
export async function ensureWebhook(
  api: EvolutionApi,
  access: EvolutionAccess,
  wanted: { url: string; secret: string },
): Promise<WebhookEnsured> {
  const posted = await api.get(access, "webhook/find");
  const read = answerOf(posted, found);
  if (read && isAsWanted(read, wanted)) return { kind: "kept" };
  const set = await api.post(access, "webhook/set", {
    webhook: {
      enabled: true,
      url: wanted.url,
      headers: { [SECRET_HEADER]: wanted.secret },
      byEvents: false,
      base64: false,
      events: EVENTS,
    },
  });
  const isSet = set.answered && set.status >= 200 && set.status < 300;
  if (!isSet) return { kind: "failed", words: failureWords(set) };
  return { kind: "repaired", before: read?.enabled && read.url ? read.url : null };
}

function isAsWanted(
  { enabled, url, events, headers, webhookByEvents, webhookBase64 }: NonNullable<z.output<typeof found>>,
  wanted: { url: string; secret: string },
): boolean {
  const secret = headers?.[SECRET_HEADER];
  const known = new Set(events ?? []);
  const isComplete = EVENTS.every((event) => known.has(event));
  const isRight = enabled === true && url === wanted.url && !webhookByEvents && !webhookBase64;
  return isRight && isComplete && typeof secret === "string" && isSameText(secret, wanted.secret);
}

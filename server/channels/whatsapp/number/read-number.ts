import { z } from "zod";
import type { Graph, GraphAccess } from "@/server/channels/whatsapp/graph/graph";
import { isBefore24, jsonOf } from "@/server/channels/whatsapp/graph/graph";
import { failureOf } from "@/server/channels/whatsapp/graph/graph-outcome";
import type { NumberReading } from "@/server/contract/channel/number-health";
import type { Posted } from "@/server/lib/outbound/post";

const numberAnswer = z.object({
  display_phone_number: z.string(),
  verified_name: z.string().optional(),
  name_status: z.string().optional(),
  status: z.string().optional(),
  quality_rating: z.string().optional(),
  whatsapp_business_manager_messaging_limit: z.string().optional(),
  messaging_limit_tier: z.string().optional(),
  webhook_configuration: z
    .object({
      phone_number: z.string().optional(),
      whatsapp_business_account: z.string().optional(),
      application: z.string().optional(),
    })
    .optional(),
});

/** The address that Meta calls for a number, where the answer has it. */
export type NumberAnswer = { number: NumberReading; webhook: string | null };

/** Graph refuses a field that its version does not have: the limit is the number's until 23.0, and the portfolio's from 24.0. */
const fieldsOf = (access: GraphAccess): string =>
  [
    "display_phone_number",
    "verified_name",
    "name_status",
    "status",
    "quality_rating",
    isBefore24(access) ? "messaging_limit_tier" : "whatsapp_business_manager_messaging_limit",
    "webhook_configuration",
  ].join(",");

/** Requests what Meta knows of a number. `readNumber` reads the answer. */
export const requestNumber = (
  graph: Graph,
  access: GraphAccess & { phoneNumberId: string },
): Promise<Posted> => graph.get(access, `${access.phoneNumberId}?fields=${fieldsOf(access)}`);

/** The number in an answer, as of `now`; else why there is none. */
export function readNumber(posted: Posted, now: Date): NumberAnswer | { failed: string } {
  const isRead = posted.answered && posted.status === 200;
  const read = isRead ? numberAnswer.safeParse(jsonOf(posted.excerpt)) : null;
  if (!read?.success) {
    if (isRead) return { failed: "Meta's answer about the number cannot be read." };
    const failure = failureOf(posted, now);
    return { failed: failure.kind === "refused" ? failure.error : failure.reason };
  }
  const { webhook_configuration: webhook, ...of } = read.data;
  return {
    number: {
      at: now.toISOString(),
      displayNumber: of.display_phone_number,
      name: of.verified_name ?? null,
      nameStatus: of.name_status ?? null,
      status: of.status ?? null,
      quality: of.quality_rating ?? null,
      limit: of.whatsapp_business_manager_messaging_limit ?? of.messaging_limit_tier ?? null,
    },
    // Its own one before the account's and the app's.
    webhook: webhook?.phone_number || webhook?.whatsapp_business_account || webhook?.application || null,
  };
}

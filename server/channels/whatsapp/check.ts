import { z } from "zod";
import type { ChannelFinding, ConnectedInbox } from "@/server/contract/channel/channel-dto";
import type { Posted } from "@/server/lib/outbound/post";
import { createGraph, errorIn, type Graph, jsonOf } from "./graph/graph";
import { wordsOf } from "./graph/graph-error";
import type { WhatsappSettings } from "./settings";

/** Somebody waits for the result; the calls run side by side. */
const TOTAL_MS = 8_000;

const numberAnswer = z.object({
  display_phone_number: z.string(),
  verified_name: z.string().optional(),
  quality_rating: z.string().optional(),
  whatsapp_business_manager_messaging_limit: z.string().optional(),
  webhook_configuration: z
    .object({
      phone_number: z.string().optional(),
      whatsapp_business_account: z.string().optional(),
      application: z.string().optional(),
    })
    .optional(),
});
const FIELDS = Object.keys(numberAnswer.shape).join(",");

const appsAnswer = z.object({ data: z.array(z.unknown()) });

/** What keeps messages from coming in or going out: the token, the number, its quality and limit, and the webhook. */
export async function checkWhatsapp({
  inbox,
  settings,
}: ConnectedInbox<WhatsappSettings>): Promise<ChannelFinding[]> {
  const graph = createGraph(TOTAL_MS);
  try {
    return await findingsOf(graph, settings, inbox.identifier);
  } finally {
    graph.close();
  }
}

async function findingsOf(
  graph: Graph,
  settings: WhatsappSettings,
  identifier: string,
): Promise<ChannelFinding[]> {
  const [number, apps] = await Promise.all([
    graph.get(settings, `${settings.phoneNumberId}?fields=${FIELDS}`),
    graph.get(settings, `${settings.businessAccountId}/subscribed_apps`),
  ]);
  return [...numberFindings(number, identifier), subscriptionFinding(apps), addressFinding(identifier)];
}

const publicUrlOf = (): string | undefined => process.env["NEXTAUTH_URL"];
const webhookPath = (identifier: string): string => `/channels/whatsapp/${identifier}`;

function numberFindings(posted: Posted, identifier: string): ChannelFinding[] {
  const read = answerOf(posted, numberAnswer);
  if (!read) return [failedFinding("number_unreadable", "The phone number cannot be read", posted)];
  const name = read.verified_name ? ` (${read.verified_name})` : "";
  return [
    { level: "ok", code: "number", message: `The token reads ${read.display_phone_number}${name}.` },
    ...qualityFindings(read.quality_rating),
    ...limitFindings(read.whatsapp_business_manager_messaging_limit),
    ...webhookFindings(read.webhook_configuration, identifier),
  ];
}

const QUALITY: Readonly<Record<string, ChannelFinding["level"]>> = {
  GREEN: "ok",
  YELLOW: "warning",
  RED: "error",
};

function qualityFindings(rating: string | undefined): ChannelFinding[] {
  const level = rating === undefined ? undefined : QUALITY[rating];
  if (!level || rating === undefined) return [];
  const words = level === "ok" ? "" : " Customers block or report its messages: write less often.";
  return [{ level, code: "quality", message: `The number's quality is ${rating.toLowerCase()}.${words}` }];
}

function limitFindings(limit: string | undefined): ChannelFinding[] {
  if (!limit) return [];
  const count = limit.replace(/^TIER_/, "").toLowerCase();
  const message = `Templates may reach so many customers in 24 hours: ${count}.`;
  return [{ level: "ok", code: "messaging_limit", message }];
}

/** The address that Meta calls for this number, where the answer has it: its own one before the account's and the app's. */
function webhookFindings(
  configured: z.output<typeof numberAnswer>["webhook_configuration"],
  identifier: string,
): ChannelFinding[] {
  const address =
    configured?.phone_number || configured?.whatsapp_business_account || configured?.application;
  if (!address) return [];
  if (address.endsWith(webhookPath(identifier)))
    return [{ level: "ok", code: "webhook", message: `Meta calls ${address}.` }];
  const message = `Meta calls ${address}, which is not the webhook of this inbox.`;
  return [{ level: "warning", code: "webhook_elsewhere", message }];
}

function subscriptionFinding(posted: Posted): ChannelFinding {
  const read = answerOf(posted, appsAnswer);
  if (!read)
    return failedFinding("subscription_unreadable", "The account's subscriptions cannot be read", posted);
  return read.data.length > 0
    ? { level: "ok", code: "subscribed", message: "An app is subscribed to the WhatsApp Business Account." }
    : {
        level: "error",
        code: "not_subscribed",
        message:
          "No app is subscribed to the WhatsApp Business Account, so no message comes in. Subscribe the app's webhook to the field messages.",
      };
}

function addressFinding(identifier: string): ChannelFinding {
  const publicUrl = publicUrlOf();
  if (publicUrl?.startsWith("https:"))
    return {
      level: "ok",
      code: "address",
      message: `The webhook is ${publicUrl}${webhookPath(identifier)}.`,
    };
  const message = "PUBLIC_URL is not an address of https: Meta calls no other webhooks.";
  return { level: "warning", code: "public_url_not_https", message };
}

function answerOf<S extends z.ZodType>(posted: Posted, schema: S): z.output<S> | null {
  if (!posted.answered || posted.status !== 200) return null;
  const read = schema.safeParse(jsonOf(posted.excerpt));
  return read.success ? read.data : null;
}

function failedFinding(code: string, what: string, posted: Posted): ChannelFinding {
  if (!posted.answered) return { level: "error", code: "graph_unreachable", message: posted.message };
  const error = errorIn(posted.excerpt);
  return { level: "error", code, message: `${what}: ${error ? wordsOf(error) : posted.status}` };
}

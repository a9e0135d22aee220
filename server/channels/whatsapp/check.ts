import { z } from "zod";
import type { ChannelFinding, ConnectedInbox } from "@/server/contract/channel/channel-dto";
import type { Posted } from "@/server/lib/outbound/post";
import { createGraph, errorIn, type Graph, jsonOf } from "./graph/graph";
import { wordsOf } from "./graph/graph-error";
import { readNumber, requestNumber } from "./number/read-number";
import type { WhatsappSettings } from "./settings";

/** Somebody waits for the result; the calls run side by side. */
const TOTAL_MS = 8_000;

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
    requestNumber(graph, settings),
    graph.get(settings, `${settings.businessAccountId}/subscribed_apps`),
  ]);
  return [...numberFindings(number, identifier), subscriptionFinding(apps), addressFinding(identifier)];
}

const publicUrlOf = (): string | undefined => process.env["NEXTAUTH_URL"];
const webhookPath = (identifier: string): string => `/channels/whatsapp/${identifier}`;

function numberFindings(posted: Posted, identifier: string): ChannelFinding[] {
  const read = readNumber(posted, new Date());
  if ("failed" in read)
    return [failedFinding("number_unreadable", "The phone number cannot be read", posted)];
  const { displayNumber, name, quality, limit } = read.number;
  const called = name ? ` (${name})` : "";
  return [
    { level: "ok", code: "number", message: `The token reads ${displayNumber}${called}.` },
    ...qualityFindings(quality),
    ...limitFindings(limit),
    ...webhookFindings(read.webhook, identifier),
  ];
}

const QUALITY: Readonly<Record<string, ChannelFinding["level"]>> = {
  GREEN: "ok",
  YELLOW: "warning",
  RED: "error",
};

function qualityFindings(rating: string | null): ChannelFinding[] {
  const level = rating === null ? undefined : QUALITY[rating];
  if (!level || rating === null) return [];
  const words = level === "ok" ? "" : " Customers block or report its messages: write less often.";
  return [{ level, code: "quality", message: `The number's quality is ${rating.toLowerCase()}.${words}` }];
}

function limitFindings(limit: string | null): ChannelFinding[] {
  if (!limit) return [];
  const count = limit.replace(/^TIER_/, "").toLowerCase();
  const message = `Templates may reach so many customers in 24 hours: ${count}.`;
  return [{ level: "ok", code: "messaging_limit", message }];
}

function webhookFindings(address: string | null, identifier: string): ChannelFinding[] {
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

import { z } from "zod";
import type { ChannelFinding, ConnectedInbox } from "@/server/contract/channel/channel-dto";
import { finding } from "@/server/contract/channel/channel-finding";
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
  if ("failed" in read) return [failedFinding("number_unreadable", posted)];
  const { displayNumber, name, quality, limit } = read.number;
  const called = { isNamed: name ? "true" : "false", name: name ?? "" } as const;
  return [
    finding("ok", "number", { number: displayNumber, ...called }),
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
  return [finding(level, "quality", { rating: rating.toLowerCase() })];
}

function limitFindings(limit: string | null): ChannelFinding[] {
  if (!limit) return [];
  return [finding("ok", "messaging_limit", { limit: limit.replace(/^TIER_/, "").toLowerCase() })];
}

function webhookFindings(address: string | null, identifier: string): ChannelFinding[] {
  if (!address) return [];
  if (address.endsWith(webhookPath(identifier)))
    return [finding("ok", "webhook", { caller: "Meta", address })];
  return [finding("warning", "webhook_elsewhere", { address })];
}

function subscriptionFinding(posted: Posted): ChannelFinding {
  const read = answerOf(posted, appsAnswer);
  if (!read) return failedFinding("subscription_unreadable", posted);
  return read.data.length > 0 ? finding("ok", "subscribed") : finding("error", "not_subscribed");
}

function addressFinding(identifier: string): ChannelFinding {
  const publicUrl = publicUrlOf();
  if (publicUrl?.startsWith("https:"))
    return finding("ok", "address", { address: `${publicUrl}${webhookPath(identifier)}` });
  return finding("warning", "public_url_not_https", { channel: "whatsapp" });
}

function answerOf<S extends z.ZodType>(posted: Posted, schema: S): z.output<S> | null {
  if (!posted.answered || posted.status !== 200) return null;
  const read = schema.safeParse(jsonOf(posted.excerpt));
  return read.success ? read.data : null;
}

function failedFinding(
  code: "number_unreadable" | "subscription_unreadable",
  posted: Posted,
): ChannelFinding {
  if (!posted.answered) return finding("error", "graph_unreachable", { words: posted.message });
  const error = errorIn(posted.excerpt);
  return finding("error", code, { words: error ? wordsOf(error) : String(posted.status) });
}

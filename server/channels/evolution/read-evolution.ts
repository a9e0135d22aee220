import { z } from "zod";
import { testCallOf } from "@/server/channels/api/test-callback";
import type { CheckEvolutionInput } from "@/server/contract/inbox/evolution";
import type { OutsideCalls } from "@/server/contract/inbox/outside-calls";
import type { EvolutionSettings } from "@/server/domain/inbox/evolution";
import type { Outbound } from "@/server/lib/outbound/post";
import { withoutFinalSlashes } from "@/server/lib/web/without-final-slashes";

const flag = z.boolean().nullish().catch(null);
const text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null);

/**
 * The answer of `GET /chatwoot/find/{instance}`. Some of its versions leave out what was never set.
 */
const found = z.object({
  enabled: z.boolean().nullable(),
  accountId: text,
  nameInbox: text,
  reopenConversation: flag,
  conversationPending: flag,
  webhook_url: text,
});

/** Reads the Chatwoot settings of an Evolution API instance, once. Never throws. */
export async function readEvolution(
  { url, instance, apiKey }: CheckEvolutionInput,
  outbound: Pick<Outbound, "get">,
): Promise<Awaited<ReturnType<OutsideCalls["readEvolution"]>>> {
  const got = await outbound.get({
    url: `${withoutFinalSlashes(url)}/chatwoot/find/${encodeURIComponent(instance)}`,
    headers: { apikey: apiKey, accept: "application/json", "user-agent": "Tickline" },
  });
  const isAccepted = got.answered && got.status >= 200 && got.status < 300;
  return { call: testCallOf(got), settings: isAccepted ? settingsIn(got.excerpt) : null };
}

function settingsIn(body: string): EvolutionSettings | null {
  const { data } = found.safeParse(parsed(body));
  if (!data) return null;
  return {
    enabled: data.enabled === true,
    accountId: data.accountId || null,
    nameInbox: data.nameInbox || null,
    reopenConversation: data.reopenConversation ?? null,
    conversationPending: data.conversationPending ?? null,
    webhookUrl: data.webhook_url || null,
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null; // it is no Evolution API
  }
}

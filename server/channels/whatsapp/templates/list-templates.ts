import { z } from "zod";
import { createGraph, errorIn, type Graph, jsonOf } from "@/server/channels/whatsapp/graph/graph";
import { wordsOf } from "@/server/channels/whatsapp/graph/graph-error";
import type { WhatsappSettings } from "@/server/channels/whatsapp/settings";
import type { ListedTemplates } from "@/server/contract/channel/channel-template";
import type { ChannelTemplate } from "@/server/domain/message/channel-template";
import { toTemplate, wireTemplate } from "./wire-template";

/** Of one page. Somebody waits for the result. */
const PAGE_MS = 8_000;
const PAGE_BYTES = 4 * 1024 * 1024;
const PAGE_TEMPLATES = 100;
/** Meta allows an account 6,000 templates at most. */
const PAGES_MAX = 60;
const TOTAL_MS = 25_000;
const FIELDS = "name,language,status,category,parameter_format,components";

const page = z.object({
  data: z.array(z.unknown()),
  paging: z
    .object({ cursors: z.object({ after: z.string().optional() }).optional(), next: z.string().optional() })
    .optional(),
});

/** The templates of the inbox's account, in Meta's order. Those of an unknown form are left out. */
export async function listTemplates(settings: WhatsappSettings): Promise<ListedTemplates> {
  const graph = createGraph(PAGE_MS, PAGE_BYTES);
  try {
    return await readPages(graph, settings);
  } finally {
    graph.close();
  }
}

async function readPages(graph: Graph, settings: WhatsappSettings): Promise<ListedTemplates> {
  const templates: ChannelTemplate[] = [];
  const until = performance.now() + TOTAL_MS;
  let after: string | undefined;
  for (let count = 0; count < PAGES_MAX; count++) {
    if (performance.now() > until) return { failed: "Meta answered too slowly." };
    const query = new URLSearchParams({
      fields: FIELDS,
      limit: String(PAGE_TEMPLATES),
      ...(after && { after }),
    });
    const posted = await graph.get(settings, `${settings.businessAccountId}/message_templates?${query}`);
    if (!posted.answered) return { failed: posted.message };
    const read = posted.status === 200 ? page.safeParse(jsonOf(posted.excerpt)) : null;
    if (!read?.success) {
      const error = errorIn(posted.excerpt);
      return { failed: error ? wordsOf(error) : `Meta answered ${posted.status}.` };
    }
    const { data, paging } = read.data;
    for (const one of data) {
      const known = wireTemplate.safeParse(one);
      if (known.success) templates.push(toTemplate(known.data));
    }
    const next = paging?.next ? paging.cursors?.after : undefined;
    if (!next || next === after) break;
    after = next;
  }
  return { templates };
}

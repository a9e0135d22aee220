import { z } from "zod";
import type { Group } from "@/server/channels/groups";
import { type Graph, jsonOf } from "@/server/channels/whatsapp/graph/graph";
import type { WhatsappSettings } from "@/server/channels/whatsapp/settings";
import { name } from "@/server/contract/_shared/fields";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";

const answer = z.object({ subject: name(NAME_CHARS_MAX) });

/** A group of Meta's Groups API, whose name Graph knows. */
export const groupOf = (sourceId: string, graph: Graph, access: WhatsappSettings): Group => ({
  sourceId,
  async readName() {
    const posted = await graph.get(access, `${encodeURIComponent(sourceId)}?fields=subject`);
    const read = answer.safeParse(posted.answered ? jsonOf(posted.excerpt) : null);
    return read.data?.subject.toWellFormed() ?? "WhatsApp group";
  },
});

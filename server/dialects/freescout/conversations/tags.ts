import { z } from "zod";
import { labelDto } from "@/server/contract/organising/label";
import type { FreescoutContext, Route } from "@/server/dialects/freescout/context";
import { given, id, readQuery } from "@/server/dialects/freescout/input/read-input";
import { listJson, pageOf, pageOfAll, paging } from "@/server/dialects/freescout/json/paging";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { listLabels } from "@/server/queries/organising/organising";

const COLOURS = labelDto.shape.colour.options;

export const tagRoutes: readonly Route[] = [["GET", "/tags", list]];

/**
 * The account's labels, or those of one conversation. Their conversations are not counted. A colour is a number in
 * FreeScout: here its place among Tickline's, 0 = gray.
 */
async function list(c: FreescoutContext): Promise<Response> {
  const { caller, services } = c.var;
  const { database } = services;
  const query = readQuery(c, z.object({ ...paging, conversationId: given(id) }));
  const page = pageOf(query);
  const all = await listLabels(database, caller);
  const on =
    query.conversationId === undefined
      ? null
      : (await getConversation(database, caller, { conversationId: query.conversationId })).conversation
          .labels;
  const tags = all.filter(({ name }) => on === null || on.includes(name));
  const items = pageOfAll(tags, page).map(({ id, name, colour }) => ({
    id,
    name,
    counter: null,
    color: COLOURS.indexOf(colour),
  }));
  return c.json(listJson("tags", items, { ...page, total: tags.length }));
}

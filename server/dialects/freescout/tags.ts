import { z } from "zod";
import { services } from "@/server/commands/services";
import { getConversation } from "@/server/queries/get-conversation";
import { listLabels } from "@/server/queries/list-labels";
import type { FreescoutContext, Route } from "./context";
import { listJson, pageOf, pageOfAll, paging } from "./paging";
import { given, id, readQuery } from "./read-input";

export const tagRoutes: readonly Route[] = [["GET", "/tags", list]];

/** The account's labels, or those of one conversation. How many conversations have one is not counted. */
async function list(c: FreescoutContext): Promise<Response> {
  const { database } = services();
  const { caller } = c.var;
  const asked = readQuery(c, z.object({ ...paging, conversationId: given(id) }));
  const page = pageOf(asked);
  const all = await listLabels(database, caller);
  const on =
    asked.conversationId === undefined
      ? null
      : (await getConversation(database, caller, { conversationId: asked.conversationId })).conversation
          .labels;
  const tags = all.filter(({ name }) => on === null || on.includes(name));
  const items = pageOfAll(tags, page).map(({ id, name, colour }) => ({
    id,
    name,
    counter: null,
    color: colour,
  }));
  return c.json(listJson("tags", items, { ...page, total: tags.length }));
}

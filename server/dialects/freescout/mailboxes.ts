import { z } from "zod";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { readQuery } from "@/server/dialects/freescout/input/read-input";
import { listJson, pageOf, pageOfAll, paging } from "@/server/dialects/freescout/json/paging";
import { secondOf } from "@/server/dialects/freescout/json/words";
import { listInboxes } from "@/server/queries/inboxes/list-inboxes";
import type { FreescoutContext, Route } from "./context";

export const mailboxRoutes: readonly Route[] = [["GET", "/mailboxes", list]];

/** The inboxes that the key's user may see. */
async function list(c: FreescoutContext): Promise<Response> {
  const page = pageOf(readQuery(c, z.object(paging)));
  const all = await listInboxes(c.var.services.database, c.var.caller);
  return c.json(listJson("mailboxes", pageOfAll(all, page).map(mailboxJson), { ...page, total: all.length }));
}

/** An inbox has no e-mail address. */
const mailboxJson = ({ id, name, createdAt, updatedAt }: InboxDto) => ({
  id,
  name,
  email: "",
  createdAt: secondOf(createdAt),
  updatedAt: secondOf(updatedAt),
});

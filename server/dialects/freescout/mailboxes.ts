import { z } from "zod";
import { services } from "@/server/commands/services";
import type { InboxDto } from "@/server/contract/dto";
import { listInboxes } from "@/server/queries/list-inboxes";
import type { FreescoutContext, Route } from "./context";
import { listJson, pageOf, pageOfAll, paging } from "./paging";
import { readQuery } from "./read-input";
import { secondOf } from "./words";

export const mailboxRoutes: readonly Route[] = [["GET", "/mailboxes", list]];

/** Those that the key's user may see. */
async function list(c: FreescoutContext): Promise<Response> {
  const page = pageOf(readQuery(c, z.object(paging)));
  const all = await listInboxes(services().database, c.var.caller);
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

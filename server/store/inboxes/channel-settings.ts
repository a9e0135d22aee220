import { attributes, type JsonObject } from "@/server/contract/_shared/primitives";
import type { Channel } from "@/server/domain/inbox/channel";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";

type Setting = { channel: Channel; name: string; value: string };

/** An account's inboxes of a channel that have this text as a setting, the oldest first. */
export async function findInboxesBySetting(
  db: Db,
  accountId: number,
  { channel, name, value }: Setting,
): Promise<{ id: number; settings: JsonObject }[]> {
  const found = await prismaOf(db).inbox.findMany({
    where: { accountId, channel, settings: { path: [name], equals: value } },
    select: { id: true, settings: true },
    orderBy: { id: "asc" },
  });
  return found.map(({ id, settings }) => ({ id: Number(id), settings: attributes.parse(settings) }));
}

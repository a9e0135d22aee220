import { createInbox } from "@/server/commands/inboxes/inboxes";
import type { Caller } from "@/server/contract/_shared/caller";
import { wukongimClient } from "@/test/support/clients/wukongim";
import type { World } from "@/test/support/scenes/world";

/** An account's inbox for WuKongIM, with the channels of the table of routes; a message has `name` as its number. */
export async function ownWukongim(
  { world, url }: { world: World; url: string },
  { admin, token }: { admin: Caller; token: string },
  name: string,
): Promise<void> {
  await world.run(createInbox, admin, { name, channel: "wukongim" });
  const { post } = wukongimClient({ url }, token);
  const payload = Buffer.from('{"type":1,"content":"Hallo"}').toString("base64");
  for (const channel_id of ["g1", "g2"])
    await post("/channel", { channel_id, channel_type: 2, subscribers: ["ann", "bob"] });
  await post("/message/send", { channel_id: "g1", channel_type: 2, client_msg_no: name, payload });
}

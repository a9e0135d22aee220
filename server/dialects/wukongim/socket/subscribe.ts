import type { Services } from "@/server/commands/_run/services";
import { readPlace } from "@/server/dialects/wukongim/input/read-place";
import { isMemberOf } from "@/server/dialects/wukongim/queries/channels";
import type { Device } from "@/server/dialects/wukongim/socket/devices/device";
import { SOCKET_REASONS, type SubscribeParams } from "@/server/dialects/wukongim/socket/wire/requests";
import { contextOf } from "./write";

/** Whether a device's user receives a channel's messages: that of its members, without subscribing. */
export async function subscribeTo(
  services: Services,
  device: Device,
  params: SubscribeParams,
): Promise<{ reasonCode: number }> {
  const c = contextOf(services, device);
  const place = await readPlace(c, { uid: device.uid, ...params });
  const { contactId } = device;
  const isMember =
    place !== null &&
    contactId !== null &&
    (await isMemberOf(c.var.services.database, device.accountId, {
      conversationId: place.conversationId,
      contactId,
    }));
  return { reasonCode: isMember ? SOCKET_REASONS.success : SOCKET_REASONS.notSubscriber };
}

import { z } from "zod";
import {
  channelId,
  channelType,
  flag,
  optionalFlag,
  orZero,
  uids,
} from "@/server/dialects/wukongim/input/fields";

export const channelRef = { channel_id: channelId, channel_type: channelType };

/** The flags of a channel; absent ones stay as they are. */
const flags = {
  large: optionalFlag,
  ban: optionalFlag,
  disband: optionalFlag,
  send_ban: optionalFlag,
  allow_stranger: optionalFlag,
};

export const channelInfoParams = z.object({ ...channelRef, ...flags });
export const channelParams = z.object({ ...channelRef, ...flags, reset: flag, subscribers: uids });
export const channelOnlyParams = z.object(channelRef);
export const subscribersParams = z.object({
  ...channelRef,
  reset: flag,
  temp_subscriber: orZero(z.literal([0, 1]), 0).refine(
    (isTemporary) => isTemporary === 0,
    "temporary subscribers are not supported",
  ),
  subscribers: uids,
});
export const listParams = z.object({ ...channelRef, uids });

type Flags = z.output<typeof channelInfoParams>;

/** The given flags by their names in Tickline. */
export function givenFlags({ large, ban, disband, send_ban: sendBan, allow_stranger: allowStranger }: Flags) {
  const all = { large, ban, disband, sendBan, allowStranger };
  const given = Object.entries(all).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as { [Flag in keyof typeof all]?: boolean }; // without those that are null
}

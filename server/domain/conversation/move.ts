import type { Channel } from "@/server/domain/inbox/channel";

/**
 * Whether a contact's source id in one inbox works in the channel's other inboxes. `api`: the integrator's id.
 * `evolution`: a phone number. `wukongim`: the uid. `widget`: a browser's session with one website.
 */
const IS_ADDRESS_EVERYWHERE: Readonly<Record<Channel, boolean>> = {
  api: true,
  evolution: true,
  widget: false,
  wukongim: true,
};

/** Whether another inbox can reach a contact that is new to it by the source id of this inbox. */
export const carriesAddress = (from: Channel, to: Channel): boolean =>
  from === to && IS_ADDRESS_EVERYWHERE[to];

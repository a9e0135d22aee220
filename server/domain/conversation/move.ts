type Channel = "api" | "widget" | "evolution";

/**
 * Whether what a channel calls a contact in one inbox is their address in its other inboxes too. `api`: the integrator
 * is the channel, and the name is theirs. `evolution`: a phone number. `widget`: a browser's session with one website.
 */
const IS_ADDRESS_EVERYWHERE: Readonly<Record<Channel, boolean>> = {
  api: true,
  evolution: true,
  widget: false,
};

/** Whether replies from another inbox reach a contact whom that inbox does not know, under the name they have in this one. */
export const carriesAddress = (from: Channel, to: Channel): boolean =>
  from === to && IS_ADDRESS_EVERYWHERE[to];

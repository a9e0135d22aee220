import { Refusal } from "@/server/contract/_shared/refusal";
import {
  type ConnectedDevice,
  type DevicePosition,
  putConnectedDevice,
  raiseCommandNumbers,
  raisePositions,
} from "@/server/dialects/wukongim/store/connected-devices";
import { lockContact } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";

/** `name`: tells the devices of a contact apart. */
export type ConnectDevice = { contactId: number; name: string };

/**
 * Records that a contact's device has connected. A known one gets what it has not acknowledged; a new one begins with what
 * comes from now on. A merged contact leads to the one that it was merged into.
 */
export async function connectDevice(
  tx: Tx,
  { contactId, name }: ConnectDevice,
): Promise<ConnectedDevice & { contactId: number }> {
  const contact = await lockContact(tx, contactId);
  if (!contact) throw new Refusal("contact.not_found");
  return { ...(await putConnectedDevice(tx, { contactId: contact.id, name })), contactId: contact.id };
}

export type SaveDevicePositions = {
  positions: readonly DevicePosition[];
  /** The numbers of command messages, by device. */
  commands: readonly { deviceId: number; number: number }[];
};

/** Saves what devices have acknowledged. Lower numbers than before change nothing; unknown devices are left out. */
export async function saveDevicePositions(
  tx: Tx,
  { positions, commands }: SaveDevicePositions,
): Promise<void> {
  await raiseCommandNumbers(tx, commands);
  await raisePositions(tx, positions);
}

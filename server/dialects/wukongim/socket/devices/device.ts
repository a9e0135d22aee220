import { timingSafeEqual } from "node:crypto";
import type { DeviceKey } from "@/server/dialects/wukongim/queries/device-token";

/** A device on one connection. */
export type Device = DeviceKey & {
  accountId: number;
  /** The connection's own id, also among those of other processes. */
  connectionId: string;
  /** A new connection of a master device ends the others of the user's devices with that flag. */
  isMaster: boolean;
  /** Tells the devices of a user apart: the flag, and the id that it gave itself. */
  name: string;
  /** Null: the user is no customer, and receives nothing. */
  contactId: number | null;
  /** Of the device among those that are remembered; null without a contact. */
  deviceId: number | null;
  /** The newest command message that it had when it connected. */
  commandNumber: number;
  tokenHash: Buffer;
};

/** Whether a new connection ends another one: of the same device, or of the same kind if it is a master. */
export const replaces = (
  newer: Pick<Device, "inboxId" | "uid" | "deviceFlag" | "isMaster" | "name" | "connectionId">,
  older: Pick<Device, "inboxId" | "uid" | "deviceFlag" | "name" | "connectionId">,
): boolean =>
  newer.connectionId !== older.connectionId &&
  newer.inboxId === older.inboxId &&
  newer.uid === older.uid &&
  newer.deviceFlag === older.deviceFlag &&
  (newer.isMaster || (hasOwnId(newer.name) && newer.name === older.name));

/** The name of a device. Those of one flag without an id share theirs. */
export const deviceName = (deviceFlag: number, deviceId: string | null | undefined): string =>
  `${deviceFlag}:${deviceId ?? ""}`;

const hasOwnId = (name: string): boolean => name.indexOf(":") < name.length - 1;

/** Whether two hashes of tokens are the same, in constant time. */
export const isSameHash = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

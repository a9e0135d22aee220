import { Refusal } from "@/server/contract/_shared/refusal";
import type { Tx } from "@/server/store/events/tx";
import {
  deletePushDevice,
  type NewPushDevice,
  queueTestPush,
  savePushDevice,
} from "@/server/store/push/push-devices";

/** Pushes the caller's notifications to a browser until its session ends. Only they see it, so there is no event. */
export async function addPushDevice(tx: Tx, device: Omit<NewPushDevice, "userId">): Promise<void> {
  const { userId } = tx.caller;
  if (userId === null || !(await savePushDevice(tx, { ...device, userId })))
    throw new Refusal("session.not_found");
}

/** Ends pushes to one of the caller's browsers. */
export async function removePushDevice(tx: Tx, { deviceId }: { deviceId: number }): Promise<void> {
  const { userId } = tx.caller;
  if (userId === null || !(await deletePushDevice(tx, userId, deviceId)))
    throw new Refusal("push_device.not_found");
}

/** Sends a test to one of the caller's browsers, whatever they chose; the worker sends it after commit. */
export async function testPushDevice(tx: Tx, { deviceId }: { deviceId: number }): Promise<void> {
  const { userId } = tx.caller;
  if (userId === null || !(await queueTestPush(tx, userId, deviceId)))
    throw new Refusal("push_device.not_found");
}

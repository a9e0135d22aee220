import { Refusal } from "@/server/contract/_shared/refusal";
import { LISTED_MAX } from "@/server/dialects/wukongim/domain/limits";
import { insertSystemUids } from "@/server/dialects/wukongim/store/rights";
import { countSystemUids, deleteDevices, putDevice } from "@/server/dialects/wukongim/store/users";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";

export type SetDeviceToken = {
  inboxId: number;
  uid: string;
  deviceFlag: number;
  deviceLevel: number;
  /** The hash of the token: the token itself is not kept. */
  tokenHash: Buffer;
};

/** Sets the token with which a WuKongIM user's device connects. */
export async function setDeviceToken(
  tx: Tx,
  { deviceLevel, tokenHash, ...device }: SetDeviceToken,
): Promise<void> {
  await requireInbox(tx, device.inboxId);
  await putDevice(tx, device, { deviceLevel, tokenHash });
}

/** Deletes the token of a user's device, or of all their devices. */
export async function dropDeviceTokens(
  tx: Tx,
  device: { inboxId: number; uid: string; deviceFlag: number | null },
): Promise<void> {
  await requireInbox(tx, device.inboxId);
  await deleteDevices(tx, device);
}

/** Puts users on the account's side: what they write is the account's. */
export async function addSystemUids(
  tx: Tx,
  { inboxId, uids }: { inboxId: number; uids: readonly string[] },
): Promise<void> {
  await requireInbox(tx, inboxId);
  await insertSystemUids(tx, inboxId, uids);
  if ((await countSystemUids(tx, inboxId)) > LISTED_MAX)
    throw new Refusal("input.invalid", { field: "uids", detail: `there are more than ${LISTED_MAX}` });
}

async function requireInbox(tx: Tx, inboxId: number): Promise<void> {
  if (!(await shareInbox(tx, inboxId))) throw new Refusal("inbox.not_found");
}

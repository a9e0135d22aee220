import { Refusal } from "@/server/contract/_shared/refusal";
import { type DiskRoom, diskTurn } from "@/server/domain/alert/disk";
import { closeAlert, openAlert } from "@/server/store/alerts/alerts";
import type { Tx } from "@/server/store/events/tx";
import { lockAccount } from "@/server/store/members/accounts";

/** The disk that files share with the database; an installation has one. */
const DISK = { type: "disk", id: 1, name: "data" } as const;

/**
 * Opens the account's alert about a disk that is filling, or closes it, as the disk's room is. Returns whether it did. Only the
 * worker calls it.
 */
export async function checkDiskAlert(tx: Tx, room: DiskRoom): Promise<boolean> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  await lockAccount(tx);
  const turn = diskTurn(room);
  if (turn === "ends") return (await closeAlert(tx, { kind: "disk_filling", subjectId: DISK.id })) !== null;
  if (turn === "stays") return false;
  const facts = { freeBytes: room.free, reserveBytes: room.reserve };
  return (await openAlert(tx, { kind: "disk_filling", subject: DISK, facts })) !== null;
}

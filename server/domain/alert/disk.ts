import type { AlertTurn } from "./alert";

/** Bytes of the disk that are free, and that uploads leave free. */
export type DiskRoom = { free: number; reserve: number };

/** An alert is due while uploads are still taken, below so many reserves. */
const OPENS_BELOW = 2;
/** It is over above so many: files come and go, and it must not open and close with each. */
const CLOSES_ABOVE = 2.5;

/** Whether the disk's room is a reason for an alert. Without a reserve nobody asked to be told. */
export function diskTurn({ free, reserve }: DiskRoom): AlertTurn {
  if (reserve === 0 || free >= CLOSES_ABOVE * reserve) return "ends";
  return free < OPENS_BELOW * reserve ? "begins" : "stays";
}

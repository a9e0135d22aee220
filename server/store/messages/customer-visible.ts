import { hasLeft } from "./undo-windows";

/** SQL: whether customers see message `m` at the instant `now`: no notes, and nothing that was withdrawn or is not sent yet. */
export const isVisible = (now: string): string =>
  `m.kind in ('message', 'system') and m.withdrawn_at is null and ${hasLeft(now, "m")}`;

/** SQL: whether message `m`, which customers see, is one of ours that they have not read. Index: message_unread_out. */
export const IS_UNREAD =
  "m.direction = 'out' and m.kind = 'message' and m.deleted_at is null and m.status in ('pending', 'sent', 'failed', 'delivered')";

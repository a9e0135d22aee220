import type { Draft } from "@/app/_inbox/composer/use-write";
import type { MessageDto } from "@/server/contract/_shared/dto";

/** The items of a thread, in order. A message keeps its key when it changes from being sent to sent. */
export type ThreadItem =
  | { kind: "day"; key: string; at: string }
  | { kind: "unread"; key: string }
  | { kind: "message"; key: string; message: MessageDto }
  | { kind: "run"; key: string; messages: readonly MessageDto[] }
  | { kind: "passing"; key: string; passing: PassingMessage }
  | { kind: "draft"; key: string; draft: Draft };

/** A message that is in no history. `received`: how many of its recipients have it; null = it is ephemeral. */
export type PassingMessage = Pick<MessageDto, "content" | "contentAttributes" | "sender" | "createdAt"> & {
  id: string;
  received: { count: number; of: number } | null;
};

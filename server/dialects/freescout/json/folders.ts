import type { ConversationDto } from "@/server/contract/_shared/dto";
import type { StatusWord } from "./words";
import { stateWord, statusWord } from "./words";

/** FreeScout's folder types: a conversation is in the first that matches. */
const FOLDER = { deleted: 70, spam: 80, closed: 60, assigned: 40, unassigned: 1 } as const;
type FolderType = keyof typeof FOLDER;

/** Folders are rows of a mailbox in FreeScout; these ids are computed per mailbox, so that they differ between mailboxes. */
export function folderOf(conversation: ConversationDto): number {
  const status = statusWord(conversation);
  const folder =
    stateWord(conversation) === "deleted"
      ? "deleted"
      : status === "spam" || status === "closed"
        ? status
        : conversation.assigneeId === null
          ? "unassigned"
          : "assigned";
  return conversation.inboxId * 100 + FOLDER[folder];
}

/** What is in a folder. */
export type Folder = {
  mailboxId: number;
  isTrash: boolean;
  statuses: readonly StatusWord[];
  /** Whether its conversations are assigned; undefined = some are. */
  isAssigned?: boolean;
};

const CONTENT: Readonly<Record<FolderType, Omit<Folder, "mailboxId">>> = {
  deleted: { isTrash: true, statuses: ["active", "pending", "closed", "spam"] },
  spam: { isTrash: false, statuses: ["spam"] },
  closed: { isTrash: false, statuses: ["closed"] },
  assigned: { isTrash: false, statuses: ["active", "pending"], isAssigned: true },
  unassigned: { isTrash: false, statuses: ["active", "pending"], isAssigned: false },
};

/** What a folder's id stands for; null = there is no such folder. */
export function readFolder(folderId: number): Folder | null {
  const types = Object.keys(FOLDER) as FolderType[]; // by its keys
  const type = types.find((one) => FOLDER[one] === folderId % 100);
  return type ? { mailboxId: Math.floor(folderId / 100), ...CONTENT[type] } : null;
}

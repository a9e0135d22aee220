import { z } from "zod";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { PAGE_SIZE, PAGE_SIZE_MAX } from "@/server/dialects/freescout/input/limits";
import { given } from "@/server/dialects/freescout/input/read-input";
import { type StatusWord, stateWord, statusWord } from "./words";

/** The requested page; `number` counts from 1. */
export type WirePage = { number: number; size: number };

const count = z
  .string()
  .regex(/^\d{1,9}$/, "must be a number from 1")
  .transform(Number)
  .refine((value) => value > 0, "must be a number from 1");

/** `page` and `pageSize`; a size above 100 is 100, which the response contains. */
export const paging = {
  page: given(count),
  pageSize: given(count),
};

export const pageOf = ({
  page,
  pageSize,
}: {
  page?: number | undefined;
  pageSize?: number | undefined;
}): WirePage => ({
  number: page ?? 1,
  size: Math.min(pageSize ?? PAGE_SIZE, PAGE_SIZE_MAX),
});

/** A list in FreeScout's format. `total` may be counted only up to the last page. */
export const listJson = (
  name: string,
  items: readonly object[],
  { number, size, total }: WirePage & { total: number },
) => ({
  _embedded: { [name]: items },
  page: { size, totalElements: total, totalPages: Math.ceil(total / size), number },
});

/** A page of a bounded list that is read as a whole. */
export function pageOfAll<T>(all: readonly T[], { number, size }: WirePage): T[] {
  return all.slice((number - 1) * size, number * size);
}

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

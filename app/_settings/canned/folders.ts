import type { ListedCannedReply } from "@/server/contract/organising/canned-reply";

/** The canned replies that match a query, by folder; those in none are last. Best first: by code, by title, by text. */
export function inFolders(replies: readonly ListedCannedReply[], query: string) {
  const found = matching(replies, query);
  const folders = [...new Set(found.map(({ folder }) => folder))].sort(byName);
  return folders.map((folder) => ({ folder, replies: found.filter((reply) => reply.folder === folder) }));
}

/** The canned replies that match a query, the most used first. Among equals, the one that was used last. */
export const mostUsed = (replies: readonly ListedCannedReply[], query: string): ListedCannedReply[] =>
  matching(replies, query).sort(
    (a, b) => b.uses - a.uses || (b.lastUsedAt ?? "").localeCompare(a.lastUsedAt ?? ""),
  );

/** Best first. */
function matching(replies: readonly ListedCannedReply[], query: string): ListedCannedReply[] {
  const wanted = query.trim().toLowerCase().replace(/^\//, "");
  return replies
    .map((reply) => ({ reply, rank: rankOf(reply, wanted) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ reply }) => reply);
}

const byName = (a: string, b: string): number => Number(a === "") - Number(b === "") || a.localeCompare(b);

/** Lower is better; -1 = no match. */
function rankOf({ shortCode, title, content, folder }: ListedCannedReply, wanted: string): number {
  if (shortCode.startsWith(wanted)) return 0;
  const at = [shortCode, title, content, folder].findIndex((text) => text.toLowerCase().includes(wanted));
  return at < 0 ? -1 : at + 1;
}

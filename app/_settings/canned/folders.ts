import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";

/** The canned replies that match a query, by folder; those in none are last. Best first: by code, by title, by text. */
export function inFolders(replies: readonly CannedReplyDto[], query: string) {
  const wanted = query.trim().toLowerCase().replace(/^\//, "");
  const ranked = replies
    .map((reply) => ({ reply, rank: rankOf(reply, wanted) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank);
  const folders = [...new Set(ranked.map(({ reply }) => reply.folder))].sort(byName);
  return folders.map((folder) => ({
    folder,
    replies: ranked.flatMap(({ reply }) => (reply.folder === folder ? reply : [])),
  }));
}

const byName = (a: string, b: string): number => Number(a === "") - Number(b === "") || a.localeCompare(b);

/** Lower is better; -1 = no match. */
function rankOf({ shortCode, title, content, folder }: CannedReplyDto, wanted: string): number {
  if (shortCode.startsWith(wanted)) return 0;
  const at = [shortCode, title, content, folder].findIndex((text) => text.toLowerCase().includes(wanted));
  return at < 0 ? -1 : at + 1;
}

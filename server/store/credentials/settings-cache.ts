import { shared } from "@/server/lib/shared";
import { databaseCache } from "@/server/store/_postgres/database-cache";
import type { Db } from "@/server/store/_postgres/db";

/**
 * The cache `name` of a database, for what few requests change and most read: callers, their rights, inboxes and their settings. What
 * another process has changed counts here within a second, and what this one has changed immediately. What it returns is shared: do
 * not change it.
 */
export const settingsCache = <T extends {}>(name: string, db: Db) =>
  databaseCache<T>(name, db, { freshMs: 900, version: () => state().version });

const state = () => shared("settings version", () => ({ version: 0, announce: () => {} }));

/** `announce` makes the processes that share this one's port call `dropOwnSettings`. Called once by the composition root. */
export function announceSettings(announce: () => void): void {
  state().announce = announce;
}

/** This process has changed members, tokens or inboxes: what was cached before may be outdated. */
export function dropSettings(): void {
  dropOwnSettings();
  state().announce();
}

/** Another process of the same port has changed them. */
export function dropOwnSettings(): void {
  state().version += 1;
}

import type { Logger } from "pino";
import { seal, unseal } from "@/server/lib/crypto/seal";
import type { Env } from "@/server/lib/env/env";
import type { FileStore } from "@/server/lib/files/file-store";
import { nameOfStore } from "@/server/lib/files/open-file-store";
import { provideOutboundPause } from "@/server/lib/outbound/outbound-pause";
import { log } from "@/server/lib/process/log";
import { type Maintenance, provideMaintenance } from "@/server/lib/process/maintenance";
import { metrics } from "@/server/lib/process/metrics";
import { StartFailure } from "@/server/lib/process/start-failure";
import type { Db } from "@/server/store/_postgres/db";
import {
  claimSealedCheck,
  type InstallationState,
  isHalfRestored,
  readInstallationState,
  readSealedCheck,
  replaceSealedCheck,
} from "@/server/store/installation/installation";
import { proveFileStore } from "./prove-file-store";

type Notes = Pick<Logger, "info" | "warn">;

/**
 * Proves that this process belongs to the installation whose database it has, and follows whether it is in
 * maintenance, and whether anything may leave it. `notes` gets what of that changes.
 * @throws StartFailure it has another secret or another file store, or a restore has not ended.
 */
export async function openInstallation(
  env: Env,
  { database, files }: { database: Db; files: FileStore },
  notes: Notes = log,
): Promise<{ stop(): void }> {
  if (await isHalfRestored(database)) throw new StartFailure(HALF_RESTORED);
  await proveSecret(database);
  await proveFileStore(database, { files, name: nameOfStore(env) });
  return watchState(database, [followMaintenance(notes), followOutbound(env, notes)]);
}

/** What an operator does about a database whose restore has not ended. */
export const HALF_RESTORED =
  "a restore into this database has not ended, and files or secrets may be missing: wait for it, or run it again with --replace if it was interrupted (docs/operations.md, Backup and restore)";

const PURPOSE = "the secret of this installation";
const sealedNow = () => seal("Tickline", PURPOSE);

/**
 * Proves that this process has the secret of the installation's other processes and of its earlier starts: it opens what the
 * first of them sealed. The first one seals it.
 * @throws StartFailure it has another secret.
 */
async function proveSecret(db: Db): Promise<void> {
  let sealed = await readSealedCheck(db);
  if (sealed === null) {
    await claimSealedCheck(db, sealedNow());
    sealed = await readSealedCheck(db); // another process may have been first
  }
  if (sealed !== null && !opensSealed(sealed)) throw new StartFailure(OTHER);
}

/** Whether the secret of this process opens what the installation's sealed. */
export const opensSealed = (sealed: string): boolean => unseal(sealed, PURPOSE) !== null;

/** Takes the secret of this process as the installation's. What another one sealed stays unreadable. */
export const adoptSecret = (db: Db): Promise<void> => replaceSealedCheck(db, sealedNow());

const OTHER =
  "AUTH_SECRET (or DATA_DIR/auth-secret) is not the secret of this installation. With another one, members sign in again, and these are unreadable for good: two-factor secrets, webhook and identity secrets, passwords and tokens of channels, push subscriptions, unsent links, and files that wait to be fetched; secrets of callbacks change. Set the former secret; to go on without it, run `npm run confirm -- auth-secret` (docs/operations.md, The secret)";

/** The begin and the end of maintenance, and a confirmation, are noticed at most this much later. */
const READ_EVERY_MS = 2_000;

/** Follows what operators change, after a first look, until `stop`. While the database does not answer, all stays as it was. */
async function watchState(
  db: Db,
  followers: readonly ((state: InstallationState) => void)[],
): Promise<{ stop(): void }> {
  const look = async () => {
    const state = await readInstallationState(db);
    for (const follow of followers) follow(state);
  };
  await look();
  const timer = setInterval(() => void look().catch(() => undefined), READ_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}

/** Refuses changes while an operator has begun maintenance. */
function followMaintenance(notes: Notes): (state: InstallationState) => void {
  let current: Maintenance | null = null;
  provideMaintenance(() => current);
  return ({ maintenance }) => {
    const before = current;
    current = maintenance;
    metrics.maintenance.set(current ? 1 : 0);
    if (current && !before) notes.warn({ text: current.text }, "maintenance: changes are refused");
    if (before && !current) notes.info("maintenance has ended: changes are made again");
  };
}

/** Holds what would leave the installation while OUTBOUND is off, or a restored copy is not confirmed. */
function followOutbound(
  { OUTBOUND }: Pick<Env, "OUTBOUND">,
  notes: Notes,
): (state: InstallationState) => void {
  let isPaused: boolean | null = null;
  provideOutboundPause(() => OUTBOUND === "off" || isPaused === true);
  if (OUTBOUND === "off") notes.warn(`OUTBOUND=off: ${WAITS}`);
  return ({ outboundPausedAt }) => {
    const wasPaused = isPaused;
    isPaused = outboundPausedAt !== null;
    metrics.outboundOff.set(OUTBOUND === "off" || isPaused ? 1 : 0);
    if (wasPaused && !isPaused)
      notes.info("an administrator confirmed: what waited leaves the installation now");
    if (wasPaused === null && isPaused && OUTBOUND !== "off")
      notes.warn(`this is a restored copy: ${WAITS} until you run \`npm run confirm -- outbound\``);
  };
}

const WAITS = "webhooks, callbacks, mails, pushes and fetches of files wait";

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
  findMaintenance,
  readOutboundPausedAt,
  readSealedCheck,
  replaceSealedCheck,
} from "@/server/store/installation/installation";
import { proveFileStore } from "./prove-file-store";

/**
 * Proves that this process belongs to the installation whose database it has, and follows whether it is in
 * maintenance, and whether anything may leave it.
 * @throws StartFailure it has another secret or another file store.
 */
export async function openInstallation(
  env: Env,
  { database, files }: { database: Db; files: FileStore },
): Promise<{ stop(): void }> {
  await proveSecret(database);
  await proveFileStore(database, { files, name: nameOfStore(env) });
  const watches = [
    await watchMaintenance({ db: database, log }),
    await watchOutbound({ ...env, db: database, log }),
  ];
  return {
    stop() {
      for (const watch of watches) watch.stop();
    },
  };
}

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
  "AUTH_SECRET (or DATA_DIR/auth-secret) is not the secret of this installation. With another one, members sign in again, and these are unreadable for good: two-factor secrets, webhook and identity secrets, push subscriptions, unsent links, and files that wait to be fetched; secrets of callbacks change. Set the former secret; to go on without it, run `npm run confirm -- auth-secret` (docs/operations.md, The secret)";

/** The begin and the end of maintenance, and a confirmation, are noticed at most this much later. */
const READ_EVERY_MS = 2_000;

type MaintenanceOptions = { db: Db; log: Pick<Logger, "info" | "warn"> };

/**
 * Refuses changes while an operator has begun maintenance. Returns when it is known, and follows it until `stop`. While the
 * database does not answer, it stays as it was.
 */
async function watchMaintenance({ db, log }: MaintenanceOptions): Promise<{ stop(): void }> {
  let current: Maintenance | null = null;
  provideMaintenance(() => current);
  const look = async () => {
    const before = current;
    current = await findMaintenance(db);
    metrics.maintenance.set(current ? 1 : 0);
    if (current && !before) log.warn({ text: current.text }, "maintenance: changes are refused");
    if (before && !current) log.info("maintenance has ended: changes are made again");
  };
  await look();
  const timer = setInterval(() => void look().catch(() => undefined), READ_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}

type OutboundOptions = Pick<Env, "OUTBOUND"> & { db: Db; log: Pick<Logger, "info" | "warn"> };

/**
 * Holds what would leave the installation while OUTBOUND is off, or a restored copy is not confirmed. Returns when it is known,
 * and follows the confirmation until `stop`. While the database does not answer, it stays as it was.
 */
async function watchOutbound({ OUTBOUND, db, log }: OutboundOptions): Promise<{ stop(): void }> {
  let isPaused = false;
  provideOutboundPause(() => OUTBOUND === "off" || isPaused);
  const look = async () => {
    const wasPaused = isPaused;
    isPaused = (await readOutboundPausedAt(db)) !== null;
    metrics.outboundOff.set(OUTBOUND === "off" || isPaused ? 1 : 0);
    if (wasPaused && !isPaused)
      log.info("an administrator confirmed: what waited leaves the installation now");
  };
  await look();
  if (OUTBOUND === "off") log.warn(`OUTBOUND=off: ${WAITS}`);
  else if (isPaused)
    log.warn(`this is a restored copy: ${WAITS} until you run \`npm run confirm -- outbound\``);
  const timer = setInterval(() => void look().catch(() => undefined), READ_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}

const WAITS = "webhooks, callbacks, mails, pushes and fetches of files wait";

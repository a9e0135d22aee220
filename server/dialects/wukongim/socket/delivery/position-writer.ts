import { type Services, servicesFor } from "@/server/commands/_run/services";
import { deliveredToMember } from "@/server/commands/groups/change-members";
import { acknowledgeCommands } from "@/server/commands/messages/command-messages";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal, REFUSALS } from "@/server/contract/_shared/refusal";
import { saveDevicePositions } from "@/server/dialects/wukongim/commands/connected-devices";
import type { Device } from "@/server/dialects/wukongim/socket/devices/device";
import { coalesce } from "@/server/lib/async/semaphore";
import { isDatabaseOut } from "@/server/lib/is-away";
import { log } from "@/server/lib/process/log";
import { isInMaintenance } from "@/server/lib/process/maintenance";
import { reasonOf } from "@/server/lib/process/start-failure";

/** The queue of a contact's command messages; the others are conversations, by their ids. */
export const COMMANDS = 0;

/** Acknowledgements are saved this long after the first of them, in ms. */
const FLUSH_MS = 200;

/** During maintenance acknowledgements wait; that it has ended is noticed at most this much later, in ms. */
const MAINTENANCE_MS = 1_000;

/** What could not be saved for a while is tried again this much later, in ms. */
const AGAIN_MS = 5_000;

/** Saves what the devices of one account have acknowledged. */
export type PositionWriter = {
  note(device: Device, queue: number, number: number): void;
  /** Resolves when everything noted so far is saved, or could not be. */
  flush(): Promise<void>;
};

type Noted = { device: Device; queue: number; number: number };

/**
 * Notes are saved together, and the ticks of the messages follow. What could not be saved for a while is tried again; positions that
 * failed otherwise, with the next.
 */
export function createPositionWriter(
  all: Pick<Services, "database" | "run">,
  accountId: number,
): PositionWriter {
  const { run } = servicesFor(all, { accountId });
  const caller = systemCaller(accountId);
  const notes = new Map<string, Noted>();
  let timer: NodeJS.Timeout | null = null;

  function keep(noted: Noted): void {
    const key = `${noted.device.deviceId} ${noted.queue}`;
    if ((notes.get(key)?.number ?? 0) < noted.number) notes.set(key, noted);
  }

  async function save(taken: readonly Noted[]): Promise<void> {
    const ofDevices = taken.flatMap(({ device: { deviceId }, queue, number }) =>
      deviceId === null ? [] : [{ deviceId, conversationId: queue, number }],
    );
    await run(saveDevicePositions, caller, {
      positions: ofDevices.filter(({ conversationId }) => conversationId !== COMMANDS),
      commands: ofDevices.filter(({ conversationId }) => conversationId === COMMANDS),
    });
  }

  /** For the contact: of several devices, the one that is furthest. */
  async function tellContact({
    device: { contactId, inboxId, isMaster },
    queue,
    number,
  }: Noted): Promise<void> {
    if (contactId === null) return;
    if (queue !== COMMANDS) {
      await run(deliveredToMember, caller, {
        conversation: { conversationId: queue },
        contactId,
        upTo: number,
      });
    } else if (isMaster) await run(acknowledgeCommands, caller, { contactId, inboxId, upTo: number });
  }

  function wait(ms: number): void {
    if (notes.size > 0) timer ??= setTimeout(() => void flush(), ms).unref();
  }

  /** Positions that are saved may be saved once more. */
  function keepAll(failed: readonly Noted[], error: unknown): void {
    warn(accountId, error);
    failed.forEach(keep);
    if (isPassing(error)) wait(AGAIN_MS);
  }

  const flush = coalesce(async () => {
    if (timer) clearTimeout(timer);
    timer = null;
    const taken = [...notes.values()];
    if (taken.length === 0 || isInMaintenance()) return wait(MAINTENANCE_MS);
    notes.clear();
    try {
      await save(taken);
    } catch (error) {
      return keepAll(taken, error);
    }
    for (const noted of furthest(taken))
      await tellContact(noted).catch((error: unknown) => {
        if (isPassing(error)) keepAll([noted], error);
        else if (!isRefusal(error)) warn(accountId, error);
      });
  });

  return {
    note(device, queue, number) {
      keep({ device, queue, number });
      timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
    },
    flush,
  };
}

/** Whether the database is away, or the account busy: devices do not acknowledge twice. */
const isPassing = (error: unknown): boolean =>
  isDatabaseOut(error) || (isRefusal(error) && REFUSALS[error.refusal] === "unavailable");

function furthest(all: readonly Noted[]): Iterable<Noted> {
  const found = new Map<string, Noted>();
  for (const noted of all) {
    const key = `${noted.device.contactId} ${noted.queue} ${noted.queue === COMMANDS && noted.device.isMaster}`;
    if ((found.get(key)?.number ?? 0) < noted.number) found.set(key, noted);
  }
  return found.values();
}

const warn = (accountId: number, error: unknown): void =>
  log.warn({ accountId, reason: reasonOf(error) }, "wukongim socket: acknowledgements could not be saved");

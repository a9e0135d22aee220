import { z } from "zod";
import { shared } from "@/server/lib/shared";
import { type AccountSignal, createAccountSignal } from "@/server/live/hub/account-signal";
import type { Device } from "./device";

/** A user's devices of one flag that are connected, in any process. */
export type OnlineDevice = { inboxId: number; uid: string; deviceFlag: number; connections: number };

/** A device that has come or gone in this process, with how many of its flag and of its user are connected now. */
export type DeviceChange = {
  inboxId: number;
  uid: string;
  deviceFlag: number;
  isOnline: boolean;
  connectionId: string;
  ofFlag: number;
  ofUser: number;
};

/** Tells when devices of an account come and go, in the process of their connection. One per process. */
export const deviceSignal = (): AccountSignal<[change: DeviceChange]> =>
  shared("wukongim-devices", createAccountSignal<[change: DeviceChange]>);

/** Connections are repeated to other processes so often; without that they are forgotten. */
export const REPEAT_MS = 15_000;
const HOLDS_MS = 40_000;
/** The bytes of one message between processes. */
const BYTES_MAX = 6_000;

const MARK = "wukongim-devices ";

const entry = z.tuple([z.string(), z.number(), z.string(), z.number()]);
const told = z.object({
  accountId: z.number(),
  /** Connection, inbox, user, flag. */
  on: z.array(entry).default([]),
  off: z.array(z.string()).default([]),
});
type Told = z.input<typeof told>;

/** Who is connected in which account, in this process and others. */
export type DeviceBook = {
  add(device: Device): void;
  remove(device: Device): void;
  /** Tells the other processes again who is connected here. */
  repeat(): void;
  online(accountId: number): OnlineDevice[];
  /** The connections of one user. */
  count(device: Pick<Device, "accountId" | "inboxId" | "uid">): number;
  /** Handles a message of another process; false when it is none of these. */
  receive(message: string): boolean;
};

type Known = { inboxId: number; uid: string; deviceFlag: number; untilMs: number };

export function createDeviceBook(options: {
  nowMs: () => number;
  broadcast: (message: string) => void;
}): DeviceBook {
  const { nowMs, broadcast } = options;
  /** By account and connection. */
  const accounts = new Map<number, Map<string, Known>>();
  const own = new Map<string, Device>();

  const knownOf = (accountId: number): Map<string, Known> => {
    const known = accounts.get(accountId) ?? new Map<string, Known>();
    accounts.set(accountId, known);
    return known;
  };
  const tell = (message: Told) => broadcast(MARK + JSON.stringify(message));

  function present(accountId: number): Known[] {
    const known = accounts.get(accountId);
    for (const [id, { untilMs }] of known ?? []) if (untilMs <= nowMs()) known?.delete(id);
    if (known?.size === 0) accounts.delete(accountId);
    return [...(known?.values() ?? [])];
  }

  const ofUser = ({ accountId, inboxId, uid }: Pick<Device, "accountId" | "inboxId" | "uid">): Known[] =>
    present(accountId).filter((one) => one.inboxId === inboxId && one.uid === uid);

  function announce(device: Device, isOnline: boolean): void {
    const { accountId, inboxId, uid, deviceFlag, connectionId } = device;
    const devices = ofUser(device);
    const ofFlag = devices.filter((one) => one.deviceFlag === deviceFlag).length;
    const change = { inboxId, uid, deviceFlag, isOnline, connectionId, ofFlag, ofUser: devices.length };
    deviceSignal().notify(accountId, change);
  }

  return {
    add(device) {
      own.set(device.connectionId, device);
      const { accountId, connectionId, inboxId, uid, deviceFlag } = device;
      const untilMs = Number.POSITIVE_INFINITY;
      knownOf(accountId).set(connectionId, { inboxId, uid, deviceFlag, untilMs });
      tell({ accountId, on: [entryOf(device)] });
      announce(device, true);
    },
    remove(device) {
      if (!own.delete(device.connectionId)) return;
      accounts.get(device.accountId)?.delete(device.connectionId);
      tell({ accountId: device.accountId, off: [device.connectionId] });
      announce(device, false);
    },
    repeat() {
      for (const message of batches([...own.values()])) tell(message);
    },
    online: (accountId) => countByDevice(present(accountId)),
    count: (device) => ofUser(device).length,
    receive(message) {
      if (!message.startsWith(MARK)) return false;
      const { accountId, on, off } = told.parse(JSON.parse(message.slice(MARK.length)));
      const known = knownOf(accountId);
      for (const [connectionId, inboxId, uid, deviceFlag] of on)
        if (!own.has(connectionId))
          known.set(connectionId, { inboxId, uid, deviceFlag, untilMs: nowMs() + HOLDS_MS });
      for (const connectionId of off) known.delete(connectionId);
      return true;
    },
  };
}

const entryOf = ({ connectionId, inboxId, uid, deviceFlag }: Device): z.infer<typeof entry> => [
  connectionId,
  inboxId,
  uid,
  deviceFlag,
];

function countByDevice(known: readonly Known[]): OnlineDevice[] {
  const found = new Map<string, OnlineDevice>();
  for (const { inboxId, uid, deviceFlag } of known) {
    const key = JSON.stringify([inboxId, uid, deviceFlag]);
    const one = found.get(key) ?? { inboxId, uid, deviceFlag, connections: 0 };
    one.connections += 1;
    found.set(key, one);
  }
  return [...found.values()];
}

/** Messages about devices, each of one account and not too long. */
function* batches(devices: readonly Device[]): Generator<Told> {
  let batch: Told & { on: z.infer<typeof entry>[] } = { accountId: 0, on: [] };
  let bytes = 0;
  for (const device of [...devices].sort((a, b) => a.accountId - b.accountId)) {
    const one = entryOf(device);
    const size = Buffer.byteLength(JSON.stringify(one)) + 1;
    if (batch.on.length > 0 && (batch.accountId !== device.accountId || bytes + size > BYTES_MAX)) {
      yield batch;
      batch = { accountId: device.accountId, on: [] };
      bytes = 0;
    }
    batch.accountId = device.accountId;
    batch.on.push(one);
    bytes += size;
  }
  if (batch.on.length > 0) yield batch;
}

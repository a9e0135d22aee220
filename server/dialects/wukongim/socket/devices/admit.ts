import { createHash, randomUUID } from "node:crypto";
import type { Command } from "@/server/commands/_run/run";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import { systemCaller } from "@/server/contract/_shared/caller";
import { connectDevice } from "@/server/dialects/wukongim/commands/connected-devices";
import { isReservedUid } from "@/server/dialects/wukongim/domain/channel";
import { provideCustomers } from "@/server/dialects/wukongim/messages/provide-place";
import { readSystemUids } from "@/server/dialects/wukongim/queries/channels";
import { readDeviceRights } from "@/server/dialects/wukongim/queries/device-token";
import {
  type ConnectParams,
  RpcRefusal,
  SOCKET_REASONS,
} from "@/server/dialects/wukongim/socket/wire/requests";
import { findInboxByIdentifier, findOnlyInbox } from "@/server/queries/inboxes/list-inboxes";
import { type Device, deviceName, isSameHash } from "./device";

/** As the tokens of `/user/token` are kept. */
const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** The same answer whatever was wrong: who tries tokens learns nothing. */
const refused = () =>
  new RpcRefusal({
    code: SOCKET_REASONS.authFail,
    message: "The user or the token is not valid in this inbox. Set the token with /user/token.",
    data: { reasonCode: SOCKET_REASONS.authFail },
  });

type Admitted = {
  /** The inbox, by its public identifier; null: the connection's address names none. */
  identifier: string | null;
  deviceId: string | null;
  params: ConnectParams;
};

/**
 * The inbox that a device connects to. Over TCP no address names it: the token begins with its identifier and a colon, or
 * the installation has one WuKongIM inbox only.
 */
async function placeOf(db: Services["database"], identifier: string | null, token: string) {
  if (identifier !== null)
    return { found: identifier === "" ? null : await findInboxByIdentifier(db, identifier), token };
  const colon = token.indexOf(":");
  const named = colon > 0 ? await findInboxByIdentifier(db, token.slice(0, colon)) : null;
  return named
    ? { found: named, token: token.slice(colon + 1) }
    : { found: await findOnlyInbox(db, "wukongim"), token };
}

/**
 * The device that connects with a token; `deviceId` names it when it does not name itself. Refuses tokens, users and inboxes that do not fit together,
 * all alike.
 */
export async function admitDevice(
  all: Pick<Services, "database" | "run">,
  { identifier, deviceId, params }: Admitted,
): Promise<Device> {
  const { uid, deviceFlag } = params;
  const { found, token } = await placeOf(all.database, identifier, params.token);
  if (found?.inbox.channel !== "wukongim") throw refused();
  const { accountId } = found;
  const { database, run } = servicesFor(all, found);
  const key = { inboxId: found.inbox.id, identifier: found.inbox.identifier, uid, deviceFlag };
  const [rights] = await readDeviceRights(database, accountId, [key]);
  if (!rights || !isSameHash(hashOf(token), rights.tokenHash)) throw refused();
  const device = {
    ...key,
    accountId,
    connectionId: randomUUID(),
    isMaster: rights.deviceLevel === 1,
    name: deviceName(deviceFlag, params.deviceId || deviceId),
    tokenHash: rights.tokenHash,
  };
  const nobody = { ...device, contactId: null, deviceId: null, commandNumber: 0 };
  const added = await readSystemUids(database, accountId, { inboxId: key.inboxId, uids: [uid] });
  if (isReservedUid(uid) || added.has(uid)) return nobody;
  const { result } = await run(connectUser, systemCaller(accountId), device);
  return { ...device, contactId: result.contactId, deviceId: result.id, commandNumber: result.commandNumber };
}

/** Records that a user's device has connected. The user becomes a customer on first use. */
const connectUser: Command<
  { inboxId: number; uid: string; name: string },
  Awaited<ReturnType<typeof connectDevice>>
> = async (tx, { inboxId, uid, name }) => {
  const [contactId = 0] = await provideCustomers(tx, { inboxId, uids: [uid] });
  return connectDevice(tx, { contactId, name });
};

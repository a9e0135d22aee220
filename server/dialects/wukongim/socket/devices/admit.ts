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
import { findInboxByIdentifier } from "@/server/queries/inboxes/list-inboxes";
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

/**
 * The device that connects with a token; `deviceId` names it when it does not name itself. Refuses tokens, users and inboxes that do not fit together,
 * all alike.
 */
export async function admitDevice(
  all: Pick<Services, "database" | "run">,
  { identifier, deviceId, params }: { identifier: string; deviceId: string | null; params: ConnectParams },
): Promise<Device> {
  const { uid, token, deviceFlag } = params;
  const found = identifier === "" ? null : await findInboxByIdentifier(all.database, identifier);
  if (found?.inbox.channel !== "wukongim") throw refused();
  const { accountId } = found;
  const { database, run } = servicesFor(all, found);
  const key = { inboxId: found.inbox.id, identifier, uid, deviceFlag };
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

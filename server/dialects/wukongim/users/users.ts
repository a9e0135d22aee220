import { createHash } from "node:crypto";
import { z } from "zod";
import { addSystemUids, dropDeviceTokens, setDeviceToken } from "@/server/dialects/wukongim/commands/users";
import type { Route, WukongimContext } from "@/server/dialects/wukongim/context";
import { UIDS_MAX } from "@/server/dialects/wukongim/domain/limits";
import { invalid } from "@/server/dialects/wukongim/errors";
import { orZero, uid, uids } from "@/server/dialects/wukongim/input/fields";
import { readBody } from "@/server/dialects/wukongim/input/read-body";
import { answerJson, answerOk } from "@/server/dialects/wukongim/json/answer";
import { readAllSystemUids } from "@/server/dialects/wukongim/queries/channels";
import { onlineDevices } from "@/server/dialects/wukongim/socket/devices/online-devices";

export const userRoutes: readonly Route[] = [
  ["POST", "/user/token", setToken],
  ["POST", "/user/device_quit", quitDevice],
  ["POST", "/user/onlinestatus", listOnline],
  ["POST", "/user/systemuids_add", addSystem],
  ["GET", "/user/systemuids", listSystem],
];

const TOKEN_CHARS_MAX = 500;
/** 0 app, 1 web, 2 pc; WuKongIM's clients also use others. */
const DEVICE_FLAG_MAX = 99;
/** All devices of a user. */
const ALL_DEVICES = -1;

const deviceFlag = z.number().int().min(0, "must be 0 to 99").max(DEVICE_FLAG_MAX, "must be 0 to 99");

const tokenParams = z.object({
  uid,
  token: z.string("must be text").min(1, "must not be empty").max(TOKEN_CHARS_MAX),
  device_flag: orZero(deviceFlag, 0),
  device_level: orZero(z.literal([0, 1], "must be 0 or 1"), 0),
});

/** Sets the token with which a user's device connects. Only its hash is kept. */
async function setToken(c: WukongimContext): Promise<Response> {
  const { uid: user, token, device_flag, device_level } = await readBody(c, tokenParams);
  await c.var.services.run(setDeviceToken, c.var.caller, {
    inboxId: c.var.inboxId,
    uid: user,
    deviceFlag: device_flag,
    deviceLevel: device_level,
    tokenHash: createHash("sha256").update(token).digest(),
  });
  return answerOk(c);
}

const quitParams = z.object({ uid, device_flag: orZero(z.literal(ALL_DEVICES).or(deviceFlag), 0) });

async function quitDevice(c: WukongimContext): Promise<Response> {
  const { uid: user, device_flag: flag } = await readBody(c, quitParams);
  await c.var.services.run(dropDeviceTokens, c.var.caller, {
    inboxId: c.var.inboxId,
    uid: user,
    deviceFlag: flag === ALL_DEVICES ? null : flag,
  });
  return answerOk(c);
}

/** The devices of users that are connected over the WebSocket. */
async function listOnline(c: WukongimContext): Promise<Response> {
  const { caller, inboxId } = c.var;
  const users = new Set(await readBody(c, z.array(uid).max(UIDS_MAX, `has more than ${UIDS_MAX} users`)));
  const online = onlineDevices(caller.accountId).filter(
    (device) => device.inboxId === inboxId && users.has(device.uid),
  );
  return answerJson(
    c,
    online.map(({ uid: user, deviceFlag: flag }) => ({ uid: user, device_flag: flag, online: 1 })),
  );
}

async function addSystem(c: WukongimContext): Promise<Response> {
  const body = await readBody(c, z.object({ uids }));
  if (body.uids.length === 0) throw invalid("uids: must not be empty");
  await c.var.services.run(addSystemUids, c.var.caller, { inboxId: c.var.inboxId, uids: body.uids });
  return answerOk(c);
}

async function listSystem(c: WukongimContext): Promise<Response> {
  const { services, caller, inboxId } = c.var;
  return answerJson(c, await readAllSystemUids(services.database, caller.accountId, inboxId));
}

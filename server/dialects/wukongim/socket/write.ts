import { randomUUID } from "node:crypto";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import { customerCaller } from "@/server/contract/_shared/caller";
import type { Actor } from "@/server/contract/_shared/dto";
import type { SenderContext } from "@/server/dialects/wukongim/context";
import { answerOf } from "@/server/dialects/wukongim/errors";
import type { Letter } from "@/server/dialects/wukongim/messages/message-params";
import { deliver, readDelivery } from "@/server/dialects/wukongim/messages/send";
import { writeMessage } from "@/server/dialects/wukongim/messages/write-message";
import { findInHistory } from "@/server/dialects/wukongim/queries/delivery";
import type { Device } from "@/server/dialects/wukongim/socket/devices/device";
import {
  RPC,
  RpcRefusal,
  type SendParams,
  type SendResult,
  SOCKET_REASONS,
} from "@/server/dialects/wukongim/socket/wire/requests";

/**
 * Sends a message as the device's user, as `/message/send` does; it is committed before the answer. A refusal by the rules
 * of the channel is an answer with its reason; any other is an error.
 */
export async function writeFrom(services: Services, device: Device, params: SendParams): Promise<SendResult> {
  const c = contextOf(services, device);
  const letter = letterOf(device, params);
  const { channelId, channelType } = params;
  try {
    const delivery = await readDelivery(c, letter);
    const addressed = { fromUid: device.uid, channelType, channelId };
    const id = await deliver(c, { letter, delivery, addressed });
    const [stored] = await findInHistory(c.var.services.database, device.accountId, [id]);
    const messageSeq = stored?.historyNumber ?? 0;
    return { messageId: String(id), messageSeq, reasonCode: SOCKET_REASONS.success };
  } catch (error) {
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): SendResult {
  const wire = answerOf(error);
  if (!wire) throw error;
  const { msg, reason } = wire.body;
  if (reason !== undefined) return { messageId: "0", messageSeq: 0, reasonCode: reason };
  const code = wire.status === 503 ? RPC.internal : RPC.params;
  throw new RpcRefusal({ code, message: msg });
}

function letterOf({ uid }: Device, { header, setting, ...params }: SendParams): Letter {
  const { noPersist, redDot, syncOnce } = header;
  return {
    header: { noPersist, redDot, syncOnce },
    setting,
    client_msg_no: params.clientMsgNo || randomUUID(),
    from_uid: uid,
    expire: params.expire ?? 0,
    topic: params.topic ?? "",
    payload: Buffer.from(params.payload),
  };
}

/** A device is a customer in its inbox, under the name of its user. */
export function contextOf(services: Services, { accountId, inboxId, contactId, uid }: Device): SenderContext {
  const actor: Actor =
    contactId === null
      ? { type: "system", id: null, name: null }
      : { type: "contact", id: contactId, name: uid };
  const caller = customerCaller({ accountId, inboxId, actor, mayRun: [writeMessage] });
  return { var: { services: servicesFor(services, caller), caller, inboxId } };
}

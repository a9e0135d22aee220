import { z } from "zod";
import { SYSTEM_UID } from "@/server/dialects/wukongim/domain/channel";
import { PAYLOAD_BYTES_MAX } from "@/server/dialects/wukongim/domain/limits";
import {
  channelType,
  count,
  optionalChannelId,
  optionalFlag,
  optionalUid,
  orZero,
  uids,
} from "@/server/dialects/wukongim/input/fields";

const CLIENT_MSG_NO_CHARS_MAX = 255;
const TOPIC_CHARS_MAX = 255;
const SETTING_MAX = 255;
const EXPIRE_MAX = 2 ** 31 - 1;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const header = z
  .object({ no_persist: optionalFlag, red_dot: optionalFlag, sync_once: optionalFlag })
  .nullish()
  .transform((flags) => ({
    noPersist: flags?.no_persist ?? null,
    redDot: flags?.red_dot ?? null,
    syncOnce: flags?.sync_once ?? null,
  }));

export const payload = z
  .string("must be base64")
  .min(1, "must not be empty")
  .max(Math.ceil(PAYLOAD_BYTES_MAX / 3) * 4, `is longer than ${PAYLOAD_BYTES_MAX} bytes`)
  .regex(BASE64, "must be base64")
  .transform((text) => Buffer.from(text, "base64"));

/** A message of `/message/send`. */
export const sendParams = z.object({
  header,
  setting: orZero(z.number().int().min(0).max(SETTING_MAX), 0),
  client_msg_no: orZero(z.string().max(CLIENT_MSG_NO_CHARS_MAX), ""),
  from_uid: optionalUid.transform((uid) => uid || SYSTEM_UID),
  channel_id: optionalChannelId,
  channel_type: orZero(channelType, 0).or(z.literal(0)),
  expire: count.refine((seconds) => seconds <= EXPIRE_MAX, `must be at most ${EXPIRE_MAX}`),
  topic: orZero(z.string().max(TOPIC_CHARS_MAX), ""),
  subscribers: uids,
  is_stream: orZero(z.literal([0, 1]), 0).refine((flag) => flag === 0, "streams are not supported"),
  payload,
});
export type SendParams = z.output<typeof sendParams>;

/** What a message is, whichever channel it goes to. */
export type Letter = Omit<SendParams, "channel_id" | "channel_type" | "subscribers" | "is_stream">;

/** Messages of `/message/sendbatch`: one to each subscriber. */
export const batchParams = sendParams.omit({ channel_id: true, channel_type: true });

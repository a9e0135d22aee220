import { z } from "zod";
import { CHANNEL_TYPES } from "@/server/dialects/wukongim/domain/channel";
import { UID_CHARS_MAX, UIDS_MAX } from "@/server/dialects/wukongim/domain/limits";

/** Null counts as absent, and both as the value of Go's zero. */
export const orZero = <T extends z.ZodType, Z>(schema: T, zero: Z) =>
  schema.nullish().transform((value) => (value ?? zero) as z.output<T> | Z);

export const ID_MESSAGE = "must not contain @, # or &, nor begin with a number and a colon";

/** The id of a user or channel. WuKongIM reserves these characters; ids of groups are kept as `<type>:<id>`. */
export const isPlainId = (value: string): boolean => !/[@#&]/.test(value) && !/^\d+:/.test(value);

const anyId = z
  .string("must be text")
  .max(UID_CHARS_MAX, `is longer than ${UID_CHARS_MAX} characters`)
  .refine((value) => value.trim() === value, "must not begin or end with a space");

/** The id of a user; empty where WuKongIM allows it. */
export const optionalUid = orZero(anyId.refine(isPlainId, ID_MESSAGE), "");
export const uid = anyId.min(1, "must not be empty").refine(isPlainId, ID_MESSAGE);
const isChannelId = (value: string): boolean => !/[@#&]/.test(value);
const CHANNEL_MESSAGE = "must not contain @, # or &";
export const channelId = anyId.min(1, "must not be empty").refine(isChannelId, CHANNEL_MESSAGE);
export const optionalChannelId = orZero(anyId.refine(isChannelId, CHANNEL_MESSAGE), "");

export const uids = orZero(z.array(uid).max(UIDS_MAX, `has more than ${UIDS_MAX} users`), []);

const LAST_TYPE = CHANNEL_TYPES.visitors;
const TYPE_MESSAGE = `must be a channel type from 1 to ${LAST_TYPE}`;
export const channelType = z
  .number(TYPE_MESSAGE)
  .int(TYPE_MESSAGE)
  .min(1, TYPE_MESSAGE)
  .max(LAST_TYPE, TYPE_MESSAGE);

/** The same as text of a query. */
export const channelTypeText = z.string(TYPE_MESSAGE).transform(Number).pipe(channelType);

/** A flag as WuKongIM's 0 and 1; absent = 0. */
export const FLAG = z.literal([0, 1], "must be 0 or 1");
export const flag = orZero(FLAG, 0).transform((value) => value === 1);
/** The same where absence differs from 0. */
export const optionalFlag = FLAG.nullish().transform((value) => (value == null ? null : value === 1));

const NUMBER_MESSAGE = "must be a whole number, not negative";
/** A sequence number or count; one beyond 2^53 is as good as the largest. */
export const count = orZero(
  z
    .union([
      z.number(NUMBER_MESSAGE).int(NUMBER_MESSAGE).min(0, NUMBER_MESSAGE),
      z.bigint().min(0n, NUMBER_MESSAGE),
    ])
    .transform((value) => (typeof value === "bigint" ? Number.MAX_SAFE_INTEGER : value)),
  0,
);

const MESSAGE_ID = "must be a message id";
/** A message's id as a number or digits. One beyond 2^53 is no message of Tickline's: null, and never another's. */
export const messageId = z
  .union([z.number().int(), z.bigint(), z.string().regex(/^\d{1,20}$/)], { error: MESSAGE_ID })
  .transform((value) => {
    const exact = BigInt(value);
    return exact > 0n && exact <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(exact) : null;
  });

import { z } from "zod";
import { policy } from "@/server/contract/_shared/dto";
import { name, sized, text } from "@/server/contract/_shared/fields";
import { NAME_CHARS_MAX, REASON_CHARS_MAX, URL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { attributes } from "@/server/contract/_shared/primitives";
import { CHANNELS, OPENABLE_CHANNELS } from "@/server/domain/inbox/channel";
import { POSTED_NOTICES } from "@/server/domain/message/system-message";
import { TRANSIENT_ERRORS_MAX } from "@/server/domain/send/auto-retry";
import { firstSettings, laterSettings } from "./inbox-dto";

export const inboxName = name(NAME_CHARS_MAX);

/** Where the program is that sends the inbox's messages. */
export const callbackUrl = sized(z.url({ protocol: /^https?$/ }), { max: URL_CHARS_MAX });

/** What the settings of a new inbox take, where that is less than they have. */
const settings = z
  .object({
    ...firstSettings,
    callbackUrl: callbackUrl.nullable(),
    autoRetryErrors: z.array(text(1, TRANSIENT_ERRORS_MAX.chars)).max(TRANSIENT_ERRORS_MAX.count),
    postedNotices: firstSettings.postedNotices.max(POSTED_NOTICES.length),
  })
  .partial().shape;

/** The channels of inboxes that a member can create. */
const openableChannel = z.enum(OPENABLE_CHANNELS);

/** How the channel is set up: see `GET /v1/channels`. A change merges objects; null removes a field; what is not named stays. */
const channelSettings = attributes;

export const createInboxInput = z.object({
  name: inboxName,
  ...settings,
  channel: openableChannel.default("api"),
  settings: channelSettings.optional(),
  policy: policy.partial().strict().optional(),
});

export const updateInboxInput = z.object({
  name: inboxName.optional(),
  /** The kind that it is of already: an inbox stays of its kind. */
  channel: z.enum(CHANNELS).optional(),
  settings: channelSettings.optional(),
  ...settings,
  ...z.object(laterSettings).partial().shape,
});

export const inboxRetentionInput = updateInboxInput.pick({ deleteResolvedAfterDays: true }).required();

/** Why a setting is changed, for the audit log. */
export const policyReason = text(1, REASON_CHARS_MAX);

export const changePolicyInput = z.object({
  settings: policy.partial(),
  reason: policyReason.nullable().optional(),
});

export const revertPolicyChangeInput = changePolicyInput.pick({ reason: true });

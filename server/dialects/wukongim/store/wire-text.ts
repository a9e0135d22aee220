import { AGENT_PREFIX, SYSTEM_UID } from "@/server/dialects/wukongim/domain/channel";
import { MADE_MARK } from "@/server/dialects/wukongim/domain/made-payload";
import { instant, jsonText } from "@/server/store/_rows/json-sql";

/** SQL of the JSON that `messageJson` writes, of a message `m` and its payload `p`, if it has one. */

/** Joins the payload. Index: wukongim_payload_pkey. */
export const WITH_PAYLOAD =
  "left join wukongim_payload p on p.account_id = m.account_id and p.message_id = m.id";

/** Whether the message is as its client gave it. */
export const IS_KEPT = "(p.message_id is not null and m.edited_at is null and m.deleted_at is null)";

export const CLIENT_MSG_NO = "coalesce(p.client_msg_no, m.client_id, 'tickline-' || m.id)";

/** `encode` breaks its lines after 76 characters. */
const KEPT_PAYLOAD = "replace(encode(p.payload, 'base64'), E'\\n', '')";
/** What `madePayload` needs, for `withMadePayloads`. */
const TO_MAKE = `concat(${chr(MADE_MARK)}, ${jsonText(
  "m",
  { kind: "$.kind", content: "$.content", deletedAt: instant("$.deleted_at") },
  { attachments: "$.attachments", system: "$.system" },
)}, ${chr(MADE_MARK)})`;

function chr(character: string): string {
  return `chr(${character.charCodeAt(0)})`;
}

/** The user who wrote. Index: contact_inbox_contact. */
const senderUid = (inboxId: string): string => `case
  when m.sender_id is null then '${SYSTEM_UID}'
  when m.sender_type = 'user' then '${AGENT_PREFIX}' || m.sender_id
  when m.sender_type = 'contact' then coalesce(
    (select source_id from contact_inbox
      where account_id = m.account_id and inbox_id = ${inboxId} and contact_id = m.sender_id order by id limit 1),
    m.sender_id::text)
  else '${SYSTEM_UID}' end`;

/** SQL of the channel's id and type as the reader names them, and of the inbox. */
type WireChannel = { channelId: string; channelType: string; inboxId: string };

/** A message's JSON. `concat` leaves out what is null. */
export const wireText = ({ channelId, channelType, inboxId }: WireChannel): string =>
  `concat('{"header":{"no_persist":0,"red_dot":', coalesce(p.red_dot, m.counts_unread)::int,
    ',"sync_once":0},"setting":', coalesce(p.setting, 0), ',"message_id":', m.id, ',"message_idstr":"', m.id,
    '","client_msg_no":', to_json(${CLIENT_MSG_NO}), ',"message_seq":', m.history_number,
    ',"from_uid":', to_json(coalesce(p.from_uid, ${senderUid(inboxId)})),
    ',"channel_id":', to_json(${channelId}), ',"channel_type":', ${channelType},
    case when p.topic <> '' then concat(',"topic":', to_json(p.topic)) end, ',"expire":', coalesce(p.expire, 0),
    ',"timestamp":', floor(extract(epoch from m.created_at))::bigint,
    ',"payload":"', case when ${IS_KEPT} then ${KEPT_PAYLOAD} else ${TO_MAKE} end, '"}')`;

import { type Owned, type RouteCase, type RouteTable, unnamed } from "./route-case";

/** Names of a channel and of users that every account may have: the token determines the account. */
const GROUP = { channel_id: "g1", channel_type: 2 };
const PERSON = { channel_id: "bob", channel_type: 1 };
const QUERY = "channel_id=g1&channel_type=2";
const PAYLOAD = Buffer.from('{"type":1,"content":"Hallo"}').toString("base64");

const path = (to: string): string => `/wukongim${to}`;
const post = (to: string, body: object): RouteCase => unnamed(path(to), body);
/** A list of the channel that `ownWukongim` filled. */
const lists = (to: string, body: object): RouteCase => ({ ...post(to, body), lists: true });
const naming = (to: string, body: (owned: Owned) => object): RouteCase => ({
  to: () => path(to),
  body,
  foreign: null,
});

const messageCases = {
  "POST /wukongim/message/send": [
    post("/message/send", { ...GROUP, payload: PAYLOAD }),
    post("/message/send", { ...GROUP, payload: PAYLOAD, header: { sync_once: 1 } }),
    post("/message/send", { ...GROUP, payload: PAYLOAD, header: { no_persist: 1 } }),
    post("/message/send", { ...PERSON, from_uid: "ann", payload: PAYLOAD }),
    post("/message/send", { subscribers: ["ann"], header: { sync_once: 1 }, payload: PAYLOAD }),
  ],
  "POST /wukongim/message/sendbatch": post("/message/sendbatch", { subscribers: ["ann"], payload: PAYLOAD }),
  "POST /wukongim/message/sync": post("/message/sync", { uid: "ann" }),
  "POST /wukongim/message/syncack": post("/message/syncack", { uid: "ann", last_message_seq: 1 }),
  "POST /wukongim/message": naming("/message", ({ messageId }) => ({ ...GROUP, message_id: messageId })),
  "POST /wukongim/messages": naming("/messages", ({ messageId }) => ({ ...GROUP, message_ids: [messageId] })),
  "GET /wukongim/message/byclientmsgno": unnamed(path(`/message/byclientmsgno?${QUERY}&client_msg_no=x`)),
  "GET /wukongim/channel/last_message": unnamed(path(`/channel/last_message?${QUERY}`)),
  "GET /wukongim/channel/max_message_seq": unnamed(path(`/channel/max_message_seq?${QUERY}`)),
  "POST /wukongim/conversation/syncMessages": lists("/conversation/syncMessages", {
    uid: "ann",
    channels: [GROUP],
  }),
  "POST /wukongim/conversation/syncByChannels": lists("/conversation/syncByChannels", {
    uid: "ann",
    channels: [GROUP],
  }),
  "POST /wukongim/conversation/channels": post("/conversation/channels", { uid: "ann" }),
  "POST /wukongim/channel/messagesync": lists("/channel/messagesync", { ...GROUP, limit: 10 }),
  "POST /wukongim/conversation/sync": lists("/conversation/sync", { uid: "ann", msg_count: 10 }),
};

const listCases = ["blacklist", "whitelist"].flatMap((name) => [
  ...["add", "set", "remove"].map(
    (verb) =>
      [
        `POST /wukongim/channel/${name}_${verb}`,
        post(`/channel/${name}_${verb}`, { ...PERSON, uids: ["eve"] }),
      ] as const,
  ),
  [`POST /wukongim/channel/${name}_remove_all`, post(`/channel/${name}_remove_all`, PERSON)] as const,
]);

const subscriberCases = ["add", "set", "remove"].map(
  (verb) =>
    [
      `POST /wukongim/channel/subscriber_${verb}`,
      post(`/channel/subscriber_${verb}`, { channel_id: "g2", channel_type: 2, subscribers: ["ann"] }),
    ] as const,
);

const other = { channel_id: "g2", channel_type: 2 };

/** WuKongIM's routes: the token determines the account and the inbox, and ids are names in it. */
export const WUKONGIM_ROUTES: RouteTable = {
  ...messageCases,
  "POST /wukongim/channel": post("/channel", { ...other, subscribers: ["ann"] }),
  "POST /wukongim/channel/info": post("/channel/info", { ...other, ban: 0 }),
  ...Object.fromEntries(subscriberCases),
  "POST /wukongim/channel/subscriber_remove_all": post("/channel/subscriber_remove_all", other),
  "POST /wukongim/channel/delete": post("/channel/delete", other),
  ...Object.fromEntries(listCases),
  ...Object.fromEntries(
    ["clearUnread", "setUnread", "delete"].map((verb) => [
      `POST /wukongim/conversations/${verb}`,
      post(`/conversations/${verb}`, { uid: "bob", ...GROUP, unread: 1 }),
    ]),
  ),
  "POST /wukongim/user/token": post("/user/token", { uid: "ann", token: "t" }),
  "POST /wukongim/user/device_quit": post("/user/device_quit", { uid: "ann", device_flag: 0 }),
  "POST /wukongim/user/onlinestatus": post("/user/onlinestatus", ["ann"]),
  "POST /wukongim/user/systemuids_add": post("/user/systemuids_add", { uids: ["desk"] }),
  "GET /wukongim/user/systemuids": unnamed(path("/user/systemuids")),
  "GET /wukongim/channel/whitelist": unnamed(path(`/channel/whitelist?${QUERY}`)),
  "GET /wukongim/route": unnamed(path("/route?uid=ann")),
  "POST /wukongim/route/batch": post("/route/batch", ["ann"]),
};

/** Of those, the ones that read, though they are POSTs. */
export const WUKONGIM_READS: readonly string[] = [
  "message/sync",
  "message",
  "messages",
  "channel/messagesync",
  "conversation/sync",
  "conversation/syncMessages",
  "conversation/syncByChannels",
  "conversation/channels",
  "user/onlinestatus",
  "route/batch",
].map((name) => `POST /wukongim/${name}`);

import { expect } from "vitest";
import type { WireBody } from "@/test/support/clients/chatwoot";
import { json, type Line, none, testLines } from "@/test/support/clients/chatwoot";

const raw = (text: string, type = "application/json"): WireBody => ({
  raw: text,
  headers: { "content-type": type },
});
const errorWith = (part: string) => ({ error: expect.stringContaining(part) });
const faultIn = (field: string) => ({ attributes: [field] });
const UNICODE = errorWith("Unicode");
const BAD_REQUEST = { status: 400, error: expect.any(String) };

const DEEP = `{"custom_attributes":${'{"a":'.repeat(5000)}1${"}".repeat(5001)}`;
const TOO_LONG = { error: "Content is too long (maximum is 150000 characters)" };
const STATUSES = { error: "status must be one of open, pending, snoozed, resolved" };

const BODIES: Line[] = [
  ["malformed JSON", "admin POST /contacts", raw("{"), 400, BAD_REQUEST],
  ["no JSON at all", "admin POST /conversations/:c/messages", raw("hello"), 400, BAD_REQUEST],
  ["half a surrogate pair", "admin POST /contacts", raw('{"name":"\\ud800"}'), 422, UNICODE],
  ["NUL in text", "admin POST /conversations/:c/messages", raw('{"content":"a\\u0000b"}'), 422, UNICODE],
  ["NUL in a name", "admin POST /contacts", raw('{"custom_attributes":{"\\u0000":1}}'), 422, UNICODE],
  ["NUL in JSON text", "admin POST /contacts", json({ custom_attributes: '{"a":"\\u0000"}' }), 422, UNICODE],
  ["NUL in a query", "admin GET /contacts/search?q=%00", none, 422, UNICODE],
  ["NUL in a public path", "anonymous GET /public/api/v1/inboxes/%00/contacts/x", none, 404, {}],
  ["nesting without end", "admin POST /contacts", raw(DEEP), 400, BAD_REQUEST],
  ["5,000 lists", "admin POST /contacts", raw("[".repeat(5000) + "]".repeat(5000)), 200, {}],
  ["no object: no parameters", "admin POST /inboxes", raw("[1]"), 422, faultIn("name")],
  [
    "plain text: no parameters",
    "admin POST /inboxes",
    raw('{"name":"N"}', "text/plain"),
    422,
    faultIn("name"),
  ],
  ["a form without a boundary", "admin POST /contacts", raw("x", "multipart/form-data"), 400, BAD_REQUEST],
  ["more than 5 MiB", "admin POST /contacts", raw(`"${"x".repeat(5 * 1024 * 1024)}"`), 413, {}],
];

const MESSAGES: Line[] = [
  [
    "3 too long",
    "admin POST /conversations/:c/messages",
    json({ content: "x".repeat(150_001) }),
    422,
    TOO_LONG,
  ],
  ["no content", "admin POST /conversations/:c/messages", json({}), 422, { error: "Content can't be blank" }],
  [
    "blank content",
    "admin POST /conversations/:c/messages",
    json({ content: " \n" }),
    422,
    errorWith("blank"),
  ],
  [
    "a type",
    "admin POST /conversations/:c/messages",
    json({ content: "x", message_type: "template" }),
    422,
    errorWith("type"),
  ],
  [
    "a content type",
    "admin POST /conversations/:c/messages",
    json({ content: "x", content_type: "?" }),
    422,
    errorWith("type"),
  ],
  [
    "attributes that are a list",
    "admin POST /conversations/:c/messages",
    json({ content: "x", content_attributes: "[1]" }),
    422,
    errorWith("must be an object"),
  ],
  [
    "a source id too long for the index",
    "admin POST /conversations/:c/messages",
    json({ content: "x", source_id: "s".repeat(501) }),
    422,
    errorWith("too long"),
  ],
];

const toggle = "admin POST /conversations/:c/toggle_status";
const CONVERSATIONS: Line[] = [
  ["an unknown status", toggle, json({ status: "done" }), 422, STATUSES],
  ["a snooze into the past", toggle, json({ status: "snoozed", snoozed_until: 1 }), 422, errorWith("future")],
  ["no time", toggle, json({ status: "snoozed", snoozed_until: "soon 5" }), 422, faultIn("snoozed_until")],
  [
    "the year 10000",
    toggle,
    json({ status: "snoozed", snoozed_until: 253402300800 }),
    422,
    faultIn("snoozed_until"),
  ],
  ["page 401", "admin GET /conversations?page=401", none, 422, errorWith("page must be at most 400")],
  ["page -1", "admin GET /conversations?page=-1", none, 422, faultIn("page")],
  [
    "a filter that we do not have",
    "admin GET /conversations?q=parcel",
    none,
    422,
    errorWith("q is not supported"),
  ],
  [
    "an order that we do not have",
    "admin GET /conversations?sort_by=priority_asc",
    none,
    422,
    errorWith("sort_by"),
  ],
  [
    "an unknown assignee type",
    "admin GET /conversations?assignee_type=x",
    none,
    422,
    errorWith("assignee_type"),
  ],
  ["an unknown status to list", "admin GET /conversations?status=x", none, 422, errorWith("status must be")],
];

const OTHERS: Line[] = [
  ["40 a name of 256", "admin POST /contacts", json({ name: "x".repeat(256) }), 422, faultIn("name")],
  ["no email", "admin POST /contacts", json({ email: "nobody" }), 422, { message: "Email Invalid email" }],
  ["a phone without +", "admin POST /contacts", json({ phone_number: "0151" }), 422, faultIn("phone_number")],
  ["a name that is an object", "admin POST /contacts", json({ name: {} }), 422, faultIn("name")],
  ["38 a blank search", "admin GET /contacts/search?q=", none, 422, errorWith("Specify search string")],
  ["page 667 of contacts", "admin GET /contacts?page=668", none, 422, errorWith("page must be at most 667")],
  ["an unknown order", "admin GET /contacts?sort=shoes", none, 422, faultIn("sort")],
  [
    "an inbox without a name",
    "admin POST /inboxes",
    json({ channel: { type: "api" } }),
    422,
    faultIn("name"),
  ],
  [
    "another channel",
    "admin POST /inboxes",
    json({ name: "N", channel: { type: "sms" } }),
    422,
    faultIn("channel"),
  ],
  [
    "a callback that is no web address",
    "admin POST /inboxes",
    json({ name: "N", channel: { type: "api", webhook_url: "javascript:alert(1)" } }),
    422,
    { message: "Webhook url is invalid", attributes: ["webhook_url"] },
  ],
];

testLines([
  ["bodies", BODIES],
  ["messages", MESSAGES],
  ["conversations", CONVERSATIONS],
  ["contacts and inboxes", OTHERS],
]);

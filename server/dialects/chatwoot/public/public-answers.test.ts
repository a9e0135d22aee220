import { expect } from "vitest";
import { updateContact } from "@/server/commands/contacts/save-contact";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { CUSTOMER } from "@/server/contract/live/frame";
import { ARRIVED_HEADER, REPLAY_HEADER } from "@/server/lib/web/replay-header";
import { provideEphemeralEvents } from "@/server/live/hub/account-signal";
import { ok, type Scene, type Story, testStories } from "@/test/support/clients/evolution";
import { SPOOL_SECRET } from "@/test/support/clients/screens";

/** A visitor with a conversation: its paths and its number. */
async function begin(s: Scene, json: object = { name: "Vera" }) {
  await s.api.world.run(updateInbox, s.tenant.admin, { inboxId: s.inboxId, publicApi: true });
  const contacts = `/public/api/v1/inboxes/${s.identifier}/contacts`;
  const visitor = await ok(s.tenant.anonymous.post(contacts, { json }));
  const customer = `${contacts}/${visitor.source_id}`;
  const { id } = await ok(s.tenant.anonymous.post(`${customer}/conversations`));
  return { visitor, customer, displayId: id, conversation: `${customer}/conversations/${id}` };
}

const ask = (s: Scene, displayId: number, json: object) =>
  ok(s.client.post(`/conversations/${displayId}/messages`, { json: { content: "Which?", ...json } }));
const ITEMS = [
  { title: "Red", value: "red" },
  { title: "Blue", value: "blue" },
];
const ASKING = { content_type: "input_select", content_attributes: { items: ITEMS } };

const PUBLIC: Story[] = [
  [
    "45 a customer answers a message that asks for something, and may choose again",
    async (s) => {
      const { conversation, displayId } = await begin(s);
      const asked = await ask(s, displayId, ASKING);
      const at = `${conversation}/messages/${asked.id}`;
      for (const chosen of ITEMS) {
        const json = { submitted_values: [chosen] };
        const answered = await ok(s.tenant.anonymous.patch(at, { json }));
        expect(answered.content_attributes).toEqual({ items: ITEMS, submitted_values: [chosen] });
      }
      const { payload } = await ok(s.client.get(`/conversations/${displayId}/messages`));
      expect(payload[0].content_attributes.submitted_values).toEqual([ITEMS[1]]);
      const json = { message: { submitted_email: "vera@example.test" } };
      expect((await ok(s.tenant.anonymous.put(at, { json }))).content_attributes.submitted_email).toBe(
        "vera@example.test",
      );
    },
  ],
  [
    "45 a message that the spool replays has the time of its arrival, but not of the future, and nobody else can claim one",
    async (s) => {
      const { conversation } = await begin(s);
      const createdAt = async (arrivedS: number | null, secret: string) => {
        const arrived = arrivedS === null ? "soon" : String(arrivedS * 1_000);
        const headers = { [ARRIVED_HEADER]: arrived, [REPLAY_HEADER]: secret };
        const json = { content: "hi" };
        return (await ok(s.tenant.anonymous.post(`${conversation}/messages`, { json, headers }))).created_at;
      };
      const now = await createdAt(null, SPOOL_SECRET);
      expect(await createdAt(now - 600, SPOOL_SECRET)).toBe(now - 600);
      expect(await createdAt(now + 600, SPOOL_SECRET)).toBeLessThan(now + 300);
      expect(await createdAt(now - 600, "another")).toBeGreaterThanOrEqual(now);
    },
  ],
  [
    "45 a survey takes answers for 14 days",
    async (s) => {
      const { conversation, displayId } = await begin(s);
      const asked = await ask(s, displayId, { content_type: "input_csat" });
      const at = `${conversation}/messages/${asked.id}`;
      const json = { submitted_values: { csat_survey_response: { rating: 5, feedback_message: "Good" } } };
      expect((await s.tenant.anonymous.patch(at, { json })).status).toBe(200);
      await s.api.world.database.query(
        "update message set created_at = created_at - interval '15 days' where id = $1",
        [asked.id],
      );
      expect((await s.tenant.anonymous.patch(at, { json })).status).toBe(422);
    },
  ],
  [
    "an answer to text, without values, too large, and to a message of another conversation are refused",
    async (s) => {
      const { conversation, displayId } = await begin(s);
      const other = await begin(s);
      const [text, asked] = [await ask(s, displayId, {}), await ask(s, displayId, ASKING)];
      const foreign = await ask(s, other.displayId, ASKING);
      const note = await ask(s, displayId, { private: true });
      const json = { submitted_values: [ITEMS[0]] };
      const patch = (id: number | string, body: object) =>
        s.tenant.anonymous.patch(`${conversation}/messages/${id}`, { json: body });
      const large = { submitted_values: [{ title: "x".repeat(200_000), value: "x" }] };
      expect((await patch(text.id, json)).status).toBe(422);
      expect((await patch(asked.id, {})).status).toBe(422);
      expect((await patch(asked.id, large)).status).toBe(422);
      expect((await patch(foreign.id, json)).status).toBe(404);
      expect((await patch(note.id, json)).status).toBe(404);
      expect((await patch("x", json)).status).toBe(404);
    },
  ],
  [
    "45 a visitor whom nobody knows otherwise changes their name; an email stays unverified",
    async (s) => {
      const { customer, visitor } = await begin(s);
      const json = { name: "Vera Li", email: "vera@example.test", custom_attributes: { plan: "pro" } };
      const changed = await ok(s.tenant.anonymous.patch(customer, { json }));
      expect(changed).toMatchObject({ id: visitor.id, ...json });
      expect(changed.source_id).toBeUndefined();
      expect(await ok(s.tenant.anonymous.get(customer))).toMatchObject({ name: "Vera Li" });
      const { payload } = await ok(s.client.get(`/contacts/${visitor.id}`));
      expect(payload).toMatchObject({ name: "Vera Li", email: null, custom_attributes: { plan: "pro" } });
      expect(payload.additional_attributes.unverified).toEqual({ email: "vera@example.test" });
    },
  ],
  [
    "a visitor renames no contact that somebody else knows",
    async (s) => {
      const { customer, visitor } = await begin(s);
      const known = { contactId: visitor.id, email: "real@example.test", name: "Real" };
      await s.api.world.run(updateContact, s.tenant.admin, known);
      const json = { name: "Mallory", phone_number: "+4915112345678", custom_attributes: { vip: true } };
      expect((await ok(s.tenant.anonymous.patch(customer, { json }))).name).toBe("Real");
      const { payload } = await ok(s.client.get(`/contacts/${visitor.id}`));
      expect(payload).toMatchObject({ name: "Real", phone_number: null, custom_attributes: {} });
      expect(payload.additional_attributes.unverified).toEqual({
        name: "Mallory",
        phone: "+4915112345678",
        customAttributes: { vip: true },
      });
    },
  ],
  [
    "45 the customer's typing is passed on to the members",
    async (s) => {
      const { conversation, displayId } = await begin(s);
      const typed: unknown[] = [];
      provideEphemeralEvents({
        type: (...told) => void typed.push(told),
        renotify: () => {},
        remark: () => {},
        pass: () => {},
      });
      const type = (json: object) => s.tenant.anonymous.post(`${conversation}/toggle_typing`, { json });
      expect((await type({ typing_status: "on" })).status).toBe(200);
      expect((await type({ typing_status: "off" })).status).toBe(200);
      expect((await type({})).status).toBe(422);
      const entry = { displayId, inboxId: s.inboxId, userId: CUSTOMER };
      expect(typed).toEqual([
        [s.tenant.accountId, entry, true],
        [s.tenant.accountId, entry, false],
      ]);
    },
  ],
];

testStories([["customers' answers, names and typing", PUBLIC]]);

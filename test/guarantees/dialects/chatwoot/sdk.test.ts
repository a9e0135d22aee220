import { afterAll, beforeAll, expect, test } from "vitest";
import { createWireScene, type OpenedSdk, openSdk } from "@/test/support/clients/chatwoot";
import { PNG } from "@/test/support/scenes/files";

let opened: OpenedSdk;
beforeAll(async () => {
  opened = await openSdk();
});
afterAll(() => opened.api.close());

test("the published client can lead a whole conversation", async () => {
  const { tenant, sdk } = opened;
  const { accountId } = tenant;
  // biome-ignore lint/suspicious/noExplicitAny: the client's own types name none of these keys.
  const loose = (answer: unknown): any => answer;

  const inbox = loose(
    await sdk.inboxes.create({
      accountId,
      data: loose({ name: "Shop", channel: { type: "api", webhook_url: "https://example.test/hook" } }),
    }),
  );
  expect(inbox).toMatchObject({
    name: "Shop",
    channel_type: "Channel::Api",
    webhook_url: "https://example.test/hook",
  });
  expect(loose(await sdk.inboxes.list({ accountId })).payload).toContainEqual(inbox);
  expect(await sdk.inboxes.get({ accountId, id: inbox.id })).toEqual(inbox);

  const made = loose(
    await sdk.contacts.create({
      accountId,
      data: {
        inbox_id: inbox.id,
        name: "Zoë Ångström",
        phone_number: "+4915112345678",
        custom_attributes: { plan: "pro" },
      },
    }),
  ).payload;
  expect(made.contact_inbox).toMatchObject({ inbox: { id: inbox.id }, source_id: expect.any(String) });
  const found = loose(await sdk.contacts.search({ accountId, q: "ångSTR" }));
  expect(found.payload).toEqual([made.contact]);
  expect(found.meta).toEqual({ count: 1, current_page: 1, has_more: false });
  const renamed = await sdk.contacts.update({ accountId, id: made.contact.id, data: { name: "Zoë" } });
  expect(loose(renamed).payload).toMatchObject({ name: "Zoë", custom_attributes: { plan: "pro" } });

  const begun = loose(
    await sdk.conversations.create({
      accountId,
      data: loose({
        inbox_id: inbox.id,
        contact_id: made.contact.id,
        source_id: made.contact_inbox.source_id,
      }),
    }),
  );
  expect(begun).toMatchObject({
    status: "open",
    inbox_id: inbox.id,
    meta: { sender: { id: made.contact.id } },
  });
  const conversationId = begun.id;

  const question = loose(
    await sdk.messages.create({
      accountId,
      conversationId,
      data: loose({ content: "Where is my parcel?", message_type: "incoming", private: false }),
    }),
  );
  expect(question).toMatchObject({
    message_type: 0,
    status: "sent",
    sender: { type: "contact", id: made.contact.id },
  });
  const answered = loose(
    await sdk.messages.create({
      accountId,
      conversationId,
      data: loose({
        content: "On its way",
        message_type: "outgoing",
        content_attributes: { in_reply_to: question.id },
      }),
    }),
  );
  expect(answered).toMatchObject({
    message_type: 1,
    status: "sent",
    content_attributes: { in_reply_to: question.id },
  });
  const delivered = await sdk.messages.update({
    accountId,
    conversationId,
    messageId: answered.id,
    data: loose({ status: "delivered" }),
  });
  expect(delivered).toMatchObject({ id: answered.id, status: "delivered", status_update: { applied: true } });
  const thread = loose(await sdk.messages.list({ accountId, conversationId }));
  expect(thread.payload.map((m: { id: number }) => m.id)).toEqual([question.id, answered.id]);

  expect(loose(await sdk.conversations.list({ accountId })).data.payload).toMatchObject([
    { id: conversationId, messages: [{ id: answered.id }] },
  ]);
  const toggled = await sdk.conversations.toggleStatus({
    accountId,
    conversationId,
    data: { status: "resolved" },
  });
  expect(loose(toggled).payload).toMatchObject({
    success: true,
    conversation_id: conversationId,
    current_status: "resolved",
  });
  expect(await sdk.conversations.get({ accountId, conversationId })).toMatchObject({ status: "resolved" });
});

test("the published client reports a bad token and missing resources", async () => {
  const { tenant, sdk, connect } = opened;
  const stranger = connect("no-such-token");
  const { accountId } = tenant;
  await expect(stranger.inboxes.list({ accountId })).rejects.toMatchObject({
    status: 401,
    body: { error: "Invalid Access Token" },
  });
  await expect(sdk.conversations.get({ accountId, conversationId: 999_999 })).rejects.toMatchObject({
    status: 404,
    body: { error: "Resource could not be found" },
  });
});

test("the published client sends files", async () => {
  const { tenant, sdk } = opened;
  const { client, accountId } = tenant;
  const { conversationId } = await createWireScene(tenant);
  const sent = await sdk.messages.create({
    accountId,
    conversationId,
    data: {
      content: "See",
      message_type: "outgoing",
      private: false,
      attachments: [{ content: PNG.toString("base64"), encoding: "base64", filename: "a.png" }],
    },
  });
  expect(sent).toMatchObject({ content: "See", attachments: [{ extension: "png", file_type: "image" }] });
  const { body } = await client.get(`/conversations/${conversationId}/messages`);
  const [file] = body.payload[0].attachments;
  expect(Buffer.from(await (await fetch(file.data_url)).arrayBuffer())).toEqual(PNG);
});

test("the published client finds, organises and deletes", async () => {
  const { tenant, sdk } = opened;
  const { accountId } = tenant;
  const { conversationId, inboxId } = await createWireScene(tenant);
  // biome-ignore lint/suspicious/noExplicitAny: the client's own types differ from what Chatwoot answers.
  const loose = (answer: unknown): any => answer;

  const phone = "+5511977776666";
  await sdk.contacts.create({
    accountId,
    data: loose({ inbox_id: inboxId, name: "Rui", phone_number: phone }),
  });
  const byPhone = {
    attribute_key: "phone_number",
    filter_operator: "equal_to",
    values: [phone.slice(1)],
  } as const;
  const found = await sdk.contacts.filter({
    accountId,
    payload: [{ ...byPhone, values: [...byPhone.values] }],
  });
  expect(loose(found).payload).toMatchObject([{ name: "Rui", phone_number: phone }]);

  const byInbox = { attribute_key: "inbox_id", filter_operator: "equal_to", values: [`${inboxId}`] } as const;
  const listed = await sdk.conversations.filter({
    accountId,
    payload: [{ ...byInbox, values: [...byInbox.values] }],
  });
  expect(loose(listed)).toMatchObject({ meta: { all_count: 1 }, payload: [{ id: conversationId }] });

  const team = loose(await sdk.teams.create({ accountId, data: { name: "Returns" } }));
  expect(await sdk.teams.list({ accountId })).toContainEqual(team);
  const assigned = sdk.conversationAssignment.assign({
    accountId,
    conversationId,
    data: { team_id: team.id },
  });
  expect(await assigned).toMatchObject({ id: team.id, name: "Returns" });

  const hello = { content: "Hello", short_code: "hello" };
  await sdk.cannedResponses.create({ accountId, data: hello });
  expect(await sdk.cannedResponses.list({ accountId })).toMatchObject([hello]);
  expect(await sdk.agents.list({ accountId })).toMatchObject([{ role: "administrator" }]);
  expect(loose(await sdk.inboxes.getAgentBot({ accountId, id: inboxId }))).toEqual({ agent_bot: {} });

  const sent = loose(
    await sdk.messages.create({
      accountId,
      conversationId,
      data: loose({ content: "Oops", private: false }),
    }),
  );
  await sdk.messages.delete({ accountId, conversationId, messageId: sent.id });
  expect(loose(await sdk.messages.list({ accountId, conversationId })).payload).toMatchObject([
    { id: sent.id, content_attributes: { deleted: true } },
  ]);
});

import { expect } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { setAvatar } from "@/server/commands/members/profile";
import { ok, type Scene, type Story, show, testStories, write } from "@/test/support/clients/chatwoot-scene";
import { addFile } from "@/test/support/scenes/files";

/** Gives the administrator a picture; their token writes as them. */
async function setPicture({ api, tenant }: Scene): Promise<number> {
  const { id } = await addFile(api.world, tenant.admin);
  await api.world.run(setAvatar, tenant.admin, { avatarFileId: id });
  return id;
}
const addressOf = (fileId: number) =>
  expect.stringMatching(
    new RegExp(
      `^http://127\\.0\\.0\\.1:\\d+/files/${fileId}/avatar\\?preview&expires=\\d+&signature=[\\w-]+$`,
    ),
  );

const STORIES: Story[] = [
  [
    "the profile, senders and assignees have the signed address of the member's picture, or none",
    async (s) => {
      await write(s, { content: "before" });
      const { profile } = await ownPictures(s);
      expect(profile).toBe("");
      const id = await setPicture(s);
      expect(await ownPictures(s)).toEqual({
        profile: addressOf(id),
        sender: [addressOf(id), addressOf(id)],
        listed: addressOf(id),
        assignee: addressOf(id),
      });
    },
  ],
  [
    "customers' software is not shown pictures of members",
    async (s) => {
      await setPicture(s);
      await s.api.world.run(updateInbox, s.tenant.admin, { inboxId: s.inboxId, publicApi: true });
      const contacts = `/public/api/v1/inboxes/${s.identifier}/contacts`;
      const { source_id } = await ok(s.tenant.anonymous.post(contacts, { json: {} }));
      const conversations = `${contacts}/${source_id}/conversations`;
      const { id } = await ok(s.tenant.anonymous.post(conversations, { json: {} }));
      await ok(s.client.post(`/conversations/${id}/messages`, { json: { content: "Hello" } }));
      const [message] = await ok(s.tenant.anonymous.get(`${conversations}/${id}/messages`));
      expect(message).toMatchObject({ content: "Hello", sender: { avatar_url: "", thumbnail: "" } });
    },
  ],
];

async function ownPictures(s: Scene) {
  const profile = await ok(s.client.get("/api/v1/profile"));
  const { sender } = await write(s, { content: "Hello" });
  const userId = s.tenant.admin.userId;
  await ok(s.client.post(`${s.conversation}/assignments`, { json: { assignee_id: userId } }));
  const shown = await show(s);
  return {
    profile: profile.avatar_url,
    sender: [sender.avatar_url, sender.thumbnail],
    listed: shown.messages[0].sender.thumbnail,
    assignee: shown.meta.assignee.thumbnail,
  };
}

testStories([["pictures of members", STORIES]]);

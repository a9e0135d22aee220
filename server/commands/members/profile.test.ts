import { afterAll, beforeAll, expect, test } from "vitest";
import { findFileFor, getFile } from "@/server/queries/messages/files";
import { listSettingChanges } from "@/server/store/inboxes/setting-changes";
import { addMember } from "@/test/support/clients/screens";
import { addFile } from "@/test/support/scenes/files";
import { createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { setAccountLogo } from "./account";
import { updateMember } from "./members";
import { setAvatar } from "./profile";

let world: World;
let tenant: Tenant;
beforeAll(async () => {
  world = await createWorld();
  tenant = await createTenant(world);
});
afterAll(() => world.close());

const keyIsQueued = async (key: string): Promise<boolean> =>
  (await world.database.query("select 1 from file_removal where key = $1", [key])).length > 0;
const isThere = async (id: number): Promise<boolean> =>
  (await world.database.query("select 1 from file where id = $1", [id])).length > 0;

test("an upload becomes visible to every member of the account, and to nobody else, when it is a picture", async () => {
  const { admin } = tenant;
  const agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
  const stranger = (await createTenant(world)).admin;
  const [face, logo] = [await addFile(world, admin), await addFile(world, admin)];
  for (const { id } of [face, logo])
    await expect(getFile(world, agent, id)).rejects.toMatchObject({ refusal: "file.not_found" });

  await world.run(setAvatar, admin, { avatarFileId: face.id });
  await world.run(setAccountLogo, admin, { logoFileId: logo.id });
  for (const { id } of [face, logo]) {
    expect(await getFile(world, agent, id)).toMatchObject({ id });
    await expect(getFile(world, stranger, id)).rejects.toMatchObject({ refusal: "file.not_found" });
  }
});

test("a replaced and a removed picture are deleted with their bytes; setting the same again keeps it", async () => {
  const { admin } = tenant;
  const [first, second] = [await addFile(world, admin), await addFile(world, admin)];
  await world.run(setAvatar, admin, { avatarFileId: first.id });
  await world.run(setAvatar, admin, { avatarFileId: first.id });
  expect([await isThere(first.id), await keyIsQueued(first.key)]).toEqual([true, false]);

  await world.run(setAvatar, admin, { avatarFileId: second.id });
  expect([await isThere(first.id), await keyIsQueued(first.key)]).toEqual([false, true]);
  await world.run(setAvatar, admin, { avatarFileId: null });
  expect([await isThere(second.id), await keyIsQueued(second.key)]).toEqual([false, true]);
});

test("a refused picture leaves the current one", async () => {
  const { admin } = tenant;
  const [face, page] = [
    await addFile(world, admin),
    await addFile(world, admin, "page.html", { contentType: "text/html" }),
  ];
  await world.run(setAvatar, admin, { avatarFileId: face.id });
  await expect(world.run(setAvatar, admin, { avatarFileId: page.id })).rejects.toMatchObject({
    refusal: "file.not_image",
    field: "avatarFileId",
  });
  expect(await isThere(face.id)).toBe(true);
});

test("a deactivated member keeps the picture, which their messages show", async () => {
  const { admin } = tenant;
  const agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
  const userId = agent.userId ?? 0;
  const face = await addFile(world, admin);
  await world.run(setAvatar, admin, { avatarFileId: face.id, userId });
  const { result } = await world.run(updateMember, admin, { userId, state: "deactivated" });
  expect(result.avatarFileId).toBe(face.id);
  expect(await isThere(face.id)).toBe(true);
});

test("the audit log has each change with both files", async () => {
  const { admin, accountId } = await createTenant(world);
  const face = await addFile(world, admin);
  await world.run(setAvatar, admin, { avatarFileId: face.id });
  await world.run(setAvatar, admin, { avatarFileId: null });
  const changes = await listSettingChanges(world.database, accountId, {
    subject: "member",
    before: null,
    limit: 2,
  });
  expect(changes.map(({ setting, from, to }) => [setting, from, to])).toEqual([
    ["avatarFileId", face.id, null],
    ["avatarFileId", null, face.id],
  ]);
});

test("the preview of an image that has none yet is the image; other files have none", async () => {
  const { admin } = tenant;
  const preview = async (contentType: string) => {
    const { id, key } = await addFile(world, admin, "a", { contentType });
    const served = await findFileFor(world, admin, { id, isPreview: true });
    return [served.key === key, served.contentType];
  };
  expect(await preview("image/png")).toEqual([true, "image/png"]);
  for (const contentType of ["application/pdf", "image/svg+xml", "video/mp4"])
    await expect(preview(contentType)).rejects.toMatchObject({ refusal: "file.not_found" });
});

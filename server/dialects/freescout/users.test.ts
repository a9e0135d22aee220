import { afterAll, beforeAll, expect, test } from "vitest";
import { setAvatar } from "@/server/commands/members/profile";
import type { Api } from "@/test/support/clients/api";
import { openFreescout, openScene, type WireScene } from "@/test/support/clients/freescout";
import { addFile } from "@/test/support/scenes/files";

let api: Api;
let scene: WireScene;
beforeAll(async () => {
  api = await openFreescout();
  scene = await openScene(api);
});
afterAll(() => api.close());

test("users and authors of threads have the signed address of their picture, or none", async () => {
  const { client, userId, admin, path } = scene;
  const read = async () => {
    await client.post(`${path}/threads`, { type: "message", text: "Hello", user: userId });
    const { body: conversation } = await client.get(path);
    const threads: { createdBy: { photoUrl: string } }[] = conversation._embedded.threads;
    return [
      (await client.get(`/users/${userId}`)).body.photoUrl,
      (await client.get("/users")).body._embedded.users[0].photoUrl,
      threads[0]?.createdBy.photoUrl,
    ];
  };
  expect(await read()).toEqual(["", "", ""]);
  const { id } = await addFile(api.world, admin);
  await api.world.run(setAvatar, admin, { avatarFileId: id });
  const address = expect.stringMatching(
    new RegExp(`^${api.url}/files/${id}/avatar\\?preview&expires=\\d+&signature=[\\w-]+$`),
  );
  expect(await read()).toEqual([address, address, address]);
});

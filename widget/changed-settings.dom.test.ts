import { expect, test } from "vitest";
import { openPage, panel, startPages, write } from "@/test/support/widget/page";

test("an open page shows changed settings and who answers without a reload, and keeps what is typed", async () => {
  const standIn = await startPages();
  const { api, root } = openPage(standIn);
  api.open();
  await expect.poll(() => root.querySelector("header h1")?.textContent).toBe("Chat with us");
  await expect.poll(() => root.querySelector(".presence")?.textContent).toBe("We are online");
  const field = await write(root, "half a sentence");
  await expect.poll(() => standIn.streams.size).toBe(1);
  standIn.publish({
    type: "config",
    data: {
      ...standIn.config,
      version: "2.en",
      title: "Night desk",
      welcome: "Good evening",
      color: "#aa0044",
      position: "left",
      isOnline: false,
      offlineText: "Back at nine",
      openingHoursText: "9 to 17",
      members: [{ name: "Barbara Liskov", avatarUrl: null }],
    },
  });
  await expect.poll(() => root.querySelector("header h1")?.textContent).toBe("Night desk");
  expect(root.querySelector(".presence")?.textContent).toBe("We are away right now");
  expect(root.querySelector(".welcome")?.textContent).toBe("Good eveningBack at nine9 to 17");
  expect(root.querySelector("header .avatars")?.textContent).toBe("B");
  expect(root.querySelector<HTMLElement>(".root")?.dataset["position"]).toBe("left");
  expect(panel(root)?.contains(field)).toBe(true);
  expect(field.value).toBe("half a sentence");
});

test("a page passes the version that it shows when it connects again, so that it gets what changed meanwhile", async () => {
  const standIn = await startPages();
  const { root } = openPage(standIn);
  await expect.poll(() => standIn.streams.size).toBe(1);
  expect(standIn.versions).toEqual(["1.en"]);
  standIn.publish({ type: "config", data: { ...standIn.config, version: "2.en" } });
  for (const stream of standIn.streams) stream.end();
  await expect.poll(() => standIn.versions.at(-1), { timeout: 15_000 }).toBe("2.en");
  expect(root.querySelector("button")).not.toBeNull();
});

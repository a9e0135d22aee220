import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { isDisabled } from "@/test/support/dom/disabled";
import { openPage } from "@/test/support/dom/page";
import { ClientSettings } from "./client-settings";

/** The settings, with the sites that are stored; the test ends each save. */
async function openSites(stored: { sites: string[] }) {
  let answer = () => {};
  const page = openPage(<ClientSettings />, {
    answers: {
      "tokens.urlKeys": () => false,
      "tokens.changeUrlKeys": () => ({}) as never,
      "tokens.knownContacts": () => false,
      "tokens.unflaggedMessages": () => "stored",
      "tokens.origins": () => stored.sites,
      "tokens.changeOrigins": async ({ allowedOrigins }) => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        stored.sites = [...allowedOrigins].sort();
        return {} as never;
      },
    },
  });
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: /^Sites/ });
  await expect.poll(() => [field.disabled, field.value]).toEqual([false, stored.sites.join(" ")]);
  const save = screen.getByRole<HTMLButtonElement>("button", { name: "Save sites" });
  return { ...page, field, save, endSave: () => answer() };
}

test("a site that somebody else has added or removed meanwhile stays so when others are saved", async () => {
  const stored = { sites: ["https://a.example", "https://b.example"] };
  const { user, field, save, endSave, inputsOf } = await openSites(stored);
  await user.type(field, " https://c.example");
  stored.sites = ["https://b.example", "https://d.example"];
  await user.click(screen.getByRole("switch", { name: /keys in URLs/i })); // reads the settings again
  await expect.poll(() => inputsOf("tokens.origins")).toHaveLength(2);
  await user.click(save);
  await expect
    .poll(() => inputsOf("tokens.changeOrigins"))
    .toEqual([{ allowedOrigins: ["https://b.example", "https://d.example", "https://c.example"] }]);
  endSave();
  await expect.poll(() => field.value).toBe("https://b.example https://c.example https://d.example");
});

test("what is typed while sites are saved stays, and is saved next", async () => {
  const { user, field, save, endSave, inputsOf } = await openSites({ sites: [] });
  await user.type(field, "https://a.example");
  await user.click(save);
  await user.type(field, " https://b.example");
  endSave();
  await screen.findByText("Sites saved");
  expect(field.value).toBe("https://a.example https://b.example");
  await expect.poll(() => isDisabled(save)).toBe(false);
  await user.click(save);
  await expect
    .poll(() => inputsOf("tokens.changeOrigins")[1])
    .toEqual({ allowedOrigins: ["https://a.example", "https://b.example"] });
  endSave();
});

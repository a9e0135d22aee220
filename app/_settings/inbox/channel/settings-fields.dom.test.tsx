import { screen } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { localTextOf } from "@/app/_shared/date/typed-date";
import { settingsSchemaOf } from "@/server/contract/channel/channel-settings";
import { field, formSettings } from "@/server/contract/channel/settings-field";
import { openPage } from "@/test/support/dom/page";
import { changedSettings, readSettings } from "./setting-values";
import { SettingsFields } from "./settings-fields";

const SINCE = "2026-01-31T08:30:15Z";

const fields = formSettings(
  settingsSchemaOf(
    z.strictObject({
      since: field(z.iso.datetime().optional(), { title: { en: "Import since", zh: "导入起始时间" } }),
    }),
  ),
);

function open(settings: Record<string, string>) {
  const page = openPage(
    <form aria-label="Settings">
      <SettingsFields fields={fields} settings={settings} isStored={false} />
    </form>,
  );
  const read = () => readSettings(new FormData(screen.getByRole<HTMLFormElement>("form")), fields);
  return {
    ...page,
    day: screen.getByRole<HTMLInputElement>("textbox", { name: "Import since: date" }),
    read,
  };
}

beforeEach(() => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["en-GB"]);
});

test("a time is none at first, typed as a day of the region, and sent as ISO 8601", async () => {
  const { user, day, read } = open({});
  expect(day.placeholder).toBe("None");
  expect(read()).toEqual({ since: null });
  await user.type(day, "31/01/2026");
  await user.tab();
  expect(read()).toEqual({ since: new Date("2026-01-31T00:00").toISOString() });
});

test("a stored time is shown as the region writes it, stays as it was, and is cleared to none", async () => {
  const { user, day, read } = open({ since: SINCE });
  const [date = ""] = localTextOf(new Date(SINCE)).split("T");
  expect(day.value).toBe(date.split("-").reverse().join("/"));
  expect(read()).toEqual({ since: SINCE });
  await user.clear(day);
  await user.tab();
  expect(read()).toEqual({ since: null });
});

test("what is typed fills the fields that start as it, until they have something of their own", async () => {
  const words = (en: string) => ({ title: { en, zh: en } });
  const schema = z.strictObject({
    address: field(z.string(), words("Address")),
    imap: z.strictObject({ user: field(z.string(), { ...words("User"), startsAs: "address" }) }),
  });
  const ofMail = formSettings(settingsSchemaOf(schema));
  const show = (isStored: boolean) =>
    openPage(
      <form>
        <SettingsFields fields={ofMail} settings={{}} isStored={isStored} />
      </form>,
    );
  const input = (name: string) => screen.getByRole<HTMLInputElement>("textbox", { name });
  const { user, unmount } = show(false);
  await user.type(input("Address"), "help@shop");
  expect(input("User").value).toBe("help@shop");
  await user.type(input("User"), "-2");
  await user.type(input("Address"), ".example");
  expect(input("User").value).toBe("help@shop-2");
  unmount();
  await show(true).user.type(input("Address"), "help");
  expect(input("User").value).toBe("");
});

let stored: Record<string, string> = {};

/** The fields while somebody else sets a time. */
function Scene() {
  const [settings, setSettings] = useState({});
  stored = settings;
  return (
    <form aria-label="Settings">
      <button type="button" onClick={() => setSettings({ since: SINCE })}>
        Meanwhile
      </button>
      <SettingsFields fields={fields} settings={settings} isStored />
    </form>
  );
}

test("a time that somebody else sets meanwhile is shown, and not put back by saving something else", async () => {
  const { user } = openPage(<Scene />);
  await user.click(screen.getByRole("button", { name: "Meanwhile" }));
  const day = screen.getByRole<HTMLInputElement>("textbox", { name: "Import since: date" });
  const [date = ""] = localTextOf(new Date(SINCE)).split("T");
  await expect.poll(() => day.value).toBe(date.split("-").reverse().join("/"));
  const form = new FormData(screen.getByRole<HTMLFormElement>("form"));
  expect(changedSettings(form, fields, stored)).toEqual({});
});

test("a form says when somebody else sets a time that is edited in it", async () => {
  const { user } = openPage(<Scene />);
  await user.type(screen.getByRole("textbox", { name: "Import since: date" }), "31/01/2026");
  await user.tab();
  expect(screen.queryByText(/was changed elsewhere meanwhile/)).toBeNull();
  await user.click(screen.getByRole("button", { name: "Meanwhile" }));
  expect(screen.queryByText(/was changed elsewhere meanwhile/)).not.toBeNull();
});

import { render, screen } from "@testing-library/react";
import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useDensity, useTheme } from "./preferences";
import { useStoredChoices } from "./use-stored-choices";

const refresh = vi.fn();
const nothing = () => {};
const router = {
  ...{ bfcacheId: "", refresh },
  ...{ back: nothing, forward: nothing, prefetch: nothing, push: nothing, replace: nothing },
};

function Choices() {
  useStoredChoices();
  return <p>{`${useTheme()}, ${useDensity()}`}</p>;
}

const NAMES = ["theme", "density", "locale"];
const store = (name: string, value: string) => {
  // biome-ignore lint/suspicious/noDocumentCookie: as another window does
  document.cookie = `${name}=${value}; Path=/`;
};
const clear = () => {
  refresh.mockClear();
  for (const name of NAMES) store(name, "; Max-Age=0");
};

beforeEach(clear);
afterEach(clear);

test("a window shows the theme, row height and language that another has stored, on return to it", async () => {
  render(
    <AppRouterContext value={router}>
      <NextIntlClientProvider locale="en" messages={{}}>
        <Choices />
      </NextIntlClientProvider>
    </AppRouterContext>,
  );
  window.dispatchEvent(new Event("focus"));
  await screen.findByText("system, comfortable");
  store("theme", "dark");
  store("density", "compact");
  store("locale", "en");
  window.dispatchEvent(new Event("focus"));
  await screen.findByText("dark, compact");
  expect(refresh).not.toHaveBeenCalled();
  store("theme", "system");
  store("locale", "zh");
  document.dispatchEvent(new Event("visibilitychange"));
  await screen.findByText("system, compact");
  expect(refresh).toHaveBeenCalledTimes(1);
});
